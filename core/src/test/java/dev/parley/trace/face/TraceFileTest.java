package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {
    @TempDir
    Path folder;

    @Test
    void theFilesOfOneDialogHaveOneTimeAndTheirOwnExtensions() throws IOException {
        open("text,html,json", "mail-%p-%t.html").closed("QUIT");
        List<String> names = names();
        assertEquals(3, names.size());
        for (String extension : List.of("html", "jsonl", "txt")) {
            assertTrue(names.get(0).matches("mail-smtp-\\d{8}T\\d{6}\\.\\d{3}Z\\.html"), names::toString);
            assertTrue(names.contains(names.get(0).replaceFirst("html$", extension)), names::toString);
        }
    }

    @Test
    void aFileOfSeveralDialogsSaysWhoseEachLineIs() throws IOException {
        Trace first = open("text", "all.txt");
        Trace second = open("text", "all.txt");
        first.decided(Topic.AUTH, "PLAIN", "so");
        second.decided(Topic.AUTH, "LOGIN", "so");
        first.closed("QUIT");
        second.closed("QUIT");
        List<String> lines = Files.readAllLines(folder.resolve("all.txt"));
        assertEquals(8, lines.size());
        assertEquals(
                2, lines.stream().map(line -> line.split(" ")[0]).distinct().count());
        assertTrue(lines.stream().allMatch(line -> line.matches("[0-9a-f]{8} .*")), lines::toString);
    }

    @Test
    void aFileOfOneDialogNeedNot() throws IOException {
        open("text", "%s.txt").closed("QUIT");
        assertTrue(Files.readString(folder.resolve(names().get(0))).startsWith("   +0."));
    }

    @Test
    void whatOthersCouldReadTheyCannotAnyMore() throws IOException {
        Path file = Files.writeString(folder.resolve("old.txt"), "earlier\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        open("text", "old.txt").closed("QUIT");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.readString(file).startsWith("earlier\n"));
    }

    @Test
    void aPageIsThereBeforeTheDialogIsOver() throws IOException {
        Trace trace = open("html", "page.html");
        Path page = folder.resolve("page.html");
        assertTrue(Files.readString(page).contains("<title>smtp to mx:25: incomplete</title>"));
        assertTrue(Files.readString(page).endsWith("</html>\n"));
        trace.closed("QUIT");
        assertTrue(Files.readString(page).contains("<title>smtp to mx:25: no command sent</title>"));
        assertEquals(1, Files.readString(page).split("<title>", -1).length - 1);
    }

    @Test
    void whatCannotBeWrittenNamesTheProperty() {
        Properties properties = new Properties();
        properties.put("mail.trace", "text");
        properties.put("mail.trace.file", folder.resolve("no/such/%s.txt").toString());
        String warning = Warned.of(properties);
        assertTrue(warning.startsWith("the trace cannot be written to " + folder), warning);
        assertTrue(warning.contains("NoSuchFileException: "), warning);
        assertTrue(warning.contains("; check mail.trace.file"), warning);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Trace open(String faces, String pattern) {
        Properties properties = new Properties();
        properties.put("mail.trace", faces);
        properties.put("mail.trace.file", folder.resolve(pattern).toString());
        return TraceSettings.from(new MailProperties("smtp", properties), false)
                .open(System.out, "smtp", "mx", 25, List.of());
    }
}
