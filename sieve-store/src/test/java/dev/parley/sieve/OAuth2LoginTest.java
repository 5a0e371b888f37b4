package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.TokenServer;
import dev.parley.trace.TraceSink;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logins with the tokens of an authorization server, by properties alone. */
@Timeout(60)
class OAuth2LoginTest {
    private static final String LOGIN = """
            S: "IMPLEMENTATION" "x"
            S: "SASL" "PLAIN OAUTHBEARER"
            S: "SIEVE" ""
            S: "VERSION" "1.0"
            S: OK
            C: AUTHENTICATE "OAUTHBEARER" [redacted]
            """;
    private static final String ACCEPTED = "S: OK\nC: LOGOUT\nS: OK\n";

    private final Properties properties = ClearLogin.properties();
    private final StringBuffer shown = new StringBuffer();

    private void connectAndClose(TokenServer tokens, int port) throws MessagingException {
        properties.put("mail.sieve.oauth2.token.url", tokens.url());
        properties.put("mail.sieve.oauth2.client.id", TokenServer.CLIENT_ID);
        properties.putIfAbsent("mail.sieve.oauth2.client.secret", TokenServer.CLIENT_SECRET);
        properties.put("mail.sieve.trace.sink", (TraceSink)
                event -> shown.append(event).append('\n'));
        try (Store store = Session.getInstance(properties).getStore("sieve")) {
            store.connect("localhost", port, "joe", null);
        }
    }

    @Test
    void theTokenIsUsedUntilTheServerRejectsIt() throws Exception {
        String again = "S! accept\n";
        String dialog = LOGIN + ACCEPTED + again + LOGIN + ACCEPTED + again + LOGIN + "S: NO \"expired\"\n" + again
                + LOGIN + ACCEPTED;
        try (TokenServer tokens = TokenServer.start();
                ScriptedServer server = ScriptedServer.start(DialogScript.parse("tokens", dialog))) {
            for (int i = 0; i < 3; i++) {
                connectAndClose(tokens, server.port());
            }
            assertEquals(
                    3, server.transcript().stream().filter("C: LOGOUT"::equals).count());
            assertEquals(2, tokens.requests().size());
            for (String token : tokens.accessTokens()) {
                assertFalse(shown.toString().contains(token), shown.toString());
            }
        }
    }

    @Test
    void aRejectedClientIsAnAuthenticationFailure() throws Exception {
        properties.put("mail.sieve.oauth2.client.secret", "wrong-secret-of-the-client");
        try (TokenServer tokens = TokenServer.start()) {
            AuthenticationFailedException e =
                    assertThrows(AuthenticationFailedException.class, () -> connectAndClose(tokens, 1));
            assertTrue(e.getMessage().startsWith("no login at localhost:1: "), e.getMessage());
            assertTrue(e.getMessage().contains("invalid_client"), e.getMessage());
            assertFalse((shown + e.getMessage()).contains("wrong-secret"), shown + e.getMessage());
        }
    }
}
