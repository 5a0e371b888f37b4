package dev.parley.registration.nativeimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The file {@code calls-by-name.txt}, whose comment describes the notation. */
final class ReviewedCalls {
    private final Map<String, List<Lookup>> calls = new TreeMap<>();

    private ReviewedCalls() {}

    static ReviewedCalls read() throws IOException {
        ReviewedCalls read = new ReviewedCalls();
        List<Lookup> found = List.of();
        for (String line : Files.readAllLines(Path.of("src/test/resources/calls-by-name.txt"))) {
            if (line.startsWith("  ")) {
                found.add(Lookup.parse(line));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                found = new ArrayList<>();
                if (read.calls.put(line, found) != null) {
                    throw new IOException("listed twice: " + line);
                }
            }
        }
        return read;
    }

    /** The calls, as {@link CallScan} names them, with what each of them finds. */
    Map<String, List<Lookup>> all() {
        return calls;
    }

    /** Whether a class has a call of a method that needs no entry: the application names the class, or there is a reason. */
    boolean needsNoEntry(String caller, String method) {
        return calls.entrySet().stream()
                .anyMatch(call -> call.getKey().startsWith(caller + ".")
                        && call.getKey().endsWith("." + method)
                        && call.getValue().stream()
                                .allMatch(found -> found.kind().equals("application:")
                                        || found.kind().equals("none:")));
    }
}
