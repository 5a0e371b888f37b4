package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.replay.DialogServer;
import dev.parley.replay.ReplayOptions;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Issue 42: one of two recipients is unknown, and the other one must still receive the message. */
class CustomersTraceTest {
    private static final Path TRACE = Path.of("src/test/resources/recorded/issue-42.jsonl");

    @Test
    void theKnownRecipientReceivesTheMessage() throws Exception {
        try (DialogServer server = DialogServer.replay(TRACE)) {
            SendFailedException failure = assertThrows(SendFailedException.class, () -> send(server));
            assertEquals("bob@example.test", failure.getValidSentAddresses()[0].toString());
            assertEquals("nobody@example.test", failure.getInvalidAddresses()[0].toString());
            assertEquals(List.of(), server.mismatches());
        }
    }

    @Test
    void theServerClosesBeforeTheReplyToTheMessage() throws Exception {
        int message = 25; // The line of the trace that begins with {"e":"body".
        try (DialogServer server = DialogServer.replay(TRACE, ReplayOptions.DEFAULT.dropAfter(message))) {
            MessagingException failure = assertThrows(MessagingException.class, () -> send(server));
            assertEquals(true, failure.getMessage().contains("may have been delivered"));
        }
    }

    /** Sends as the application does, with the customer's settings from the first line of the trace. */
    private static void send(DialogServer server) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "localhost");
        properties.put("mail.smtp.port", String.valueOf(server.port()));
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put(
                "mail.smtp.ssl.socketFactory", server.certificate().context().getSocketFactory());
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom("alice@example.test");
        message.setRecipients(
                MimeMessage.RecipientType.TO, InternetAddress.parse("bob@example.test, nobody@example.test"));
        message.setSubject("Any subject");
        message.setText("Any text.");
        Transport.send(message, "alice", "any password");
    }
}
