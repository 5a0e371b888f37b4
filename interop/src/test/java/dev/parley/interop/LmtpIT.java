package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A reply for each recipient after the content from the LMTP server of Dovecot 2.3. */
class LmtpIT extends SendTests {
    private final String subject = UUID.randomUUID().toString();

    /** One recipient is rejected by RCPT, and one after the content: its mailbox is full. */
    @Test
    void aFullMailboxAmongOthers() throws Exception {
        properties.put("mail.lmtp.port", String.valueOf(Servers.dovecot("LMTP_PORT")));
        try (SmtpTransport transport = lmtp()) {
            assertOutcomes("""
                    alice ACCEPTED 250
                    full REFUSED 552
                    nobody REFUSED 550
                    bob ACCEPTED 250
                    """, send(transport, message(subject), "alice", "full", "nobody", "bob"));
        }
        assertEquals("""
                C: MAIL FROM:<alice@example.test>
                C: RCPT TO:<alice@example.test>
                C: RCPT TO:<full@example.test>
                C: RCPT TO:<nobody@example.test>
                C: RCPT TO:<bob@example.test>
                S: 250 2.1.0 OK
                S: 250 2.1.5 OK
                S: 250 2.1.5 OK
                S: 550 5.1.1 <nobody@example.test> User doesn't exist: nobody@example.test
                S: 250 2.1.5 OK
                C: BDAT LAST
                C: [message]
                S: 250 2.0.0 <alice@example.test> ID Saved
                S: 552 5.2.2 <full@example.test> Quota exceeded (mailbox for user is full)
                S: 250 2.0.0 <bob@example.test> ID Saved
                C: QUIT
                S: 221 2.0.0 Bye
                """, transcript.from("MAIL"));
        for (String user : new String[] {"alice", "bob"}) {
            new Mailbox(Servers.filed(user, "")).await(subject);
        }
    }

    @Test
    void onlyRejections() throws Exception {
        properties.put("mail.lmtp.socket", Servers.lmtpSocket());
        try (SmtpTransport transport = lmtp()) {
            Delivery delivery = send(transport, message(subject), "full", "nobody");
            assertOutcomes("full REFUSED 552\nnobody REFUSED 550\n", delivery);
            assertOutcomes("bob ACCEPTED 250\n", send(transport, message(subject), "bob"));
            assertTrue(transport.isConnected());
        }
        new Mailbox(Servers.filed("bob", "")).await(subject);
    }

    private SmtpTransport lmtp() throws MessagingException {
        properties.put("mail.lmtp.localhost", "client.example");
        properties.put("mail.lmtp.sendpartial", "true");
        properties.put("mail.lmtp.trace.sink", transcript);
        SmtpTransport transport =
                (SmtpTransport) Session.getInstance(properties).getTransport("lmtp");
        transport.connect();
        return transport;
    }
}
