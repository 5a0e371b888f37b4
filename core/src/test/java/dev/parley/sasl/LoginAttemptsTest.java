package dev.parley.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.Mechanisms.Refusal;
import dev.parley.settings.MailProperties;
import dev.parley.trace.Trace;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LoginAttemptsTest {
    private static final Mechanism DIGEST = new Named("DIGEST-MD5", false, true);
    private static final Mechanism PLAIN = new Named("PLAIN", true, true);
    private static final Mechanism GSSAPI = new Named("GSSAPI", false, false);
    private static final Mechanism CRAM = new Named("CRAM-MD5", false, true);

    @Test
    void aMechanismThatCannotBeginIsFollowedByTheNext() throws Exception {
        LoginAttempts attempts = attempts(false, GSSAPI, PLAIN);
        attempts.begin();
        assertEquals(PLAIN, attempts.mechanism());
    }

    @Test
    void aMechanismSkippedAfterARejectionIsNotTriedWhereTheNextCannotBegin() throws Exception {
        LoginAttempts attempts = attempts(false, DIGEST, PLAIN, GSSAPI);
        attempts.begin();
        assertTrue(attempts.mayContinue(Refusal.UNSUPPORTED));
        assertEquals(GSSAPI, attempts.mechanism());
        assertEquals(
                "GSSAPI: no ticket",
                assertThrows(ExchangeException.class, attempts::begin).getMessage());
    }

    @Test
    void oneThatMayFollowTheRejectionIsTried() throws Exception {
        LoginAttempts attempts = attempts(false, DIGEST, PLAIN, GSSAPI, CRAM);
        attempts.begin();
        assertTrue(attempts.mayContinue(Refusal.UNSUPPORTED));
        attempts.begin();
        assertEquals(CRAM, attempts.mechanism());
    }

    @Test
    void thePasswordIsShownToAVerifiedServer() throws Exception {
        LoginAttempts attempts = attempts(true, DIGEST, GSSAPI, PLAIN);
        attempts.begin();
        assertTrue(attempts.mayContinue(Refusal.UNSUPPORTED));
        attempts.begin();
        assertEquals(PLAIN, attempts.mechanism());
    }

    private static LoginAttempts attempts(boolean identityProven, Mechanism... candidates) {
        return new LoginAttempts(
                List.of(candidates),
                new Credentials("joe", "secret"),
                new Server("smtp", "mx.example", List.of(), new Server.Peer(null, null, identityProven)),
                new Trace(List.of()),
                new MailProperties("smtp", new Properties()));
    }

    private record Named(String name, boolean showsPassword, boolean canBegin) implements Mechanism {
        @Override
        public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
            if (!canBegin) {
                throw new ExchangeException(name + ": no ticket");
            }
            return new OneMessage(name, Secret.of(""));
        }
    }
}
