package dev.parley.trace.face;

import dev.parley.trace.TraceSink;
import java.util.Optional;

/** Opens the JSON Lines face, which wants a file, and a library that an application need not have. */
final class JsonFace {
    private static final String LIBRARY = "com.fasterxml.jackson.core:jackson-core";

    private JsonFace() {}

    /** @throws IllegalArgumentException where the file or the library is missing */
    static TraceSink sink(Optional<TraceFile> file, TraceFile.Subject subject) {
        String property = "mail." + subject.protocol() + ".trace";
        TraceFile named = file.orElseThrow(
                () -> new IllegalArgumentException(property + "=json wants a file: set " + property + ".file"));
        requireLibrary(property);
        return new JsonLinesSink(named.append(Face.JSON, subject));
    }

    private static void requireLibrary(String property) {
        try {
            Class.forName("com.fasterxml.jackson.core.JsonFactory", false, JsonFace.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    property + "=json wants a library that is missing: add the dependency " + LIBRARY
                            + " (2.19 or newer)",
                    e);
        }
    }
}
