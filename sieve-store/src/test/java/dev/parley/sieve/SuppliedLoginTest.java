package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.login.LoginRequest;
import dev.parley.login.SecretSupplier;
import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.Headline;
import dev.parley.trace.TraceSink;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords and tokens that code of the application supplies. */
@Timeout(60)
class SuppliedLoginTest {
    private static final String PASSWORD = "mail.sieve.auth.password.supplier";
    private static final String TOKEN = "mail.sieve.auth.token.supplier";
    private static final String GREETING = """
            S: "IMPLEMENTATION" "x"
            S: "SASL" "PLAIN OAUTHBEARER"
            S: "SIEVE" ""
            S: "VERSION" "1.0"
            S: OK
            """;
    private static final String LOGOUT = "C: LOGOUT\nS: OK\n";
    private static final String REJECTED = "S: NO \"wrong\"\n";
    private static final String AGAIN = "S! accept\n";

    private final Properties properties = ClearLogin.properties();
    private final List<LoginRequest> requests = new ArrayList<>();
    private final Deque<Object> values = new ArrayDeque<>();

    private void supply(String property, Object... all) {
        values.addAll(List.of(all));
        properties.put(property, (SecretSupplier) login -> {
            requests.add(login);
            Object value = values.size() > 1 ? values.remove() : values.element();
            if (value instanceof Exception failure) {
                throw failure;
            }
            return (String) value;
        });
    }

    private void connectAndClose(String host, int port) throws MessagingException {
        try (Store store = Session.getInstance(properties).getStore("sieve")) {
            store.connect(host, port, "joe", null);
        }
    }

    private static ScriptedServer serve(String dialog) throws IOException {
        return ScriptedServer.start(DialogScript.parse("test", dialog));
    }

    private static String login(String property, String secret) {
        boolean token = property.equals(TOKEN);
        String message = token ? "n,a=joe,\u0001auth=Bearer " + secret + "\u0001\u0001" : "\0joe\0" + secret;
        String response = Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
        String mechanism = token ? "OAUTHBEARER" : "PLAIN";
        return GREETING + "C: AUTHENTICATE \"" + mechanism + "\" \"" + response + "\"\n";
    }

    private static void assertDialog(String dialog, ScriptedServer server) throws InterruptedException {
        assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, TOKEN})
    void theSecretOfEachLoginIsAskedFor(String property) throws Exception {
        supply(property, "one", "two");
        String ok = "S: OK\n" + LOGOUT;
        String dialog = login(property, "one") + ok + AGAIN + login(property, "two") + ok;
        try (ScriptedServer server = serve(dialog)) {
            connectAndClose("localhost", server.port());
            connectAndClose("localhost", server.port());
            assertDialog(dialog, server);
        }
        LoginRequest each = new LoginRequest("sieve", "localhost", "joe", false);
        assertEquals(List.of(each, each), requests);
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, TOKEN})
    void aRejectedSecretIsReplacedOnce(String property) throws Exception {
        supply(property, "old", "new", "third");
        String dialog = login(property, "old") + REJECTED + AGAIN + login(property, "new") + REJECTED;
        try (ScriptedServer server = serve(dialog)) {
            assertThrows(AuthenticationFailedException.class, () -> connectAndClose("localhost", server.port()));
            assertDialog(dialog, server);
        }
        assertEquals(
                List.of(false, true),
                requests.stream().map(LoginRequest::afterRejection).toList());
    }

    @Test
    void theRejectedTokenIsNotSentAgain() throws Exception {
        supply(TOKEN, "old");
        String dialog = login(TOKEN, "old") + REJECTED;
        try (ScriptedServer server = serve(dialog)) {
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class, () -> connectAndClose("localhost", server.port()));
            assertTrue(e.getMessage().contains("rejected the login: wrong"), e.getMessage());
            assertDialog(dialog, server);
        }
    }

    @Test
    void aSupplierThatFailsEndsTheConnectBeforeItBegins() {
        IOException sealed = new IOException("the vault is sealed");
        supply(PASSWORD, sealed);
        MessagingException e =
                assertThrows(MessagingException.class, () -> connectAndClose("localhost:1,localhost:2", -1));
        assertEquals(
                "no login at localhost:1: " + PASSWORD + " (" + SuppliedLoginTest.class.getName()
                        + ") failed: java.io.IOException: the vault is sealed",
                Headline.of(e));
        assertEquals(sealed, e.getCause().getCause());
        assertEquals(1, requests.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, TOKEN})
    void whatASupplierReturnsIsNotShown(String property) throws Exception {
        supply(property, "correct-horse-battery", "staple-of-the-next-login");
        StringBuffer shown = new StringBuffer();
        properties.put("mail.sieve.trace.sink", (TraceSink)
                event -> shown.append(event).append('\n'));
        String dialog = login(property, "correct-horse-battery") + "S: NO \"correct-horse-battery\"\n" + AGAIN
                + login(property, "staple-of-the-next-login") + "S: NO \"staple-of-the-next-login\"\n";
        try (ScriptedServer server = serve(dialog)) {
            MessagingException e = assertThrows(
                    AuthenticationFailedException.class, () -> connectAndClose("localhost", server.port()));
            assertDialog(dialog, server);
            String all = shown + e.toString() + List.of(e.getSuppressed());
            assertFalse(all.contains("correct-horse") || all.contains("staple"), all);
            assertTrue(all.contains("[redacted"), all);
        }
    }

    /** It is asked for the user that nothing else names, and for no other login after a rejection. */
    @Test
    void theAuthenticatorIsAskedOnlyForTheUser() throws Exception {
        supply(TOKEN, "old");
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(requests.isEmpty() ? "joe" : "ann", "another");
            }
        });
        String dialog = login(TOKEN, "old") + REJECTED;
        try (ScriptedServer server = serve(dialog);
                Store store = session.getStore("sieve")) {
            assertThrows(
                    AuthenticationFailedException.class, () -> store.connect("localhost", server.port(), null, null));
            assertDialog(dialog, server);
        }
    }
}
