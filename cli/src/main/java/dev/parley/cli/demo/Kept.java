package dev.parley.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The dialogs in files, to be read when the demo is over. */
record Kept(Path folder) {
    /** The faces of the trace that write files. */
    static final String FACES = "text,html,json";

    private static final String NAMES = ".*\\.(txt|html|jsonl)";

    /** There is a folder, and what an earlier demo has left in it goes. */
    void clear() throws IOException {
        Files.createDirectories(folder);
        for (Path file : files()) {
            Files.delete(file);
        }
    }

    /** For {@code mail.<protocol>.trace.file}. */
    String pattern() {
        return folder.resolve("%p").toString();
    }

    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(NAMES))
                    .sorted()
                    .toList();
        }
    }
}
