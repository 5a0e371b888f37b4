package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import dev.parley.trace.Answer;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every page; whole pages are in {@link FacesTest}. */
class HtmlSinkTest {
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern ELEMENT = Pattern.compile("</?([a-z0-9]+)[^>]*>");

    @Test
    void nothingHostileBecomesMarkup() {
        String page = page(sink -> Story.hostile(sink, 10_000));
        Set<String> elements = new TreeSet<>();
        ELEMENT.matcher(page).results().forEach(found -> elements.add(found.group(1)));
        assertEquals(
                Set.of(
                        "a b body caption code dd details div dl dt em footer h1 h2 head header html i meta p pre section small"
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
    }

    @Test
    void theHostIsWrappedAfterItsDots() {
        assertTrue(page(Story::givenUp).contains("<h1>smtp to mx.<wbr>lab.<wbr>test:25</h1>"));
    }

    @Test
    void theVersionsAreThoseOfTheRunningSoftware() {
        String java = System.getProperty("java.version");
        assertTrue(page(Story::givenUp).contains("Java " + java + " ("), java);
        assertTrue(page(Story::givenUp).matches("(?s).*Written by Parley .*"));
    }

    @Test
    void theFirstLinesHaveTheOutcomeAndTheFix() {
        String page = page(Story::givenUp);
        String head = page.substring(page.indexOf("<header>"), page.indexOf("</header>"));
        assertTrue(
                head.contains("<p class=\"result\">delivered to 0 of 2: jane rejected, joe not attempted</p>"), head);
        assertTrue(head.contains("<a href=\"#reply-4\">#4 RCPT TO:&lt;jane@lab.test&gt;</a>"), head);
        assertTrue(head.contains("<dd class=\"fix\">correct the address, or take it off the list</dd>"), head);
        assertTrue(head.contains("<a href=\"#failure\">sending QUIT</a>"), head);
        assertTrue(page.contains("<tr class=\"failed\" id=\"failure\">"));
    }

    @Test
    void ofALongDialogTheBeginningAndTheEnd() {
        String page = page(sink -> Story.longOne(sink, 10_000));
        assertTrue(page.contains("RCPT TO:&lt;user500@lab.test&gt;"));
        assertFalse(page.contains("RCPT TO:&lt;user501@lab.test&gt;"));
        assertTrue(page.contains("18501 rows are omitted here"), page.substring(page.length() - 3000));
        assertTrue(page.contains("250 2.1.5 Ok 9999"));
        assertTrue(page.contains("100 rejections"));
        assertTrue(page.contains("and 90 more"));
        assertTrue(page.length() < 512 * 1024, () -> page.length() + " characters");
    }

    @Test
    void noPageIsLargerThanItsDocumentation() {
        String wide = "\u202e".repeat(1000);
        String page = page(sink -> {
            for (int i = 0; i < 300; i++) {
                sink.accept(new TraceEvent.Received(
                        i, i, "rcpt", false, Answer.NONE, List.of(wide, wide, wide), Duration.ZERO));
            }
            sink.close();
        });
        assertTrue(page.length() < (1024 + 512 + 64) * 1024, () -> page.length() + " characters");
        assertTrue(page.contains(" rows are omitted here"));
    }

    @Test
    void aSmallDialogIsASmallPage() {
        int size = page(Story::refusedRecipient).length();
        // The style, the table, and the dialog again as text to copy.
        assertTrue(size < 24_000, size + " characters");
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
        assertEquals("mail.smtp.trace=html requires a file: set mail.smtp.trace.file", Warned.of(properties));
    }

    private static Trace open(Properties properties) {
        return TraceSettings.from(new MailProperties("smtp", properties), false)
                .open(System.out, "smtp", "mx", 25, List.of());
    }

    private static String page(Consumer<TraceSink> story) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        story.accept(new HtmlSink(new PrintStream(out, false, StandardCharsets.UTF_8)));
        return out.toString(StandardCharsets.UTF_8);
    }
}
