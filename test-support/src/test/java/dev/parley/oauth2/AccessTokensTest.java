package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.login.LoginRequest;
import dev.parley.net.ConnectAttempt;
import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import dev.parley.testing.TokenServer;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a token is requested, and when that of the cache is used. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessTokensTest {
    private static final Instant START = Instant.parse("2026-12-01T08:00:00Z");

    private volatile Instant now = START;
    private final AccessTokens tokens = new AccessTokens(() -> now);
    private final Properties properties = new Properties();
    private TokenServer server;

    @BeforeEach
    void start() throws IOException {
        server = TokenServer.start();
        properties.put("mail.smtp.oauth2.token.url", server.url());
        properties.put("mail.smtp.oauth2.client.id", TokenServer.CLIENT_ID);
        properties.put("mail.smtp.oauth2.client.secret", TokenServer.CLIENT_SECRET);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTokenIsUsedUntilAMinuteBeforeItExpires() throws IOException {
        Secret first = get(null);
        now = START.plusSeconds(3539);
        assertEquals(first, get(null));
        assertEquals(1, server.requests().size());
        now = START.plusSeconds(3540);
        Secret second = get(null);
        assertEquals(Secret.of(server.accessTokens().get(1)), second);
    }

    @Test
    void aTokenOfShortLifetimeIsUsedForNineTenthsOfIt() throws IOException {
        server.setLifetime(Duration.ofSeconds(100));
        get(null);
        now = START.plusSeconds(89);
        get(null);
        assertEquals(1, server.requests().size());
        now = START.plusSeconds(90);
        get(null);
        assertEquals(2, server.requests().size());
    }

    private Secret get(Secret rejected) throws IOException {
        return get("joe@example.org", rejected);
    }

    private Secret get(String user, Secret rejected) throws IOException {
        return tokens.get(
                OAuth2Settings.from(new MailProperties("smtp", properties)),
                new LoginRequest("smtp", "mx.lab.test", user, rejected != null),
                rejected,
                new ConnectAttempt(),
                new Trace(List.of()));
    }
}
