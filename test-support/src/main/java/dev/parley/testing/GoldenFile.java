package dev.parley.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is expected as a whole stands in a file. {@code -Dparley.accept=true} writes it anew, to be read. */
public final class GoldenFile {
    private GoldenFile() {}

    public static void compare(Path file, String text) throws IOException {
        if (Boolean.getBoolean("parley.accept")) {
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text, file::toString);
    }
}
