package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;

/** Issues access tokens of OAuth 2.0 to the client {@code newsletter} (RFC 6749 s4.4). */
class AuthorizationServer implements AutoCloseable {
    private static final String CLIENT =
            "Basic " + Base64.getEncoder().encodeToString("newsletter:correct-horse".getBytes(UTF_8));

    private final HttpServer server;

    /** @param issued receives each token */
    AuthorizationServer(Consumer<String> issued) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", request -> {
            String form = new String(request.getRequestBody().readAllBytes(), UTF_8);
            boolean known = CLIENT.equals(request.getRequestHeaders().getFirst("Authorization"));
            if (!known || !form.contains("grant_type=client_credentials")) {
                reply(request, 401, "{\"error\": \"invalid_client\"}");
                return;
            }
            String token = UUID.randomUUID().toString();
            issued.accept(token);
            reply(
                    request,
                    200,
                    "{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\", \"expires_in\": 3600}");
        });
        server.start();
    }

    private static void reply(HttpExchange request, int status, String json) throws IOException {
        request.getResponseHeaders().set("Content-Type", "application/json");
        byte[] body = json.getBytes(UTF_8);
        request.sendResponseHeaders(status, body.length);
        request.getResponseBody().write(body);
        request.close();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/token";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
