package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.testing.Headline;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An empty password, as {@code ${MAIL_PASSWORD:}} makes it where the variable is not set: the same goes over the wire as
 * with Angus Mail, and when the server refuses it, the message and the trace name the likely cause.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmptyPasswordTest {
    private static final String REFUSED = "535 5.7.8 Authentication credentials invalid\n";
    private static final String LIKELY_CAUSE =
            "the password is empty, which is the probable cause: check where the application reads it";

    /** @param exchange after EHLO, up to the refusal; what holds chance is redacted */
    record Case(String mechanism, String exchange) {
        String dialog() {
            return "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH " + mechanism + "\n" + exchange + "S: "
                    + REFUSED + "S! close\n";
        }

        @Override
        public String toString() {
            return mechanism;
        }
    }

    static Stream<Case> whatAngusMailHas() {
        return Stream.of(
                new Case("PLAIN", "C: AUTH PLAIN am9lAGpvZQA=\n"),
                new Case("LOGIN", "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: am9l\nS: 334 UGFzc3dvcmQ6\nC: \n"),
                new Case("XOAUTH2", "C: AUTH XOAUTH2 dXNlcj1qb2UBYXV0aD1CZWFyZXIgAQE=\n"),
                new Case(
                        "CRAM-MD5",
                        "C: AUTH CRAM-MD5\nS: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"
                                + "C: am9lIGEwMGI1NGI4MjRhZmExOWVjMmRlMGY3M2NiMmEwNGMy\n"),
                new Case(
                        "DIGEST-MD5",
                        "C: AUTH DIGEST-MD5\n"
                                + "S: 334 cmVhbG09Im14Iixub25jZT0iT0E2TUc5dEVRR20yaGgiLHFvcD0iYXV0aCIsYWxnb3JpdGhtPW1kNS1zZXNz\n"
                                + "C: [redacted]\n"),
                new Case(
                        "NTLM",
                        "C: AUTH NTLM [redacted]\n"
                                + "S: 334 TlRMTVNTUAACAAAADAAMADAAAAABAoEAASNFZ4mrze8AAAAAAAAAAGIAYgA8AAAARABPAE0AQQBJAE4AAgAMAEQATwBNAEEASQBOAAEADABTAEUAUgBWAEUAUgAEABQAZABvAG0AYQBpAG4ALgBjAG8AbQADACIAcwBlAHIAdgBlAHIALgBkAG8AbQBhAGkAbgAuAGMAbwBtAAAAAAA=\n"
                                + "C: [redacted]\n"));
    }

    static Stream<Case> whatOnlyParleyHas() {
        return Stream.of(new Case("OAUTHBEARER", "C: AUTH OAUTHBEARER bixhPWpvZSwBYXV0aD1CZWFyZXIgAQE=\n"));
    }

    @ParameterizedTest
    @MethodSource("whatAngusMailHas")
    void angusMailSendsThis(Case each) throws Exception {
        Properties properties = properties(each);
        if (each.mechanism().equals("CRAM-MD5")) {
            properties.put("mail.smtp.sasl.enable", "true"); // The only way in which Angus Mail has it.
        }
        Transport theirs =
                new SMTPTransport(Session.getInstance(properties), new URLName("smtp", null, -1, null, null, null));
        assertThrows(MessagingException.class, () -> login(theirs, each));
    }

    @ParameterizedTest
    @MethodSource({"whatAngusMailHas", "whatOnlyParleyHas"})
    void parleySendsTheSameAndNamesTheEmptyPassword(Case each) throws Exception {
        Properties properties = properties(each);
        properties.put("mail.smtp.trace", "text");
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        AuthenticationFailedException e =
                assertThrows(AuthenticationFailedException.class, () -> login(session.getTransport("parley"), each));
        assertEquals(REFUSED + LIKELY_CAUSE + "\n", Headline.of(e));
        String shown = trace.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("*** auth: the password is empty"), shown);
    }

    /** The library for SCRAM takes none, and Angus Mail has no SCRAM: the next mechanism is used. */
    @Test
    void scramIsPassedOver() throws Exception {
        Case both = new Case("SCRAM-SHA-256 PLAIN", "C: AUTH PLAIN AGpvZQA=\n");
        Properties properties = properties(both);
        properties.remove("mail.smtp.auth.mechanisms");
        Transport ours = Session.getInstance(properties).getTransport("parley");
        assertThrows(AuthenticationFailedException.class, () -> login(ours, both));
    }

    @Test
    void scramAloneNamesTheEmptyPassword() throws Exception {
        String dialog =
                "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH SCRAM-SHA-256\nC: QUIT\nS: 221 bye\n";
        Properties properties = properties(new Case("SCRAM-SHA-256", ""));
        try (ScriptedServer server = TransportFixture.serve(dialog)) {
            Transport ours = Session.getInstance(properties).getTransport("parley");
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class, () -> ours.connect("localhost", server.port(), "joe", ""));
            assertEquals("SCRAM-SHA-256 cannot be used with an empty password", Headline.of(e));
            assertEquals(dialog.strip(), String.join("\n", server.transcript()));
        }
    }

    private static Properties properties(Case each) {
        Properties properties = new Properties();
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.starttls.enable", "false");
        properties.put("mail.smtp.auth.mechanisms", each.mechanism());
        if (each.mechanism().equals("PLAIN")) {
            properties.put("mail.smtp.sasl.authorizationid", "joe"); // As Angus Mail fills it in by itself.
        }
        return properties;
    }

    /** @throws MessagingException when the exchange was as the case has it, and the server refused it */
    private static void login(Transport transport, Case each) throws Exception {
        List<String> transcript;
        MessagingException refused;
        try (ScriptedServer server = TransportFixture.serve(each.dialog())) {
            refused = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), "joe", ""));
            transcript = server.transcript();
        }
        assertEquals(each.dialog().strip(), String.join("\n", transcript), refused.toString());
        throw refused;
    }
}
