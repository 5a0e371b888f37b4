package dev.parley.trace.face;

import dev.parley.trace.TraceSink;

/** Opens the JSON Lines face, which wants a library that an application need not have. */
final class JsonFace {
    private static final String LIBRARY = "com.fasterxml.jackson.core:jackson-core";

    private JsonFace() {}

    /** @throws IllegalArgumentException where the library is missing */
    static TraceSink sink(TraceFile file, TraceFile.Subject subject) {
        requireLibrary("mail." + subject.protocol() + ".trace");
        return new JsonLinesSink(file.append(Face.JSON, subject));
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
