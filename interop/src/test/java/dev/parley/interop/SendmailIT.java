package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.Expansion;
import dev.parley.smtp.HelpText;
import dev.parley.smtp.QueueStart;
import dev.parley.smtp.SmtpTransport;
import dev.parley.smtp.Verification;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The commands beside mail, and DELIVERBY, with Sendmail 8.17. */
class SendmailIT extends SendTests {
    private final String subject = UUID.randomUUID().toString();

    /** Sendmail does not announce VRFY; it waits before its replies from the seventh of one connection on. */
    @Test
    void verify() throws Exception {
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            assertFalse(transport.supportsExtension("VRFY"));
            Verification alice = transport.verify("alice@example.test");
            assertEquals(Verification.Outcome.CONFIRMED, alice.outcome());
            assertEquals(List.of("alice@mail.example.test"), addresses(alice.mailboxes()));
            assertEquals("250 2.1.5 <alice@mail.example.test>", alice.reply().text());
            Verification list = transport.verify("staff");
            assertEquals(Verification.Outcome.CONFIRMED, list.outcome());
            assertEquals(List.of("staff@mail.example.test"), addresses(list.mailboxes()));
            Verification nobody = transport.verify("nobody");
            assertEquals(Verification.Outcome.NO_SUCH_MAILBOX, nobody.outcome());
            assertEquals("550 5.1.1 nobody... no such user here", nobody.reply().text());
            Verification elsewhere = transport.verify("carol@elsewhere.test");
            assertEquals(Verification.Outcome.REJECTED, elsewhere.outcome());
            assertEquals(List.of(), elsewhere.mailboxes());
        }
    }

    /** Sendmail lists the members in its own order; those of a list within the list are among them. */
    @Test
    void expand() throws Exception {
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            Expansion all = transport.expand("all");
            assertEquals(Expansion.Outcome.EXPANDED, all.outcome());
            assertEquals(
                    List.of("alice@mail.example.test", "bob@mail.example.test", "carol@mail.example.test"),
                    addresses(all.mailboxes()).stream().sorted().toList());
            assertEquals(
                    List.of("alice@mail.example.test"),
                    addresses(transport.expand("alice").mailboxes()));
            assertEquals(
                    Expansion.Outcome.NO_SUCH_LIST, transport.expand("nobody").outcome());
        }
    }

    /** The alias is a file, which is not an address. */
    @Test
    void aMemberThatIsAFile() throws Exception {
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            Expansion postmaster = transport.expand("postmaster");
            assertEquals(Expansion.Outcome.EXPANDED, postmaster.outcome());
            assertEquals("250 2.1.5 </dev/null>", postmaster.reply().text());
            assertEquals(List.of(), postmaster.mailboxes());
        }
    }

    @Test
    void etrn() throws Exception {
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            QueueStart started = transport.etrn("elsewhere.test");
            assertEquals(QueueStart.Outcome.STARTED, started.outcome());
            assertEquals(
                    "250 2.0.0 Queuing for node elsewhere.test started",
                    started.reply().text());
            assertEquals(
                    QueueStart.Outcome.NOT_ALLOWED, transport.etrn("#nosuch").outcome());
        }
    }

    @Test
    void help() throws Exception {
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            HelpText general = transport.help();
            assertEquals(HelpText.Outcome.SHOWN, general.outcome());
            assertTrue(general.lines().contains("Topics:"), general::toString);
            assertEquals(
                    List.of(
                            "VRFY <recipient>",
                            "\tVerify an address.  If you want to see what it aliases",
                            "\tto, use EXPN instead.",
                            "End of HELP info"),
                    transport.help("vrfy").lines());
            HelpText nothing = transport.help("nonsense");
            assertEquals(HelpText.Outcome.NO_SUCH_TOPIC, nothing.outcome());
            assertEquals(List.of(), nothing.lines());
        }
    }

    /** The commands do not disturb the messages between them. */
    @Test
    void commandsBetweenMessages() throws Exception {
        try (SmtpTransport transport = connect(Servers.sendmail("SMTP_PORT"))) {
            assertEquals(250, transport.noop().code());
            assertOutcomes("bob ACCEPTED 250\n", send(transport, message(subject + ".1"), "bob"));
            assertEquals(Verification.Outcome.CONFIRMED, transport.verify("bob").outcome());
            assertEquals(250, transport.noop().code());
            assertOutcomes(
                    "nobody REFUSED 550\nbob ACCEPTED 250\n",
                    send(transport, message(subject + ".2"), "nobody", "bob"));
        }
        new Mailbox(Servers.sendmailMail("bob")).await(subject + ".1");
        new Mailbox(Servers.sendmailMail("bob")).await(subject + ".2");
    }

    @Test
    void commandsThatAreDisabled() throws Exception {
        try (SmtpTransport transport = connect(Servers.sendmail("QUIET_PORT"))) {
            Expansion staff = transport.expand("staff");
            assertEquals(Expansion.Outcome.UNSUPPORTED, staff.outcome());
            assertEquals(
                    "502 5.7.0 Sorry, we do not allow this operation",
                    staff.reply().text());
            MessagingException e = assertThrows(MessagingException.class, () -> transport.etrn("elsewhere.test"));
            assertTrue(e.getMessage().contains("ETRN"), e.getMessage());
            assertTrue(transport.isConnected());
        }
    }

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
        new Mailbox(Servers.sendmailMail("alice"))
                .await(
                        "\nOriginal-Envelope-Id: " + subject + "+=1\n",
                        "\nDeliver-By-Date: ",
                        "\nOriginal-Recipient: rfc822;bob@example.test\n",
                        "\nAction: delivered");
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

    private static List<String> addresses(List<InternetAddress> mailboxes) {
        return mailboxes.stream().map(InternetAddress::getAddress).toList();
    }
}
