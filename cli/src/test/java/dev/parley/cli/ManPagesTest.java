package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.cli.shared.CommandContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Generates the manual pages and the completion of the archive; with {@code parley.accept} it writes them. */
class ManPagesTest {
    private static final Path PAGES = Path.of("src", "archive", "share", "man", "man1");
    private static final Path COMPLETION =
            Path.of("src", "archive", "share", "bash-completion", "completions", "parley");

    @Test
    void eachCommandHasAPage() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        CommandContext context = new CommandContext(
                InputStream.nullInputStream(),
                new PrintStream(PrintStream.nullOutputStream()),
                new PrintStream(PrintStream.nullOutputStream()),
                false,
                false,
                Map.of(),
                question -> null);
        ManPage.all(Parley.commandLine(context)).forEach(page -> pages.put(page.name() + ".1", page.text()));
        try (Stream<Path> files = Files.list(PAGES)) {
            for (Path file : files.toList()) {
                if (Boolean.getBoolean("parley.accept")
                        && !pages.containsKey(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            compare(PAGES.resolve(page.getKey()), page.getValue());
        }
        try (Stream<Path> files = Files.list(PAGES)) {
            assertEquals(
                    List.copyOf(pages.keySet()),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void completion() throws IOException {
        compare(COMPLETION, new CliRun().parley("completion").output());
    }

    private static void compare(Path file, String generated) throws IOException {
        if (Boolean.getBoolean("parley.accept")) {
            Files.writeString(file, generated, UTF_8);
        }
        assertEquals(generated, Files.exists(file) ? Files.readString(file, UTF_8) : "", file.toString());
    }
}
