package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
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
    private static final int PICTURE_OCTETS = 200_000;

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
        assertTrue(brightness(day) > 0.85, () -> "brightness " + brightness(day));
        assertTrue(brightness(night) < 0.2, () -> "brightness " + brightness(night));
        if (Boolean.getBoolean("parley.accept")) {
            keep(day, "trace.png");
            keep(night, "trace-dark.png");
        }
    }

    private static void keep(BufferedImage picture, String name) throws IOException {
        Path file = Path.of("../docs").resolve(name);
        ImageIO.write(Palette.reduced(picture), "png", file.toFile());
        assertTrue(Files.size(file) < PICTURE_OCTETS, () -> name + " is too large");
    }

    @Test
    void onANarrowScreenNothingIsCutOff() throws Exception {
        Path page = page("submission.txt", "mail.smtp.starttls.required", "true");
        BufferedImage picture = browser.picture(page, folder.resolve("narrow.png"), false, 400, 2400);
        int edge = picture.getWidth() - 4;
        assertEquals(
                1,
                colours(picture.getSubimage(edge, 0, 4, picture.getHeight())),
                "the page reaches over the right edge");
        assertTrue(colours(picture) > 20);
    }

    @Test
    void whatTheBrowserUnderstood() throws Exception {
        String document = browser.document(page("submission.txt", "mail.smtp.starttls.required", "true"));
        assertFalse(document.contains("<script"), document);
        assertTrue(document.matches("(?s).*<title>smtp to localhost:\\d+: 1 refusal</title>.*"), document);
        for (String text : List.of(
                "4 commands in one write",
                "550 5.1.1 &lt;nobody@example.test&gt;: Recipient address rejected",
                "250 2.0.0 Ok: queued as 0E22E20EA66",
                "AUTH PLAIN [redacted 20 octets]",
                "the server proved its name",
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
        assertTrue(document.matches("(?s).*<title>smtp to localhost:\\d+: 1 refusal</title>.*"), document);
        assertTrue(document.contains("220 &lt;script&gt;document.title = \"pwned\"&lt;/script&gt;"), document);
        assertTrue(document.contains("\\x1b[2J\\x1b]0;pwned\\x07 \\x00 \\u202egpj.exe\\u2066"), document);
        assertTrue(brightness(browser.picture(page, folder.resolve("hostile.png"), false, 1200, 1200)) > 0.85);
    }

    /** The page of a dialog with a server that reads from a file. */
    private static Path page(String dialog, String property, String value) throws Exception {
        Path page = Files.createTempDirectory(folder, "pages").resolve("page.html");
        Properties properties = new Properties();
        properties.put(property, value);
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.trace", "html");
        properties.put("mail.smtp.trace.file", page.toString());
        DialogScript script = DialogScript.parse(dialog, text(dialog));
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            Session session = Session.getInstance(properties);
            MimeMessage message = new MimeMessage(session);
            message.setFrom("alice@example.test");
            message.setSubject("The minutes");
            message.setText("They are attached.\r\n.\r\n");
            message.saveChanges();
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect("localhost", server.port(), "alice", "secret");
                InternetAddress[] to = InternetAddress.parse("bob@example.test,nobody@example.test");
                assertThrows(SendFailedException.class, () -> transport.sendMessage(message, to));
            }
            assertEquals(script.conversation(), server.transcript());
        }
        return page;
    }

    private static String text(String dialog) throws Exception {
        try (InputStream file = PageIT.class.getResourceAsStream(dialog)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Of all pixels, from 0 to 1; a picture of one colour is none. */
    private static double brightness(BufferedImage picture) {
        assertTrue(colours(picture) > 20, "the picture is blank");
        return IntStream.range(0, picture.getHeight())
                .flatMap(y -> IntStream.range(0, picture.getWidth()).map(x -> picture.getRGB(x, y)))
                .mapToDouble(rgb -> ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 765.0)
                .average()
                .orElseThrow();
    }

    private static int colours(BufferedImage picture) {
        Set<Integer> colours = IntStream.range(0, picture.getHeight())
                .flatMap(y -> IntStream.range(0, picture.getWidth()).map(x -> picture.getRGB(x, y)))
                .boxed()
                .collect(Collectors.toSet());
        return colours.size();
    }
}
