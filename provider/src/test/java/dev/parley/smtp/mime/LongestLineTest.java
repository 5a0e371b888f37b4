package dev.parley.smtp.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LongestLineTest {
    private static final Session SESSION = Session.getInstance(new Properties());

    private static MimeMessage parsed(String text) throws MessagingException {
        byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return new MimeMessage(SESSION, new ByteArrayInputStream(octets));
    }

    private static String place(MimeMessage message) {
        LongestLine longest = LongestLine.of(message);
        return longest.octets() + " octets, " + longest.place();
    }

    @Test
    void theLineOfABodyHasItsNumber() throws Exception {
        assertEquals("6 octets, line 3 of the body (text/plain)", place(parsed("A: b\n\n1\n\n123456\n2\n")));
        assertEquals(
                "26 octets, line 1 of the body (text/html)",
                place(parsed("Content-Type: text/html\n\n12345678901234567890123456\n")));
    }

    @Test
    void aFieldHasItsNameAlsoWhereItIsFolded() throws Exception {
        String longText = "x".repeat(1200);
        assertEquals(
                "1209 octets, the header field Subject",
                place(parsed("A: b\nSubject: " + longText + "\nC: d\n\nbody\n")));
        assertEquals("1201 octets, the header field Subject", place(parsed("Subject: a\n " + longText + "\n\nbody\n")));
    }

    @Test
    void aPartHasItsNumber() throws Exception {
        MimeBodyPart text = new MimeBodyPart();
        text.setText("short");
        MimeBodyPart html = new MimeBodyPart();
        html.setText("a\n" + "y".repeat(2000), "us-ascii", "html");
        html.setHeader("Content-Transfer-Encoding", "7bit");
        MimeBodyPart alternative = new MimeBodyPart();
        alternative.setContent(new MimeMultipart("alternative", text, html));
        MimeMessage message = new MimeMessage(SESSION);
        message.setContent(new MimeMultipart("mixed", alternative));
        message.saveChanges();
        assertEquals("2000 octets, line 2 of part 1.2 (text/html)", place(message));
        html.setHeader("X-Note", "z".repeat(3000));
        assertEquals("3008 octets, the header field X-Note of part 1.2", place(message));
        alternative.setHeader("X-Outer", "z".repeat(4000));
        assertEquals("4009 octets, the header field X-Outer of part 1", place(message));
    }

    @Test
    void aMessageThatCannotBeRenderedAgainHasNone() throws Exception {
        MimeMessage message = new MimeMessage(SESSION) {
            @Override
            public void writeTo(OutputStream out) {
                throw new IllegalStateException("only once");
            }
        };
        message.setDataHandler(new DataHandler("text", "text/plain"));
        assertNull(LongestLine.of(message));
    }
}
