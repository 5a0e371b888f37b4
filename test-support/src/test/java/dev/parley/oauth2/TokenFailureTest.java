package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import dev.parley.testing.OwnThread;
import dev.parley.testing.TokenServer;
import dev.parley.testing.TokenServer.Response;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why there is no token, and what to do; without a secret. */
class TokenFailureTest extends TokenTest {
    private static final String CHECK_URL = "; check mail.smtp.oauth2.token.url";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    invalid_client        | the client is rejected: invalid_client: text; check mail.smtp.oauth2.client.id=parley-client, mail.smtp.oauth2.client.secret and mail.smtp.oauth2.client.authentication (not set)
                    unauthorized_client   | the client is not allowed to request this token: unauthorized_client: text; check its registration, mail.smtp.oauth2.client.id=parley-client and mail.smtp.oauth2.scope (not set)
                    invalid_scope         | the scope is rejected: invalid_scope: text; check mail.smtp.oauth2.scope (not set)
                    invalid_grant         | the grant is rejected: invalid_grant: text; check mail.smtp.oauth2.client.id=parley-client
                    unsupported_grant_type | the grant client_credentials is not supported: unsupported_grant_type: text; check mail.smtp.oauth2.grant (not set)
                    invalid_request       | it is rejected: invalid_request: text, HTTP status 400; check mail.smtp.oauth2.token.url
                    """)
    void theRejectedPartIsNamed(String error, String message) {
        server.answer(Response.error(400, error, "text"));
        TokenException e = failure();
        assertEquals(prefix() + message, Trace.withoutAdvice(e.getMessage()));
        assertTrue(e.isRejection());
    }

    /** The settings may be right. */
    @ParameterizedTest
    @ValueSource(strings = {"temporarily_unavailable", "server_error", "slow_down"})
    void anUnavailableEndpointIsNoRejection(String error) {
        server.answer(Response.error(503, error, "text"));
        TokenException e = failure();
        assertEquals(
                prefix() + "the endpoint is not available now: " + error + ": text, HTTP status 503; try again later",
                Trace.withoutAdvice(e.getMessage()));
        assertFalse(e.isRejection());
    }

    @Test
    void theRejectedRefreshTokenIsNamed() {
        useRefreshToken();
        server.answer(Response.error(400, "invalid_grant", "text"));
        assertEquals(
                prefix() + "the refresh token is rejected: invalid_grant: text; check mail.smtp.oauth2.refresh.token",
                Trace.withoutAdvice(failure().getMessage()));
    }

    /** Not as RFC 6749 s5.2 requires, but it occurs. */
    @Test
    void anErrorWithStatus200IsARejection() {
        server.answer(Response.error(200, "invalid_client", "text"));
        assertTrue(failure().isRejection());
    }

    @Test
    void anOverloadedEndpointIsToBeTriedLater() {
        server.answer(new Response(429, Map.of("Retry-After", "120"), "slow down"));
        TokenException e = failure();
        assertEquals(prefix() + "HTTP status 429 (Retry-After: 120); try again later", e.getMessage());
        assertFalse(e.isRejection());
        server.answer(new Response(503, "<html>"));
        assertEquals(prefix() + "HTTP status 503; try again later", failure().getMessage());
        server.answer(new Response(404, ""));
        assertEquals(prefix() + "HTTP status 404" + CHECK_URL, failure().getMessage());
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (TokenServer other = TokenServer.start()) {
            String target = other.url().replace("//", "//user:" + "p@") + "?code=hidden#hidden";
            server.answer(new Response(307, Map.of("Location", target), ""));
            assertEquals(
                    prefix() + "it redirects (HTTP status 307) to " + other.url() + ", which is not followed"
                            + CHECK_URL,
                    failure().getMessage());
            assertEquals(0, other.requests().size());
        }
    }

    @Test
    void noPasswordOfTheJvmIsSent() {
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("user", "password".toCharArray());
            }
        });
        try {
            unset("client.secret");
            useRefreshToken();
            server.answer(new Response(401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), ""));
            assertEquals(prefix() + "HTTP status 401" + CHECK_URL, failure().getMessage());
            server.answer(new Response(401, ""));
            assertEquals(prefix() + "HTTP status 401" + CHECK_URL, failure().getMessage());
            server.requests().forEach(request -> assertEquals(null, request.authorization()));
        } finally {
            Authenticator.setDefault(null);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    no json                                                   | it is not JSON, or has a member twice
                    []                                                        | it is not a JSON object
                    {"access_token": "a", "access_token": "b"}                | it is not JSON, or has a member twice
                    {"access_token": "a", "token_type": "Bearer"} {}          | the JSON object is followed by something else
                    {"access_token": "a", "token_type": "Bearer"              | it is not JSON, or has a member twice
                    {"token_type": "Bearer"}                                  | it has no access_token
                    {"access_token": null, "token_type": "Bearer"}            | it has no access_token
                    {"access_token": "", "token_type": "Bearer"}              | it has no access_token
                    {"access_token": 1, "token_type": "Bearer"}               | the member access_token has a wrong type
                    {"access_token": ["a"], "token_type": "Bearer"}           | the member access_token has a wrong type
                    {"access_token": "a\\r\\nQUIT", "token_type": "Bearer"}   | the access_token contains characters that RFC 6750 s2.1 forbids
                    {"access_token": "a\\u0001", "token_type": "Bearer"}      | the access_token contains characters that RFC 6750 s2.1 forbids
                    {"access_token": "a b", "token_type": "Bearer"}           | the access_token contains characters that RFC 6750 s2.1 forbids
                    {"access_token": "\\u00e9", "token_type": "Bearer"}       | the access_token contains characters that RFC 6750 s2.1 forbids
                    {"access_token": "a"}                                     | it has no token_type
                    {"access_token": "a", "token_type": "mac"}                | the token_type is not Bearer
                    {"access_token": "a", "token_type": "Bearer", "expires_in": 0}      | expires_in is not a positive number
                    {"access_token": "a", "token_type": "Bearer", "expires_in": -1}     | expires_in is not a positive number
                    {"access_token": "a", "token_type": "Bearer", "expires_in": "soon"} | expires_in is not a positive number
                    {"access_token": "a", "token_type": "Bearer", "expires_in": 1e3}    | expires_in is not a positive number
                    {"access_token": "a", "token_type": "Bearer", "expires_in": 0.5}    | expires_in is not a positive number
                    {"access_token": "a", "token_type": "Bearer", "expires_in": ""}     | expires_in is not a positive number
                    {"access_token": "a", "token_type": "Bearer", "expires_in": true}   | the member expires_in has a wrong type
                    {"access_token": "a", "token_type": "Bearer", "refresh_token": "\\n"} | the refresh_token contains characters that RFC 6749 A.17 forbids
                    """)
    void anInvalidResponseIsRefused(String json, String why) {
        server.answer(new Response(200, json));
        assertEquals(
                prefix() + "its response is invalid: " + why + CHECK_URL,
                failure().getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"access_token\": \"a\", \"token_type\": \"BEARER\", \"expires_in\": \"3600\", \"refresh_token\": null}",
                "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"expires_in\": 3600.0}",
                "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"expires_in\": 9999999999999, \"ext\": {\"access_token\": [1]}}",
            })
    void unusualResponsesAreAccepted(String json) throws IOException {
        server.answer(new Response(200, json));
        assertEquals("a", get());
    }

    @Test
    void aResponseIsBounded() {
        server.answer(new Response(200, "{\"x\": \"" + "x".repeat(BoundedBody.LARGEST) + "\"}"));
        assertEquals(
                prefix() + "its response has more than 65536 bytes" + CHECK_URL,
                failure().getMessage());
    }

    @Test
    void anEndlessResponseIsCut() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        server.answer((request, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write(new byte[8192]);
                }
            } catch (IOException e) {
                ended.countDown();
            }
            return null;
        });
        failure();
        ended.await();
    }

    @Test
    void aSlowBodyEndsWithTheTimeout() {
        set("timeout", "300");
        CountDownLatch done = new CountDownLatch(1);
        server.answer((request, exchange) -> drip(exchange, done));
        long start = System.nanoTime();
        assertEquals(
                prefix() + "no complete response within 300 ms" + CHECK_URL + " and mail.smtp.oauth2.timeout=300",
                failure().getMessage());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis < 7000, millis + " ms");
        done.countDown();
    }

    private static Response drip(HttpExchange exchange, CountDownLatch done) throws Exception {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("{".getBytes(StandardCharsets.UTF_8));
        out.flush();
        while (!done.await(20, TimeUnit.MILLISECONDS)) {
            out.write(' ');
            out.flush();
        }
        return null;
    }

    @Test
    void aRefusedConnectionIsReported() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        set("token.url", "http://127.0.0.1:" + port + "/token?secret=hidden");
        String message = failure().getMessage();
        assertTrue(
                message.startsWith("the token request to http://127.0.0.1:" + port + "/token failed: no connection: "),
                message);
        assertFalse(message.contains("hidden"));
    }

    /** A proxy would get the secrets in clear text. */
    @Test
    void noProxyIsUsedWithoutTls() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        try (RawServer proxy = new RawServer("HTTP/1.1 502 Bad Gateway\r\n\r\n")) {
            ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())));
            get();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    /** Before JDK 21, a client of the JDK has a thread until it is garbage. */
    @Test
    void manyRequestsHaveFewThreads() {
        server.answer(Response.error(400, "invalid_grant", "text"));
        int before = httpThreads();
        for (int i = 0; i < 40; i++) {
            failure();
        }
        assertTrue(httpThreads() - before < 20, httpThreads() + " threads, " + before + " before");
    }

    private static int httpThreads() {
        int count = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            count += thread.getName().startsWith("HttpClient-") ? 1 : 0;
        }
        return count;
    }

    @Test
    void aServerWithoutTlsIsReported() throws Exception {
        try (RawServer raw = new RawServer("220 mx.lab.test ESMTP\r\n")) {
            set("token.url", "https://127.0.0.1:" + raw.port() + "/token");
            String message = failure().getMessage();
            assertTrue(message.contains(" failed: TLS with 127.0.0.1 failed: "), message);
        }
    }

    /** Whatever the endpoint repeats of the request is not shown. */
    @Test
    void anEchoedSecretIsNotShown() throws IOException {
        set("client.authentication", "post");
        useRefreshToken();
        List<String> echoes = new ArrayList<>();
        for (String secret : List.of(TokenServer.CLIENT_SECRET, TokenServer.REFRESH_TOKEN)) {
            echoes.add(secret);
            echoes.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
            echoes.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        }
        for (String echo : echoes) {
            List<Response> responses = List.of(
                    Response.error(400, "invalid_client", "unknown secret " + echo),
                    Response.error(400, echo, "x"),
                    Response.error(400, "invalid_grant", "x".repeat(280) + echo),
                    new Response(302, Map.of("Location", "http://127.0.0.1/" + echo.replace(' ', '+')), ""),
                    new Response(503, Map.of("Retry-After", echo), ""),
                    new Response(200, "{\"" + echo + "\": }"),
                    new Response(200, "{\"token_type\": \"" + echo + "\", \"access_token\": \"abc\"}"));
            for (Response response : responses) {
                server.answer(response);
                assertHidden(failure(), echo);
            }
        }
    }

    /** A request has the URL-encoded secret, which any text may precede; what precedes the base64 makes it invalid. */
    @Test
    void anEchoedRequestInBase64IsNotShown() {
        set("client.authentication", "post");
        server.answer((request, exchange) -> Response.error(
                400,
                "invalid_request",
                "x" + Base64.getEncoder().encodeToString(request.body().getBytes(StandardCharsets.UTF_8))));
        for (String before : List.of("x", "xx", "xxx")) {
            set("scope", before);
            String encoded = URLEncoder.encode(TokenServer.CLIENT_SECRET, StandardCharsets.UTF_8);
            String print = print(failure());
            for (int offset = 0; offset < 3; offset++) {
                String piece = Base64.getEncoder()
                        .encodeToString((" ".repeat(offset) + encoded).getBytes(StandardCharsets.UTF_8))
                        .substring(4, 20);
                assertFalse(print.contains(piece), print);
            }
        }
    }

    /** In any message of the login. */
    @Test
    void aSecretWithinBase64IsNotShown() throws IOException {
        get();
        for (String before : List.of("", "x", "xx")) {
            String text = "x"
                    + Base64.getEncoder()
                            .encodeToString(
                                    (before + TokenServer.CLIENT_SECRET + "x").getBytes(StandardCharsets.UTF_8));
            assertTrue(trace.forException(text).contains("[redacted"), trace.forException(text));
        }
    }

    /** An endpoint may log and repeat what it has issued before. */
    @Test
    void earlierSecretsOfTheAccountAreNotShown() throws IOException {
        useRefreshToken();
        server.setRotates(true);
        String first = get();
        List<String> secrets = List.of(first, TokenServer.REFRESH_TOKEN, server.refreshToken());
        for (String secret : secrets) {
            server.answer(Response.error(400, "invalid_grant", "revoked: " + secret));
            now = now.plusSeconds(3600);
            assertHidden(failure(), secret);
        }
    }

    /** The mail server may have rejected the token of an application that has started before. */
    @Test
    void theRejectedTokenIsNotShown() {
        String rejected = "rejected-access-token-abcdef";
        server.answer(Response.error(400, "invalid_grant", "revoked: " + rejected));
        assertHidden(assertThrows(TokenException.class, () -> get(rejected)), rejected);
    }

    @Test
    void aTokenOfARejectionIsNotShown() {
        String token = "issued-and-echoed-token";
        server.answer(new Response(
                400,
                "{\"error\": \"x\", \"error_description\": \"" + token + "\", \"access_token\": \"" + token + "\"}"));
        assertHidden(failure(), token);
    }

    /** The HTTP client of the JDK has the invalid line in its exception. */
    @Test
    void anEchoInAnInvalidStatusLineIsNotShown() throws Exception {
        try (RawServer raw = new RawServer("HTTP/1.1 " + TokenServer.REFRESH_TOKEN + "\r\n\r\n")) {
            useRefreshToken();
            set("token.url", "http://127.0.0.1:" + raw.port() + "/token");
            TokenException e = failure();
            assertHidden(e, TokenServer.REFRESH_TOKEN);
            assertTrue(print(e).contains("[redacted"), print(e));
        }
    }

    @Test
    void aLongDescriptionIsTruncatedAndEscaped() {
        server.answer(Response.error(400, "invalid_grant", "\\u001b[31m" + "x".repeat(400)));
        String message = failure().getMessage();
        assertTrue(message.contains("invalid_grant: \\x1b[31m" + "x".repeat(292) + "…; "), message);
    }

    @Test
    void theJdksSwitchForNoHostNameCheckIsRefused() {
        String property = "jdk.internal.httpclient.disableHostnameVerification";
        try {
            for (String value : List.of("true", "", "yes")) {
                System.setProperty(property, value);
                assertEquals(
                        prefix() + "the system property " + property + "=" + value
                                + " switches the check of the endpoint's name off; remove the system property",
                        failure().getMessage());
            }
            assertEquals(0, server.requests().size());
        } finally {
            System.clearProperty(property);
        }
    }

    /** Sends some bytes in response to the first byte of a connection. */
    private record RawServer(ServerSocket socket) implements AutoCloseable {
        RawServer(String response) throws IOException {
            this(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            OwnThread.EXECUTOR.execute(() -> answer(response));
        }

        private void answer(String response) {
            try (Socket accepted = socket.accept()) {
                accepted.getInputStream().read();
                accepted.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
                accepted.getInputStream().readAllBytes();
            } catch (IOException e) {
                return;
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private void assertHidden(TokenException failure, String secret) {
        String print = print(failure) + events;
        assertFalse(print.contains(secret), print);
        assertFalse(print.contains(secret.substring(0, 14)), print);
    }
}
