package dev.parley.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files with the dialogs. */
record Kept(Path folder) {
    /** The trace outputs that write files. */
    static final String FACES = "text,html,json";

    private static final String NAMES = ".*\\.(txt|html|jsonl)";

    /** Creates the folder, and deletes the files of an earlier demo. */
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
