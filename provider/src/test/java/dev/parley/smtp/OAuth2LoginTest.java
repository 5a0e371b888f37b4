package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.oauth2.TokenClock;
import dev.parley.testing.Headline;
import dev.parley.testing.TokenServer;
import dev.parley.trace.TraceSink;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logins with the tokens of an authorization server, by properties alone. */
class OAuth2LoginTest extends TransportFixture {
    private static final int THREADS = 16;
    private static final int SENDS = 10_000;
    private static final Duration DAY = Duration.ofDays(1);

    private final TokenClock clock = new TokenClock();
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();
    private final Queue<String> shown = new ConcurrentLinkedQueue<>();
    private TokenServer tokens;
    private TokenMailServer mail;

    @BeforeEach
    void start() throws Exception {
        tokens = TokenServer.start();
        mail = new TokenMailServer(this::isValid);
        properties.put("mail.smtp.oauth2.token.url", tokens.url());
        properties.put("mail.smtp.oauth2.client.id", TokenServer.CLIENT_ID);
        properties.put("mail.smtp.oauth2.client.secret", TokenServer.CLIENT_SECRET);
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> shown.add(event.toString()));
    }

    @AfterEach
    void stop() throws Exception {
        clock.close();
        mail.close();
        tokens.close();
    }

    /** An hour long from the time of its first use: it was requested in the same moment of the clock. */
    private boolean isValid(String token) {
        Instant expiry =
                expiries.computeIfAbsent(token, first -> clock.instant().plus(Duration.ofHours(1)));
        return tokens.isValid(token) && clock.instant().isBefore(expiry);
    }

    private SmtpTransport connect(Session session, String user) throws MessagingException {
        SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
        transport.connect("127.0.0.1", mail.port(), user, null);
        return transport;
    }

    private void send(Session session, String user) throws MessagingException {
        try (SmtpTransport transport = connect(session, user)) {
            transport.sendMessage(message(session, "hi"), TO);
        }
    }

    private void assertNoSecretShown() {
        List<String> secrets = new ArrayList<>(tokens.accessTokens());
        secrets.add(TokenServer.CLIENT_SECRET);
        secrets.add(Base64.getEncoder()
                .encodeToString(
                        (TokenServer.CLIENT_ID + ":" + TokenServer.CLIENT_SECRET).getBytes(StandardCharsets.UTF_8)));
        for (String text : shown) {
            for (String secret : secrets) {
                assertFalse(text.contains(secret), text);
            }
        }
    }

    @Test
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDayOfSends() throws Exception {
        Phaser rounds = new Phaser(THREADS) {
            @Override
            protected boolean onAdvance(int round, int threads) {
                clock.advance(DAY.dividedBy(SENDS / THREADS));
                return threads == 0;
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Session session = session();
            all.add(threads.submit(() -> {
                try {
                    for (int sent = 0; sent < SENDS / THREADS; sent++) {
                        send(session, "joe");
                        rounds.arriveAndAwaitAdvance();
                    }
                } finally {
                    rounds.arriveAndDeregister(); // After a failure, the others do not wait for this thread.
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertEquals(SENDS, mail.messages());
        assertEquals(SENDS, mail.accepted());
        assertEquals(0, mail.rejected());
        int requests = tokens.requests().size();
        assertTrue(requests >= 24 && requests <= 25, requests + " token requests");
        assertNoSecretShown();
    }

    @Test
    void aRevokedTokenIsReplaced() throws Exception {
        send(session(), "joe");
        tokens.revoke(tokens.accessTokens().get(0));
        send(session(), "joe");
        assertEquals(2, mail.messages());
        assertEquals(1, mail.rejected());
        assertEquals(2, tokens.requests().size());
        assertNoSecretShown();
    }

    /** A mailbox without permission must not cause two requests for every message. */
    @Test
    void aMailboxThatRejectsEveryTokenCausesFewRequests() throws Exception {
        mail.close();
        mail = new TokenMailServer(token -> false);
        for (int i = 0; i < 10; i++) {
            AuthenticationFailedException e =
                    assertThrows(AuthenticationFailedException.class, () -> send(session(), "joe"));
            shown.add(printed(e));
        }
        assertEquals(2, tokens.requests().size());
        assertEquals(11, mail.rejected());
        assertNoSecretShown();
    }

    @Test
    void aPooledConnectionOutlivesItsToken() throws Exception {
        properties.put("mail.smtp.pool.size", "1");
        Session session = session();
        send(session, "joe");
        clock.advance(Duration.ofHours(2));
        send(session, "joe");
        assertEquals(1, mail.accepted());
        assertEquals(1, tokens.requests().size());
        send(session, "ann");
        assertEquals(2, mail.accepted());
        assertEquals(2, tokens.requests().size());
    }

    @Test
    void aRejectedClientIsAnAuthenticationFailure() {
        properties.put("mail.smtp.oauth2.client.secret", "wrong-secret-of-the-client");
        AuthenticationFailedException e =
                assertThrows(AuthenticationFailedException.class, () -> send(session(), "joe"));
        shown.add(printed(e));
        assertTrue(Headline.of(e).startsWith("no login at 127.0.0.1:" + mail.port() + ": "), e.getMessage());
        assertTrue(e.getMessage().contains("invalid_client"), e.getMessage());
        assertFalse(shown.toString().contains("wrong-secret"), shown.toString());
        assertEquals(0, mail.accepted() + mail.rejected());
    }

    @Test
    void anUnreachableServerIsNoAuthenticationFailure() {
        tokens.close();
        MessagingException e = assertThrows(MessagingException.class, () -> send(session(), "joe"));
        assertFalse(e instanceof AuthenticationFailedException, e.toString());
        assertTrue(e.getMessage().contains(tokens.url()), e.getMessage());
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
