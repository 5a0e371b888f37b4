package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.login.LoginRequest;
import dev.parley.net.ConnectAttempt;
import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import dev.parley.testing.TokenServer;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Requests tokens of a {@link TokenServer}, with a clock that the test moves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class TokenTest {
    static final Instant START = Instant.parse("2026-12-01T08:00:00Z");
    static final String USER = "joe@example.org";
    static final String JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /** The most accounts in the cache. */
    static final int KEPT = 20;

    volatile Instant now = START;
    final AccessTokens tokens = new AccessTokens(() -> now, KEPT, Duration.ofSeconds(30));
    final Properties properties = new Properties();
    final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    final Trace trace = new Trace(List.of((TraceSink) events::add));
    TokenServer server;

    @BeforeEach
    void start() throws IOException {
        server = TokenServer.start();
        set("token.url", server.url());
        set("client.id", TokenServer.CLIENT_ID);
        set("client.secret", TokenServer.CLIENT_SECRET);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    void set(String suffix, Object value) {
        properties.put("mail.smtp.oauth2." + suffix, value);
    }

    void unset(String suffix) {
        properties.remove("mail.smtp.oauth2." + suffix);
    }

    void useRefreshToken() {
        set("refresh.token", TokenServer.REFRESH_TOKEN);
    }

    OAuth2Settings settings() {
        return OAuth2Settings.from(new MailProperties("smtp", properties));
    }

    String get() throws IOException {
        return get(null);
    }

    String get(String rejected) throws IOException {
        return get(USER, rejected, new ConnectAttempt());
    }

    String get(String user, String rejected, ConnectAttempt attempt) throws IOException {
        return get(user, rejected, attempt, trace);
    }

    /** @param own of the thread that calls this: a trace is not thread-safe */
    String get(String user, String rejected, ConnectAttempt attempt, Trace own) throws IOException {
        Secret token = tokens.get(
                settings(),
                new LoginRequest("smtp", "mx.lab.test", user, rejected != null),
                rejected == null ? null : Secret.of(rejected),
                attempt,
                own);
        return new String(token.octets());
    }

    TokenException failure() {
        return assertThrows(TokenException.class, this::get);
    }

    String prefix() {
        return "the token request to " + server.url() + " failed: ";
    }

    /** All that an application may print. */
    static String print(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
