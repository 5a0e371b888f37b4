package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of delivered mail. */
final class Mailbox {
    private static final long PATIENCE_MILLIS = 15_000;

    private final Path folder;

    Mailbox(Path folder) {
        this.folder = folder;
    }

    /**
     * The message that has all these texts, as soon as there is one: its octets, line ends as LF. A server may deliver a
     * message line by line: what the test needs is among the texts.
     */
    String await(String... texts) throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < end) {
            for (Path file : files()) {
                String mail = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (Stream.of(texts).allMatch(mail::contains)) {
                    return mail;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no mail with " + List.of(texts) + " in " + folder);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** A delivered message from its own first header line on. */
    static String ownOctets(String delivered, String firstLine) {
        int start = delivered.indexOf(firstLine);
        assertTrue(start >= 0, delivered);
        return delivered.substring(start);
    }
}
