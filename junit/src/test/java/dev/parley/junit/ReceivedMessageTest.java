package dev.parley.junit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/** What arrived, as the test sees it. */
class ReceivedMessageTest {
    @RegisterExtension
    SmtpServerExtension server = SmtpServerExtension.accepting();

    @Test
    void thePartsAreDecoded() throws Exception {
        MimeMessage message = Cases.message(server.session(), "bob@example.test, carol@example.test");
        message.setSubject("Grüße aus Köln, und ein Betreff, der länger als eine Zeile der Kopfzeilen ist", "UTF-8");
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(".Guten Tag\n.\nÄÖÜ\n", "ISO-8859-1");
        MimeBodyPart html = new MimeBodyPart();
        html.setText("<p>ÄÖÜ</p>", "UTF-8", "html");
        MimeBodyPart bodies = new MimeBodyPart();
        bodies.setContent(new MimeMultipart("alternative", plain, html));
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(
                new jakarta.activation.DataHandler(new ByteArrayDataSource(new byte[] {0, 1, 2}, "application/pdf")));
        file.setFileName("invoice.pdf");
        MimeBodyPart notes = new MimeBodyPart();
        notes.setText("Not the text.");
        notes.setDisposition("attachment");
        message.setContent(new MimeMultipart(notes, bodies, file));
        message.setHeader("X-Folded", "one\r\n two");
        Transport.send(message);

        ReceivedMessage received = server.message()
                .assertSender("alice@example.test")
                .assertRecipients("carol@example.test", "bob@example.test")
                .assertSubject("Grüße aus Köln, und ein Betreff, der länger als eine Zeile der Kopfzeilen ist")
                .assertHeader("From", "alice@example.test")
                .assertText(".Guten Tag\n.\nÄÖÜ")
                .assertHeader("X-Folded", "one two")
                .assertAttachments("", "invoice.pdf");
        assertEquals(Optional.of("<p>ÄÖÜ</p>"), received.html());
        assertEquals("application/pdf", received.attachments().get(1).type());
        assertArrayEquals(new byte[] {0, 1, 2}, received.attachments().get(1).content());
        assertEquals(message.getMessageID(), received.mime().getMessageID());
        assertTrue(received.isSecured());
        assertEquals(Optional.empty(), received.user());
        assertEquals(Optional.empty(), received.header("Cc"));
    }

    @Test
    void eachAssertionCanFail() throws Exception {
        Cases.send(server.session(), "bob@example.test");
        ReceivedMessage message = server.message();
        for (Runnable wrong : List.<Runnable>of(
                () -> message.assertSender("bob@example.test"),
                () -> message.assertRecipients(),
                () -> message.assertSubject("Other"),
                () -> message.assertHeader("X-None", ""),
                () -> message.assertText("Other"),
                () -> message.assertAttachments("a.pdf"),
                server::assertNoMessages)) {
            assertThrows(AssertionFailedError.class, wrong::run);
        }
        Cases.send(server.session(), "carol@example.test");
        AssertionFailedError two = assertThrows(AssertionFailedError.class, server::message);
        assertTrue(
                two.getMessage().contains("from <alice@example.test> to [carol@example.test]: Hello"),
                two.getMessage());
        assertEquals(2, server.messages().size());
    }

    @Test
    void anAsynchronousMessageIsAwaited() throws Exception {
        Session session = server.session();
        Thread client = new Thread(() -> {
            try {
                Cases.send(session, "bob@example.test");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        client.start();
        server.awaitMessages(1).get(0).assertRecipients("bob@example.test");
        client.join();
    }

    @Test
    void aMessageCanBeRejected() {
        server.rejectMessages("554 5.7.1 Spam");
        Exception failure = assertThrows(Exception.class, () -> Cases.send(server.session(), "bob@example.test"));
        assertTrue(failure.getMessage().contains("554 5.7.1 Spam"), failure.getMessage());
        server.assertNoMessages();
        assertThrows(IllegalArgumentException.class, () -> server.rejectMessages("250 Ok"));
    }

    /** As an application is configured with text, for example Spring Boot. */
    @Test
    void theCertificateIsTrustedAsAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("server.pem"), server.certificate());
        Properties properties = new Properties();
        properties.load(
                new StringReader("""
                mail.smtp.host=localhost
                mail.smtp.port=%d
                mail.smtp.ssl.ca.file=%s
                """.formatted(server.port(), file.toString().replace("\\", "\\\\"))));
        Cases.send(Session.getInstance(properties), "bob@example.test");
        assertTrue(server.message().isSecured());
    }

    @Test
    void aDialogOfAnyClientIsAccepted() throws IOException {
        String last = Cases.talk(
                server.port(),
                "HELO client.example",
                "MAIL FROM:<>",
                "RCPT TO:<bob@example.test>",
                "DATA",
                "Subject: bounce\r\n\r\n..\r\n.");
        assertEquals("250 2.0.0 Ok: queued as 1", last);
        server.message().assertSender("").assertSubject("bounce").assertText(".");
    }
}
