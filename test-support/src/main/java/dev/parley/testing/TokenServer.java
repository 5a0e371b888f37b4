package dev.parley.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * An authorization server on the loopback interface (RFC 6749, RFC 7523). It verifies the client, the grant and the signature
 * of a JWT, issues tokens, and records the requests. {@link #answer} replaces its next responses by any others.
 */
public final class TokenServer implements AutoCloseable {
    public static final String CLIENT_ID = "parley-client";
    public static final String CLIENT_SECRET = "s3cret-of the client+/&=";
    public static final String REFRESH_TOKEN = "refresh-token-0-abcdefgh";

    private final HttpServer server;
    private final ExecutorService threads;
    private final String scheme;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<String> accessTokens = new CopyOnWriteArrayList<>();
    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private volatile Handler handler; // null: none
    private volatile Duration lifetime = Duration.ofHours(1);
    private volatile boolean rotates;
    private volatile String refreshToken = REFRESH_TOKEN;
    private volatile PublicKey key; // null: no JWT is accepted

    /**
     * A token request.
     *
     * @param authorization the header field; null: none
     */
    public record Request(
            Map<String, String> form, String authorization, String body, Map<String, List<String>> headers) {}

    /** A response with some header fields. */
    public record Response(int status, Map<String, String> headers, String body) {
        public Response(int status, String body) {
            this(status, Map.of("Content-Type", "application/json"), body);
        }

        /** An error of OAuth (RFC 6749 s5.2). */
        public static Response error(int status, String error, String description) {
            return new Response(
                    status, "{\"error\": \"" + error + "\", \"error_description\": \"" + description + "\"}");
        }
    }

    /** Responds to requests instead of the server. */
    @FunctionalInterface
    public interface Handler {
        /** @return null: as the server does by itself, or the handler has written to the exchange and closed it */
        Response answer(Request request, HttpExchange exchange) throws Exception;
    }

    private TokenServer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "token-server");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/token", this::handle);
        server.start();
    }

    public static TokenServer start() throws IOException {
        return new TokenServer(HttpServer.create(loopback(), 0), "http");
    }

    /** @param tls of a server */
    public static TokenServer start(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new TokenServer(server, "https");
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The token endpoint. */
    public String url() {
        return url("127.0.0.1");
    }

    /** @param host a name of this machine */
    public String url(String host) {
        return scheme + "://" + host + ":" + server.getAddress().getPort() + "/token";
    }

    /** The next responses, until null is set. */
    public void answer(Handler other) {
        handler = other;
    }

    /** The next responses. */
    public void answer(Response response) {
        handler = (request, exchange) -> response;
    }

    /** The lifetime of the tokens from now on. */
    public void setLifetime(Duration seconds) {
        lifetime = seconds;
    }

    /** Whether each request issues another refresh token, and the one before becomes invalid. */
    public void setRotates(boolean on) {
        rotates = on;
    }

    /** The key whose signatures are accepted. */
    public void setKey(PublicKey accepted) {
        key = accepted;
    }

    /** The present refresh token. */
    public String refreshToken() {
        return refreshToken;
    }

    public List<Request> requests() {
        return requests;
    }

    /** The tokens in the order in which they were issued. */
    public List<String> accessTokens() {
        return accessTokens;
    }

    /** Whether it was issued, and not revoked. */
    public boolean isValid(String accessToken) {
        return valid.contains(accessToken);
    }

    public void revoke(String accessToken) {
        valid.remove(accessToken);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = request(exchange);
            requests.add(request);
            Handler other = handler;
            Response response = other == null ? null : other.answer(request, exchange);
            if (response == null && exchange.getResponseCode() < 0) {
                response = response(exchange, request);
            }
            if (response != null) {
                write(exchange, response);
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Request request(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> form = new LinkedHashMap<>();
        for (String part : body.split("&")) {
            int equals = part.indexOf('=');
            if (form.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1))) != null) {
                throw new IOException("a parameter appears twice: " + part);
            }
        }
        return new Request(
                form,
                exchange.getRequestHeaders().getFirst("Authorization"),
                body,
                Map.copyOf(exchange.getRequestHeaders()));
    }

    private Response response(HttpExchange exchange, Request request) throws Exception {
        Map<String, String> form = request.form;
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!exchange.getRequestMethod().equals("POST") || !type.equals("application/x-www-form-urlencoded")) {
            return Response.error(400, "invalid_request", "not a form");
        }
        String grant = form.getOrDefault("grant_type", "");
        switch (grant) {
            case "client_credentials":
                return isClient(request) ? issue() : Response.error(401, "invalid_client", "unknown client");
            case "refresh_token":
                if (!isClient(request) && !CLIENT_ID.equals(form.get("client_id"))) {
                    return Response.error(401, "invalid_client", "unknown client");
                }
                return refreshToken.equals(form.get("refresh_token"))
                        ? refresh()
                        : Response.error(400, "invalid_grant", "the refresh token is not valid");
            case "urn:ietf:params:oauth:grant-type:jwt-bearer":
                return isSigned(form.getOrDefault("assertion", ""))
                        ? issue()
                        : Response.error(400, "invalid_grant", "Invalid JWT Signature.");
            default:
                return Response.error(400, "unsupported_grant_type", grant);
        }
    }

    private static boolean isClient(Request request) {
        if (request.authorization == null) {
            return CLIENT_ID.equals(request.form.get("client_id"))
                    && CLIENT_SECRET.equals(request.form.get("client_secret"));
        }
        String pair = new String(
                Base64.getDecoder().decode(request.authorization.substring("Basic ".length())), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return decoded(pair.substring(0, colon)).equals(CLIENT_ID)
                && decoded(pair.substring(colon + 1)).equals(CLIENT_SECRET)
                && !request.form.containsKey("client_secret");
    }

    /** The issuer, subject and times of the claims are for the test to check. */
    private boolean isSigned(String jwt) throws GeneralSecurityException, IOException {
        String[] parts = jwt.split("\\.");
        if (key == null || parts.length != 3) {
            return false;
        }
        String algorithm = (String) part(jwt, 0).get("alg");
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "RS256" -> "SHA256withRSA";
                    case "ES256" -> "SHA256withECDSAinP1363Format";
                    case "ES384" -> "SHA384withECDSAinP1363Format";
                    case "ES512" -> "SHA512withECDSAinP1363Format";
                    default -> throw new GeneralSecurityException(algorithm);
                });
        signature.initVerify(key);
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    /** The members of the header (0) or the claims (1) of a JWT: texts and numbers. */
    public static Map<String, Object> part(String jwt, int index) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        try (JsonParser parser =
                new JsonFactory().createParser(Base64.getUrlDecoder().decode(jwt.split("\\.")[index]))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                boolean number = parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
                members.put(name, number ? (Object) parser.getLongValue() : parser.getText());
            }
        }
        return members;
    }

    private Response refresh() {
        if (!rotates) {
            return issue();
        }
        refreshToken = "refresh-token-" + number.incrementAndGet() + "-abcdefgh";
        return issue(", \"refresh_token\": \"" + refreshToken + "\"");
    }

    private Response issue() {
        return issue("");
    }

    private Response issue(String more) {
        String token = "access-token-" + number.incrementAndGet() + "-ABCDEFGH.ijklmnop";
        valid.add(token);
        accessTokens.add(token);
        return new Response(
                200,
                "{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\", \"expires_in\": "
                        + lifetime.toSeconds() + more + "}");
    }

    private static void write(HttpExchange exchange, Response response) throws IOException {
        response.headers.forEach(exchange.getResponseHeaders()::set);
        byte[] body = response.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(response.status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
