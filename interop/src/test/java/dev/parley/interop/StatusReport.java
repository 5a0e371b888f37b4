package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * A delivery status notification for one recipient (RFC 3464).
 *
 * @param message the fields of the message
 * @param recipient the fields of its recipient
 * @param returnedType the content type of what is returned of the message
 * @param returned what is returned of the message
 */
record StatusReport(InternetHeaders message, InternetHeaders recipient, String returnedType, String returned) {

    static StatusReport parse(String mail) throws Exception {
        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1)));
        ContentType type = new ContentType(message.getContentType());
        assertEquals("multipart/report", type.getBaseType());
        assertEquals("delivery-status", type.getParameter("report-type"));
        MimeMultipart parts = new MimeMultipart(message.getDataHandler().getDataSource());
        assertEquals(3, parts.getCount());
        assertEquals("message/delivery-status", parts.getBodyPart(1).getContentType());
        InputStream fields = parts.getBodyPart(1).getInputStream();
        BodyPart returned = parts.getBodyPart(2);
        return new StatusReport(
                new InternetHeaders(fields),
                new InternetHeaders(fields),
                new ContentType(returned.getContentType()).getBaseType(),
                new String(returned.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    /** A field of the message, or null. */
    String field(String name) {
        return message.getHeader(name, null);
    }

    /** A field of the recipient, or null. */
    String recipientField(String name) {
        return recipient.getHeader(name, null);
    }
}
