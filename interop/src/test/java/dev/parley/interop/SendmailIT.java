package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** DELIVERBY with Sendmail 8.17. */
class SendmailIT extends SendTests {
    private final String subject = UUID.randomUUID().toString();

    @Test
    void deliverBy() throws Exception {
        properties.put("mail.smtp.deliverby", "3600;R");
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            Delivery delivery = send(transport, message(subject), "alice", "staff");
            assertOutcomes("alice ACCEPTED 250\nstaff ACCEPTED 250\n", delivery);
            assertTrue(delivery.queueId().isPresent(), delivery::toString);
        }
        assertEquals("""
                C: MAIL FROM:<alice@example.test> BY=3600;R
                C: RCPT TO:<alice@example.test>
                C: RCPT TO:<staff@example.test>
                C: DATA
                S: 250 2.1.0 <alice@example.test>... Sender ok
                S: 250 2.1.5 <alice@example.test>... Recipient ok
                S: 250 2.1.5 <staff@example.test>... Recipient ok
                S: 354 End data with <CR><LF>.<CR><LF>
                C: [message]
                S: 250 2.0.0 ID Message accepted for delivery
                C: QUIT
                S: 221 2.0.0 mail.example.test closing connection
                """, transcript.from("MAIL"));
        new Mailbox(Servers.sendmailMail("alice")).await(subject);
        new Mailbox(Servers.sendmailMail("bob")).await(subject);
    }

    /** The notification of a message that was delivered names the time that was requested. */
    @Test
    void deliverByInANotification() throws Exception {
        properties.put("mail.smtp.deliverby", "7200;NT");
        properties.put("mail.smtp.dsn.notify", "SUCCESS");
        properties.put("mail.smtp.dsn.envid", subject + "+=1");
        properties.put("mail.smtp.dsn.orcpt", "true");
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            assertOutcomes("bob ACCEPTED 250\n", send(transport, message(subject), "bob"));
        }
        String report =
                new Mailbox(Servers.sendmailMail("alice")).await("\nOriginal-Envelope-Id: " + subject + "+=1\n");
        assertTrue(report.contains("\nDeliver-By-Date: "), report);
        assertTrue(report.contains("\nOriginal-Recipient: rfc822;bob@example.test\n"), report);
        assertTrue(report.contains("\nAction: delivered"), report);
    }

    /** The server announces a minimum of 60 seconds: for mode R alone (RFC 2852 s2). */
    @Test
    void deliverByBelowTheMinimum() throws Exception {
        properties.put("mail.smtp.deliverby", "30;R");
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            MessagingException e = assertThrows(
                    MessagingException.class,
                    () -> transport.sendMessage(message(subject), InternetAddress.parse("bob@example.test")));
            assertTrue(e.getMessage().contains("DELIVERBY"), e.getMessage());
            assertTrue(e.getMessage().contains("60"), e.getMessage());
            assertFalse(transcript.toString().contains("C: MAIL"), transcript::toString);
        }
        properties.put("mail.smtp.deliverby", "30;N");
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            assertOutcomes("bob ACCEPTED 250\n", send(transport, message(subject), "bob"));
        }
        assertTrue(transcript.toString().contains(" BY=30;N\n"), transcript::toString);
    }
}
