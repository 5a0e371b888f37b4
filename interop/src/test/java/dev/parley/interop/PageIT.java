package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.demo.Demo;
import dev.parley.replay.Recording;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.TraceReader;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.face.IndexPage;
import java.awt.image.BufferedImage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of the HTML face in a real browser. {@code interop/run -Dit.test=PageIT -DargLine=-Dparley.accept=true} takes
 * the pictures in {@code docs} anew.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageIT {
    @TempDir
    static Path folder;

    private static TestCertificate certificate;
    private static Browser browser;

    @BeforeAll
    static void prepare() throws Exception {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
        browser = new Browser(folder);
    }

    @Test
    void lightAndDark() throws Exception {
        Path page = page("submission.txt", "mail.smtp.starttls.required", "true");
        Path light = folder.resolve("trace.png");
        Path dark = folder.resolve("trace-dark.png");
        BufferedImage day = browser.picture(page, light, false, 1080, 1480);
        BufferedImage night = browser.picture(page, dark, true, 1080, 1480);
        assertTrue(Pictures.brightness(day) > 0.85, () -> "brightness " + Pictures.brightness(day));
        assertTrue(Pictures.brightness(night) < 0.2, () -> "brightness " + Pictures.brightness(night));
        if (Boolean.getBoolean("parley.accept")) {
            Pictures.keep(day, "trace.png");
            Pictures.keep(night, "trace-dark.png");
        }
    }

    @Test
    void whatTheDemoLeaves() throws Exception {
        Path kept = folder.resolve("demo");
        PrintStream out = new PrintStream(folder.resolve("demo.out").toFile(), StandardCharsets.UTF_8);
        assertTrue(Demo.onLoopback(out, false, kept).run());
        for (String name : List.of("smtps", "smtp", "sieve")) {
            Path page = kept.resolve(name + ".html");
            BufferedImage picture = browser.picture(page, folder.resolve(name + ".png"), false, 1080, 1900);
            assertTrue(Pictures.brightness(picture) > 0.85, name);
            String document = browser.document(page);
            assertTrue(document.matches("(?s).*<title>" + name + " to localhost:\\d+: .*"), document);
            if (name.equals("sieve") && Boolean.getBoolean("parley.accept")) {
                Pictures.keep(picture, "demo.png");
            }
        }
    }

    @Test
    void onANarrowScreenNothingIsCutOff() throws Exception {
        Path page = page("submission.txt", "mail.smtp.starttls.required", "true");
        BufferedImage picture = browser.picture(page, folder.resolve("narrow.png"), false, 400, 2400);
        int edge = picture.getWidth() - 4;
        assertEquals(
                1,
                Pictures.colours(picture.getSubimage(edge, 0, 4, picture.getHeight())),
                "the page reaches over the right edge");
        assertTrue(Pictures.colours(picture) > 20);
        if (Boolean.getBoolean("parley.accept")) {
            Pictures.keep(picture.getSubimage(0, 0, 400, 1400), "trace-phone.png");
        }
    }

    @Test
    void onPaper() throws Exception {
        Path page = page("submission.txt", "mail.smtp.starttls.required", "true");
        byte[] paper = browser.paper(page, folder.resolve("trace.pdf"));
        assertEquals("%PDF-", new String(paper, 0, 5, StandardCharsets.US_ASCII));
        assertTrue(paper.length > 20_000, () -> paper.length + " octets");
    }

    @Test
    void theIndexOfManyDialogs() throws Exception {
        Path index = folder.resolve("index.html");
        writeIndex(index, 10_000);
        assertTrue(Files.size(index) < 4_000_000, () -> index.toFile().length() + " octets");
        BufferedImage picture = browser.picture(index, folder.resolve("index.png"), false, 1080, 420);
        assertTrue(Pictures.brightness(picture) > 0.85);
        if (Boolean.getBoolean("parley.accept")) {
            Pictures.keep(picture, "trace-index.png");
        }
        String document = browser.document(index);
        assertTrue(
                document.contains("<th scope=\"col\" class=\"host\"><button type=\"button\">host</button></th>"),
                "the script runs");
        assertFalse(document.contains("<form hidden"), "the script shows the filter");
        assertEquals(10_000, document.split("<tr class=", -1).length - 1);
        assertEquals(100, document.split("<tbody>", -1).length - 1, "bodies, which the browser lays out one by one");
    }

    @Test
    void theIndexIsFilteredAndSorted() throws Exception {
        Path index = folder.resolve("index.html");
        writeIndex(index, 1_000);
        Path used = folder.resolve("used.html");
        String user = "<script>"
                + "const box = document.querySelector('input');"
                + "box.value = 'MX3 example';"
                + "box.dispatchEvent(new Event('input', {bubbles: true}));"
                + "document.querySelector('th.time button').click();"
                + "document.title = document.querySelector('output').value;"
                + "</script>";
        Files.writeString(
                used,
                Files.readString(index)
                        .replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
                        .replace("</body>", user + "</body>"));
        String document = browser.document(used);
        assertTrue(document.contains("<title>143 of 1000</title>"), () -> document.substring(0, 300));
        List<String> times = new ArrayList<>();
        Matcher row = Pattern.compile("dialogs/(\\d+)\\.html").matcher(document);
        while (row.find()) {
            times.add(row.group(1));
        }
        assertEquals(143, times.size());
        assertEquals(times.stream().sorted().toList(), times, "the oldest first");
        assertEquals(2, document.split("<tbody>", -1).length - 1);
    }

    /** Rows of two dialogs in turn, one of them hostile, a minute apart. */
    private static void writeIndex(Path file, int dialogs) throws Exception {
        List<Recording> recorded = List.of(
                recording("submission.txt", "mail.smtp.starttls.required", "true"),
                recording("hostile.txt", "mail.smtp.auth", "false"));
        IndexPage index = new IndexPage();
        for (int i = 0; i < dialogs; i++) {
            List<TraceEvent> events =
                    new ArrayList<>(recorded.get(i % 5 == 3 ? 1 : 0).events());
            TraceEvent.Opened opened = (TraceEvent.Opened) events.get(0);
            events.set(
                    0,
                    new TraceEvent.Opened(
                            opened.nanos(),
                            Instant.parse("2026-12-01T08:00:00Z").plusSeconds(61L * i),
                            opened.dialog(),
                            opened.protocol(),
                            "mx" + i % 7 + ".example.test",
                            587,
                            opened.settings()));
            index.add("dialogs/%06d.html".formatted(i + 1), events);
        }
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            index.print(out);
        }
    }

    private static Recording recording(String dialog, String property, String value) throws Exception {
        Path trace = Files.createTempDirectory(folder, "traces").resolve("trace.jsonl");
        Properties settings = new Properties();
        settings.put(property, value);
        settings.put("mail.smtp.trace", "json");
        settings.put("mail.smtp.trace.file", trace.toString());
        RecordedPeer.refuse(dialog, settings, certificate);
        return TraceReader.read(trace).get(0);
    }

    @Test
    void whatTheBrowserUnderstood() throws Exception {
        String document = browser.document(page("submission.txt", "mail.smtp.starttls.required", "true"));
        assertFalse(document.contains("<script"), document);
        assertTrue(
                document.matches("(?s).*<title>smtp to localhost:\\d+: delivered to 1 of 2: nobody rejected</title>.*"),
                document);
        for (String text : List.of(
                "4 commands in one write",
                "550 5.1.1 &lt;nobody@example.test&gt;: Recipient address rejected",
                "250 2.0.0 Ok: queued as 0E22E20EA66",
                "AUTH PLAIN [redacted 20 octets]",
                "the certificate proves the identity of the server",
                "mail.smtp.starttls.required")) {
            assertTrue(document.contains(text), text);
        }
        assertFalse(document.contains("AGFsaWNl"), "the password");
        assertFalse(document.contains("secret"), "the password");
    }

    @Test
    void aHostileServersWordsStayWords() throws Exception {
        Path page = page("hostile.txt", "mail.smtp.auth", "false");
        String document = browser.document(page);
        for (String element : List.of("script", "img", "iframe")) {
            assertFalse(document.contains("<" + element), element);
        }
        assertEquals(1, document.split("<style", -1).length - 1);
        assertTrue(
                document.matches("(?s).*<title>smtp to localhost:\\d+: not delivered: sender rejected</title>.*"),
                document);
        assertTrue(document.contains("220 &lt;script&gt;document.title = \"pwned\"&lt;/script&gt;"), document);
        assertTrue(document.contains("\\x1b[2J\\x1b]0;pwned\\x07 \\x00 \\u202egpj.exe\\u2066"), document);
        assertTrue(Pictures.brightness(browser.picture(page, folder.resolve("hostile.png"), false, 1200, 1200)) > 0.85);
    }

    /** The page of a dialog with a server that reads from a file. */
    private static Path page(String dialog, String property, String value) throws Exception {
        Path page = Files.createTempDirectory(folder, "pages").resolve("page.html");
        Properties settings = new Properties();
        settings.put(property, value);
        settings.put("mail.smtp.trace", "html");
        settings.put("mail.smtp.trace.file", page.toString());
        RecordedPeer.refuse(dialog, settings, certificate);
        return page;
    }
}
