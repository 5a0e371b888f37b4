package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.testing.Headline;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ScriptPartTest {
    private static final Session SESSION = Session.getInstance(new Properties());

    @Test
    void takesTextAsItIsComposed() throws Exception {
        MimeMessage message = new MimeMessage(SESSION);
        message.setText("# ü\nkeep;", "utf-8");
        assertEquals("# ü\nkeep;", script(message));
        assertNull(message.getHeader("Content-Type"), "the caller's message is not changed");
    }

    @Test
    void takesTheSievePartBeforeText() throws Exception {
        MimeMultipart parts = new MimeMultipart(part("see below", "text/plain"), part("keep;", "application/sieve"));
        MimeMessage message = new MimeMessage(SESSION);
        message.setContent(parts);
        assertEquals("keep;", script(message));
    }

    @Test
    void decodesTransferEncodings() throws Exception {
        assertEquals(
                "keep;\r\n",
                script(
                        parsed(
                                "Content-Type: application/sieve\r\nContent-Transfer-Encoding: base64\r\n\r\na2VlcDsNCg==\r\n")));
    }

    @Test
    void makesUtf8OfText() throws Exception {
        assertEquals(
                "# ü",
                script(
                        parsed(
                                "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n# =FC")));
    }

    @Test
    void refusesNoneAndTwo() throws Exception {
        assertThrows(MessagingException.class, () -> script(parsed("Content-Type: text/html\r\n\r\n<p>")));
        MimeMessage two = new MimeMessage(SESSION);
        two.setContent(new MimeMultipart(part("keep;", "application/sieve"), part("stop;", "application/sieve")));
        MessagingException refused = assertThrows(MessagingException.class, () -> script(two));
        assertEquals(
                "the message contains more than one script: 2 application/sieve and 0 text/plain parts",
                Headline.of(refused));
    }

    private static String script(MimeMessage message) throws MessagingException {
        return new String(ScriptPart.octets(message), StandardCharsets.UTF_8);
    }

    private static MimeBodyPart part(String text, String type) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(text, type);
        return part;
    }

    private static MimeMessage parsed(String text) throws MessagingException {
        return new MimeMessage(SESSION, new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
