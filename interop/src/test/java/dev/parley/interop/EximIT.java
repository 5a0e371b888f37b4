package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A reply for each recipient after the content (PRDR) from Exim 4.96, which is where the extension is in use. */
class EximIT extends SendTests {
    private static final String RECIPIENTS = """
            C: RCPT TO:<alice@example.test>
            C: RCPT TO:<picky@example.test>
            C: RCPT TO:<later@example.test>
            C: RCPT TO:<bob@example.test>
            """;

    private final String subject = UUID.randomUUID().toString();

    @Test
    void aReplyForEachRecipient() throws Exception {
        properties.put("mail.smtp.prdr", "true");
        properties.put("mail.smtp.chunking", "off");
        try (SmtpTransport transport = connect(Servers.exim("SMTP_PORT"))) {
            Delivery delivery = send(transport, message(subject), "alice", "picky", "later", "bob");
            assertOutcomes("""
                    alice ACCEPTED 250
                    picky REFUSED 550
                    later REFUSED_FOR_NOW 450
                    bob ACCEPTED 250
                    """, delivery);
            assertTrue(delivery.queueId().isPresent(), delivery::toString);
        }
        assertEquals("C: MAIL FROM:<alice@example.test> PRDR\n" + RECIPIENTS + """
                C: DATA
                S: 250 OK, PRDR Requested
                S: 250 Accepted
                S: 250 Accepted
                S: 250 Accepted
                S: 250 Accepted
                S: 354 Enter message, ending with "." on a line by itself
                C: [message]
                S: 353 PRDR content analysis beginning
                S: 250 PRDR R=<alice@example.test> acceptance
                S: 550 picky does not take this content
                S: 450 later takes it later
                S: 250 PRDR R=<bob@example.test> acceptance
                S: 250 id=ID message accepted for some recipients
                C: QUIT
                S: 221 mail.example.test closing connection
                """, transcript.from("MAIL"));
        assertReceived("alice", "bob");
        assertFalse(hasReceived("picky"));
        assertFalse(hasReceived("later"));
    }

    @Test
    void everyRecipientAccepts() throws Exception {
        properties.put("mail.smtp.prdr", "true");
        try (SmtpTransport transport = connect(Servers.exim("SMTP_PORT"))) {
            Delivery delivery = send(transport, message(subject), "alice", "bob", "carol");
            assertOutcomes("alice ACCEPTED 250\nbob ACCEPTED 250\ncarol ACCEPTED 250\n", delivery);
            assertTrue(delivery.queueId().isPresent(), delivery::toString);
        }
        assertReceived("alice", "bob", "carol");
    }

    /** The reply for the whole message is 250 if the recipients' rejections differ, although nobody accepts. */
    @Test
    void noRecipientAccepts() throws Exception {
        properties.put("mail.smtp.prdr", "true");
        try (SmtpTransport transport = connect(Servers.exim("SMTP_PORT"))) {
            assertOutcomes(
                    "picky REFUSED 550\nlater REFUSED_FOR_NOW 450\n",
                    send(transport, message(subject), "picky", "later"));
            assertTrue(transcript.from("MAIL").contains("S: 250 id=ID message accepted for some recipients\n"));
            assertOutcomes(
                    "picky REFUSED 550\npicky REFUSED 550\n", send(transport, message(subject), "picky", "picky"));
            assertTrue(transcript.from("MAIL").contains("S: 550 id=ID message rejected for all recipients\n"));
        }
        assertFalse(hasReceived("picky"));
        assertFalse(hasReceived("later"));
    }

    /** The last reply decides also for the recipients that have accepted. */
    @Test
    void theMessageIsRejectedAfterRecipientsHaveAccepted() throws Exception {
        properties.put("mail.smtp.prdr", "true");
        MimeMessage message = message(subject);
        message.setHeader("X-Refused", "yes");
        message.saveChanges();
        try (SmtpTransport transport = connect(Servers.exim("SMTP_PORT"))) {
            Delivery delivery = send(transport, message, "alice", "picky", "bob");
            assertOutcomes("alice REFUSED 550\npicky REFUSED 550\nbob REFUSED 550\n", delivery);
            assertEquals(
                    List.of(
                            "550 no recipient gets this message",
                            "550 picky does not take this content",
                            "550 no recipient gets this message"),
                    delivery.recipients().stream()
                            .map(each -> each.reply().orElseThrow().text())
                            .toList());
        }
        assertTrue(transcript.from("MAIL").contains("S: 250 PRDR R=<alice@example.test> acceptance\n"));
    }

    /** With one recipient left Exim sends one reply, and does not consult the rule for each recipient. */
    @Test
    void oneRecipientHasOneReply() throws Exception {
        properties.put("mail.smtp.prdr", "true");
        try (SmtpTransport transport = connect(Servers.exim("SMTP_PORT"))) {
            assertOutcomes("picky ACCEPTED 250\n", send(transport, message(subject), "picky"));
            assertOutcomes(
                    "alice ACCEPTED 250\nnobody REFUSED 550\n", send(transport, message(subject), "alice", "nobody"));
            assertFalse(transcript.toString().contains("S: 353"), transcript::toString);
        }
        assertReceived("alice", "picky");
    }

    @Test
    void oneCommandAtATime() throws Exception {
        properties.put("mail.smtp.prdr", "true");
        properties.put("mail.smtp.chunking", "off");
        try (SmtpTransport transport = connect(Servers.exim("STEPS_PORT"))) {
            assertOutcomes(
                    "alice ACCEPTED 250\npicky REFUSED 550\n", send(transport, message(subject), "alice", "picky"));
        }
        assertEquals("""
                C: MAIL FROM:<alice@example.test> PRDR
                S: 250 OK, PRDR Requested
                C: RCPT TO:<alice@example.test>
                S: 250 Accepted
                C: RCPT TO:<picky@example.test>
                S: 250 Accepted
                C: DATA
                S: 354 Enter message, ending with "." on a line by itself
                C: [message]
                S: 353 PRDR content analysis beginning
                S: 250 PRDR R=<alice@example.test> acceptance
                S: 550 picky does not take this content
                S: 250 id=ID message accepted for some recipients
                C: QUIT
                S: 221 mail.example.test closing connection
                """, transcript.from("MAIL"));
        assertReceived("alice");
    }

    @Test
    void inChunks() throws Exception {
        properties.put("mail.smtp.prdr", "true");
        properties.put("mail.smtp.chunksize", "100");
        try (SmtpTransport transport = connect(Servers.exim("SMTP_PORT"))) {
            for (int i = 0; i < 2; i++) {
                Delivery delivery = send(transport, message(subject), "bob", "picky", "carol");
                assertOutcomes("bob ACCEPTED 250\npicky REFUSED 550\ncarol ACCEPTED 250\n", delivery);
                assertTrue(delivery.queueId().isPresent(), delivery::toString);
            }
        }
        assertTrue(transcript.from("MAIL").contains("C: BDAT "), transcript::toString);
        assertReceived("bob", "carol");
    }

    /** Without the request Exim does not consult the rule for each recipient, and all receive the message. */
    @Test
    void notRequested() throws Exception {
        try (SmtpTransport transport = connect(Servers.exim("SMTP_PORT"))) {
            assertOutcomes(
                    "alice ACCEPTED 250\npicky ACCEPTED 250\n", send(transport, message(subject), "alice", "picky"));
            assertFalse(transcript.toString().contains(" PRDR\n"), transcript::toString);
        }
        assertReceived("alice", "picky");
    }

    private void assertReceived(String... users) throws Exception {
        for (String user : users) {
            new Mailbox(Servers.eximMail(user)).await(subject);
        }
    }

    private boolean hasReceived(String user) throws Exception {
        Path folder = Servers.eximMail(user);
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains(subject)) {
                    return true;
                }
            }
        }
        return false;
    }
}
