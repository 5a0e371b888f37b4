package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.trace.DialogTrail;
import dev.parley.trace.TraceEvent;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With no trace switched on, the exception has the dialog's last lines. */
class TrailTest extends TransportFixture {
    @Test
    void aRefusedRecipient() throws Exception {
        String dialog = HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS: 250 ok\nC: RCPT TO:<b@x.test>\n"
                + "S: 550 5.1.1 who\\x1b?\nC: RSET\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog.replace("S: 550 5.1.1 who\\x1b?", "S~ 550 5.1.1 who\\x1b?\\r\\n"))) {
            Transport transport = connected(server);
            SendFailedException e =
                    assertThrows(SendFailedException.class, () -> transport.sendMessage(message("x"), TO));
            drop(transport);
            assertEquals(
                    List.of(
                            "Invalid Addresses: localhost:" + server.port() + " rejected the recipient",
                            "localhost:" + server.port() + " rejected RCPT TO:<b@x.test>: 550 5.1.1 who\\x1b?",
                            "meaning: no such mailbox: the domain exists, the name before the @ does not (RFC 3463 s3.2)",
                            "fix: correct or remove the address",
                            "retry: only after the cause is removed"),
                    e.getMessage().lines().map(String::strip).toList());
            assertEquals(
                    List.of(
                            "the dialog:",
                            "=== smtp to localhost:" + server.port(),
                            "<- 220 mx",
                            "-> EHLO client.example",
                            "<- 250 mx",
                            "-> MAIL FROM:<a@x.test>",
                            "<- 250 ok",
                            "-> RCPT TO:<b@x.test>",
                            "<- 550 5.1.1 who\\x1b?",
                            "-> RSET",
                            "<- 250 ok"),
                    DialogTrail.of(e)
                            .orElseThrow()
                            .toString()
                            .lines()
                            .map(String::strip)
                            .toList());
            StringWriter printed = new StringWriter();
            e.printStackTrace(new PrintWriter(printed));
            assertTrue(printed.toString().contains("Suppressed: the dialog:"), printed.toString());
        }
    }

    @Test
    void aRefusedLoginShowsNoPassword() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250 AUTH PLAIN") + "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\n"
                + "S: 535 5.7.8 no\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = serve(dialog)) {
            properties.put("mail.smtp.starttls.enable", "false");
            Transport transport = session().getTransport("parley");
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class,
                    () -> transport.connect("localhost", server.port(), "joe", "secret"));
            String trail = DialogTrail.of(e).orElseThrow().toString();
            assertTrue(trail.contains("-> AUTH PLAIN [redacted 16 octets]"), trail);
            assertFalse(trail.contains("AGpv") || trail.contains("secret"), trail);
            Rejection rejection = (Rejection) e;
            assertEquals(535, rejection.getReply().orElseThrow().code());
            assertEquals(Optional.of(new EnhancedStatus(5, 7, 8)), rejection.getEnhancedStatus());
            assertTrue(
                    e.toString().startsWith("jakarta.mail.AuthenticationFailedException: 535 5.7.8 no"), e.toString());
        }
    }

    /** Neither in the trail, nor in the exception and its causes, nor in what the transport remembers. */
    @Test
    void whatAServerRepeatsOfAPasswordIsNowhere() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250 AUTH PLAIN") + "C: AUTH PLAIN AGpvZQBzRWNyM3QtcHc=\n"
                + "S: 501-5.5.2 AUTH PLAIN AGpvZQBzRWNyM3QtcHc=\nS: 501 5.5.2 not sEcr3t-pw\n"
                + "C: QUIT\nS: 221 bye\n";
        properties.put("mail.smtp.starttls.enable", "false");
        properties.put("mail.smtp.sasl.mechanisms.oauth2.oauthToken", "sEcr3t-pw");
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class,
                    () -> transport.connect("localhost", server.port(), "joe", "sEcr3t-pw"));
            StringWriter printed = new StringWriter();
            e.printStackTrace(new PrintWriter(printed));
            String all = printed
                    + transport.getLastServerResponse()
                    + ((Rejection) e).getReply().orElseThrow().text()
                    + DialogTrail.of(e).orElseThrow().events();
            assertTrue(all.contains("501 5.5.2 not [redacted 9 octets]"), all);
            assertFalse(all.contains("AGpv") || all.contains("sEcr3t"), all);
        }
    }

    @Test
    void aRejectedGreetingHasTheStatusOfItsReply() throws Exception {
        try (ScriptedServer server = serve("S: 554 5.7.1 no service for you\nC: QUIT\nS: 221 bye\n")) {
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), null, null));
            assertEquals(Optional.of(new EnhancedStatus(5, 7, 1)), ((Rejection) e).getEnhancedStatus());
            assertTrue(e.toString().startsWith("jakarta.mail.MessagingException: "), e.toString());
        }
    }

    /** The advice names the protocol in use, or the one to use instead, with its own properties. */
    @Test
    void tlsWhereTheServerSpeaksInClear() throws Exception {
        properties.put("mail.smtp.ssl.enable", "true");
        assertEquals(
                "fix: for this port, mail.smtp.ssl.enable=false (now true) with mail.smtp.starttls.enable=true (now not set);"
                        + " or a port with TLS from the first octet, which is 465: check mail.smtp.port (now PORT)",
                fix("smtp"));
        assertEquals(
                "fix: for this port, use the protocol smtp with mail.smtp.starttls.enable=true; or for smtps a port with TLS"
                        + " from the first octet, which is 465: check mail.smtps.port (now PORT)",
                fix("smtps"));
    }

    private String fix(String protocol) throws Exception {
        try (ScriptedServer server = serve("S& 220 mx.lab.test ESMTP ready\n")) {
            Transport transport = session().getTransport(protocol);
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), null, null));
            return e.getMessage()
                    .lines()
                    .map(line -> line.strip().replaceAll("now \\d{4,}\\)", "now PORT)"))
                    .filter(line -> line.startsWith("fix:"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void nobodyListens() {
        MessagingException e = assertThrows(
                MessagingException.class, () -> session().getTransport("parley").connect("localhost", 1, null, null));
        List<TraceEvent> events = DialogTrail.of(e).orElseThrow().events();
        assertTrue(events.get(events.size() - 3) instanceof TraceEvent.Failed, events::toString);
        assertTrue(events.get(events.size() - 2) instanceof TraceEvent.Explained, events::toString);
    }

    @Test
    void switchedOff() {
        properties.put("mail.smtp.trace.ring", "0");
        MessagingException e = assertThrows(
                MessagingException.class, () -> session().getTransport("parley").connect("localhost", 1, null, null));
        assertTrue(DialogTrail.of(e).isEmpty());
    }
}
