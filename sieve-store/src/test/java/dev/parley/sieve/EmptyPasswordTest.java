package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.Headline;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An empty password, as {@code ${MAIL_PASSWORD:}} makes it where the variable is not set: it is sent, and when the server
 * refuses it, the message and the trace name the likely cause.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmptyPasswordTest {
    private static final String LIKELY_CAUSE =
            "the password is empty, which is the probable cause: check where the application reads it";

    @ParameterizedTest
    @CsvSource({
        "PLAIN, C: AUTHENTICATE \"PLAIN\" \"AGpvZQA=\"",
        "LOGIN, 'C: AUTHENTICATE \"LOGIN\"|S: \"VXNlcm5hbWU6\"|C: \"am9l\"|S: \"UGFzc3dvcmQ6\"|C: \"\"'",
        "CRAM-MD5, 'C: AUTHENTICATE \"CRAM-MD5\"|S: \"PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\""
                + "|C: \"am9lIGEwMGI1NGI4MjRhZmExOWVjMmRlMGY3M2NiMmEwNGMy\"'",
        "DIGEST-MD5, 'C: AUTHENTICATE \"DIGEST-MD5\""
                + "|S: \"cmVhbG09Im14Iixub25jZT0iT0E2TUc5dEVRR20yaGgiLHFvcD0iYXV0aCIsYWxnb3JpdGhtPW1kNS1zZXNz\"|C: [redacted]'",
        "XOAUTH2, C: AUTHENTICATE \"XOAUTH2\" \"dXNlcj1qb2UBYXV0aD1CZWFyZXIgAQE=\"",
        "OAUTHBEARER, 'C: AUTHENTICATE \"OAUTHBEARER\" \"bixhPWpvZSwBYXV0aD1CZWFyZXIgAQE=\"'"
    })
    void itIsSentAndNamed(String mechanism, String exchange) throws Exception {
        String dialog = greeting(mechanism) + exchange.replace('|', '\n') + "\nS: NO \"Authentication failed.\"\n";
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        MessagingException e = refused(mechanism, dialog, trace);
        assertEquals(AuthenticationFailedException.class, e.getClass());
        assertEquals("rejected the login: Authentication failed.; " + LIKELY_CAUSE, withoutServer(e));
        String shown = trace.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("*** auth: the password is empty"), shown);
    }

    /** The library for SCRAM takes none. */
    @Test
    void scramAloneNamesTheEmptyPassword() throws Exception {
        MessagingException e = refused("SCRAM-SHA-256", greeting("SCRAM-SHA-256"), new ByteArrayOutputStream());
        assertEquals("no login at SCRAM-SHA-256 cannot be used with an empty password", withoutServer(e));
    }

    private static String withoutServer(MessagingException e) {
        return Headline.of(e).replaceFirst("127\\.0\\.0\\.1:\\d+:? ", "");
    }

    private static String greeting(String mechanism) {
        return "S: \"IMPLEMENTATION\" \"x\"\nS: \"SASL\" \"" + mechanism + "\"\nS: \"VERSION\" \"1.0\"\nS: OK\n";
    }

    private static MessagingException refused(String mechanism, String dialog, ByteArrayOutputStream trace)
            throws Exception {
        Properties properties = new Properties();
        properties.put("mail.sieve.auth.cleartext", "true");
        properties.put("mail.sieve.auth.mechanisms", mechanism);
        properties.put("mail.sieve.trace", "text");
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("empty password", dialog));
                Store store = session.getStore("sieve")) {
            MessagingException refused =
                    assertThrows(MessagingException.class, () -> store.connect("127.0.0.1", server.port(), "joe", ""));
            assertEquals(dialog.strip(), String.join("\n", server.transcript()), refused.toString());
            return refused;
        }
    }
}
