package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Messages with SendOptions. */
class SmtpMessageTest extends TransportFixture {
    private static final InternetAddress[] TWO = {address("b@x.test"), address("c@x.test")};

    @Test
    void theOptionsAreParametersAndOverrideTheProperties() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250-DELIVERBY\nS: 250-FUTURERELEASE 9 2026-01-01T00:00:00Z\n"
                        + "S: 250-RRVS\nS: 250-PRDR\nS: 250 MT-PRIORITY")
                + "C: MAIL FROM:<a@x.test> BY=900;NT HOLDFOR=9 MT-PRIORITY=-3 PRDR\nS: 250 ok\n"
                + "C: RCPT TO:<b@x.test> RRVS=2026-04-03T23:01:00Z\nS: 250 ok\n"
                + "C: RCPT TO:<c@x.test> RRVS=2026-04-03T23:01:00Z\nS: 250 ok\n"
                + "C: DATA\nS: 354 go\nC: [message]\nS: 353 wait\nS: 250 b\nS: 250 c\nS: 250 ok\n";
        properties.put("mail.smtp.mtpriority", "7");
        properties.put("mail.smtp.deliverby", "60;R");
        properties.put("mail.smtp.rrvs", "2026-04-03T23:01:00Z");
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            SmtpMessage message = new SmtpMessage(message("x"));
            message.setSendOptions(SendOptions.builder()
                    .deliverBy(DeliverBy.orNotify(Duration.ofMinutes(15)).withTrace())
                    .release(FutureRelease.after(Duration.ofSeconds(9)))
                    .priority(-3)
                    .perRecipientReplies()
                    .build());
            transport.sendMessage(message, TWO);
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    /** Otherwise a part of a long message is written before its content is found to be unsendable. */
    @Test
    void aRequestThatIsNotAnnouncedIsFoundBeforeTheContentIsRendered() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250 SIZE");
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            SmtpMessage message = new SmtpMessage(message("0123456789\r\n".repeat(100_000))) {
                @Override
                public void writeTo(OutputStream out, String[] ignoreList) {
                    throw new AssertionError("rendered");
                }
            };
            message.setSendOptions(SendOptions.builder().requireTls().build());
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(message, TO));
            assertTrue(e.getMessage().contains("REQUIRETLS (RFC 8689 s2)"), e.getMessage());
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    @Test
    void eachOfSeveralTransactionsHasTheRequests() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250 RRVS") + transaction("b") + transaction("c");
        properties.put("mail.smtp.rcptmax", "1");
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.rrvs", "2026-04-03T23:01:00Z");
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            transport.sendMessage(message("x"), TWO);
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    private static String transaction(String recipient) {
        return "C: MAIL FROM:<a@x.test>\nS: 250 ok\nC: RCPT TO:<" + recipient
                + "@x.test> RRVS=2026-04-03T23:01:00Z\nS: 250 ok\nC: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n";
    }
}
