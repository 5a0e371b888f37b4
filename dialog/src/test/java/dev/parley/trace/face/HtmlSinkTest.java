package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Pages of dialogs whose every time is known, compared as a whole; {@code -Dparley.accept=true} writes them anew. */
class HtmlSinkTest {
    private static final Path PAGES = Path.of("src/test/resources/pages");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern ELEMENT = Pattern.compile("</?([a-z0-9]+)[^>]*>");

    @TestFactory
    Stream<DynamicTest> wholePages() {
        return Stream.of(
                golden("refused-recipient", Story::refusedRecipient),
                golden("broken", Story::broken),
                golden("hostile", Story::hostile));
    }

    private static DynamicTest golden(String name, Consumer<TraceSink> story) {
        return DynamicTest.dynamicTest(name, () -> {
            Path file = PAGES.resolve(name + ".html");
            String page = page(story);
            assertTrue(page.contains(style()));
            String masked = page.replace(style(), "page.css\n");
            if (Boolean.getBoolean("parley.accept")) {
                Files.writeString(file, masked);
            }
            assertEquals(Files.readString(file), masked);
        });
    }

    @Test
    void nothingHostileBecomesMarkup() {
        String page = page(Story::hostile);
        Set<String> elements = new TreeSet<>();
        ELEMENT.matcher(page).results().forEach(found -> elements.add(found.group(1)));
        assertEquals(
                Set.of(
                        "a b body caption code dd details div dl dt em footer h1 h2 head header html i meta p section small"
                                .concat(" span style summary table tbody td th thead title tr")
                                .split(" ")),
                elements);
        assertEquals(
                List.of(),
                TAG.matcher(page)
                        .results()
                        .map(found -> found.group())
                        .filter(tag -> tag.matches(".*\\s(on\\w+|src)=.*"))
                        .toList());
        assertTrue(page.contains("220 &lt;script&gt;alert(1)&lt;/script&gt;"));
        assertEquals(List.of(), odd(page), "no control or direction character reaches the page");
    }

    @Test
    void theSameDialogIsHarmlessAsText() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Story.hostile(new TextSink(new PrintStream(out, true, StandardCharsets.UTF_8), false, false));
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(List.of(), odd(text));
        assertTrue(text.contains("550 \\x1b[2J\\x1b]0;pwned\\x07 \\x00 \\u202egpj.exe\\u2066\\u2028&lt;"), text);
        assertEquals(
                10_000,
                text.lines()
                        .filter(line -> line.contains("214-") || line.contains("214 9999"))
                        .count());
        assertTrue(text.contains("xxx [99004 more]"));
    }

    private static List<String> odd(String text) {
        return text.chars()
                .filter(c -> c < 0x20 && c != '\n'
                        || c >= 0x7f && c < 0xa0
                        || c == 0x2028
                        || Character.getType(c) == Character.FORMAT)
                .mapToObj(Integer::toHexString)
                .distinct()
                .toList();
    }

    @Test
    void ofALongDialogTheBeginningAndTheEnd() {
        String page = page(sink -> Story.longOne(sink, 10_000));
        assertTrue(page.contains("RCPT TO:&lt;user500@lab.test&gt;"));
        assertFalse(page.contains("RCPT TO:&lt;user501@lab.test&gt;"));
        assertTrue(page.contains("18501 rows are left out here"), page.substring(page.length() - 3000));
        assertTrue(page.contains("250 2.1.5 Ok 9999"));
        assertTrue(page.contains("100 refusals"));
        assertTrue(page.contains("and 90 more"));
        assertTrue(page.length() < 512 * 1024, () -> page.length() + " characters");
    }

    @Test
    void noPageIsLargerThanItsDocumentation() {
        String wide = "\u202e".repeat(1000);
        String page = page(sink -> {
            for (int i = 0; i < 300; i++) {
                sink.accept(new dev.parley.trace.TraceEvent.Received(
                        i,
                        i,
                        "rcpt",
                        false,
                        dev.parley.trace.Answer.NONE,
                        List.of(wide, wide, wide),
                        java.time.Duration.ZERO));
            }
            sink.close();
        });
        assertTrue(page.length() < (1024 + 512 + 64) * 1024, () -> page.length() + " characters");
        assertTrue(page.contains(" rows are left out here"));
    }

    @Test
    void aSmallDialogIsASmallPage() {
        int size = page(Story::refusedRecipient).length();
        assertTrue(size < 20_000, size + " characters");
    }

    @Test
    void everyDialogHasItsFile(@TempDir Path folder) throws IOException {
        Properties properties = new Properties();
        properties.put("mail.smtp.trace", "text,html");
        properties.put("mail.smtp.trace.file", folder + "/%p-%h");
        for (int i = 0; i < 2; i++) {
            Trace trace = open(properties);
            trace.closed("QUIT");
            trace.close();
        }
        for (String name : List.of("smtp-mx.html", "smtp-mx-2.html")) {
            Path page = folder.resolve(name);
            assertTrue(Files.readString(page).contains("<h1>smtp to mx:25</h1>"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(page)));
        }
        assertTrue(Files.exists(folder.resolve("smtp-mx.txt")));
    }

    @Test
    void withoutAFileThereIsNoPage() {
        Properties properties = new Properties();
        properties.put("mail.smtp.trace", "html");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> open(properties));
        assertEquals("html is a page of its own for each dialog: set mail.smtp.trace.file", e.getMessage());
    }

    private static Trace open(Properties properties) {
        return TraceSettings.from(new MailProperties("smtp", properties), false).open(System.out, "smtp", "mx", 25);
    }

    private static String page(Consumer<TraceSink> story) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        story.accept(new HtmlSink(new PrintStream(out, false, StandardCharsets.UTF_8)));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String style() {
        try {
            return Files.readString(Path.of("src/main/resources/dev/parley/trace/face/page.css"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
