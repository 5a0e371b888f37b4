package dev.parley.smtp;

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
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords and tokens that code of the application supplies. */
class SuppliedLoginTest extends TransportFixture {
    private static final String PASSWORD = "mail.smtp.auth.password.supplier";
    private static final String TOKEN = "mail.smtp.auth.token.supplier";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final String ACCEPTED = "S: 235 ok\n";
    private static final String REJECTED = "S: 535 5.7.8 no\n" + QUIT;

    private final List<LoginRequest> requests = new ArrayList<>();
    private final Deque<Object> values = new ArrayDeque<>();

    SuppliedLoginTest() {
        properties.put("mail.smtp.quitwait", "true");
    }

    /** Returns or throws the next value; the last one again and again. */
    private String next(LoginRequest login) throws Exception {
        requests.add(login);
        Object value = values.size() > 1 ? values.remove() : values.element();
        if (value instanceof Exception failure) {
            throw failure;
        }
        return value.equals("null") ? null : (String) value;
    }

    private void supply(String property, Object... all) {
        values.addAll(List.of(all));
        properties.put(property, (SecretSupplier) this::next);
    }

    private SmtpTransport connect(String host, int port, String password) throws MessagingException {
        SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
        transport.connect(host, port, "joe", password);
        return transport;
    }

    private SmtpTransport connect(ScriptedServer server) throws MessagingException {
        return connect("localhost", server.port(), null);
    }

    private static String auth(String mechanism, String message) {
        String response = Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
        return HELLO.formatted("-mx\nS: 250 AUTH PLAIN XOAUTH2") + "C: AUTH " + mechanism + " " + response + "\n";
    }

    private static String token(String token) {
        return auth("XOAUTH2", "user=joe\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    private static String password(String password) {
        return auth("PLAIN", "\0joe\0" + password);
    }

    private static void assertDialog(String dialog, ScriptedServer server) throws InterruptedException {
        assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
    }

    /** One after another, by a pool that is closed afterwards; the dialog must be this one. */
    private void connectThreeTimesByAPool(String dialog) throws Exception {
        properties.put("mail.smtp.pool.size", "1");
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            for (int i = 0; i < 3; i++) {
                try (SmtpTransport transport = (SmtpTransport) session.getTransport("parley")) {
                    transport.connect("localhost", server.port(), "joe", null);
                }
            }
            Parley.close(session);
            assertDialog(dialog, server);
        }
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void theTokenOfEachLoginIsAskedFor() throws Exception {
        supply(TOKEN, "one", "two");
        String dialog = token("one") + ACCEPTED + QUIT + "S! accept\n" + token("two") + ACCEPTED + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            connect(server).close();
            connect("localhost", server.port(), "a password that is not used").close();
            assertDialog(dialog, server);
        }
        LoginRequest each = new LoginRequest("smtp", "localhost", "joe", false);
        assertEquals(List.of(each, each), requests);
    }

    @Test
    void aRejectedTokenIsReplacedOnce() throws Exception {
        supply(TOKEN, "old", "new");
        String dialog = token("old") + REJECTED + "S! accept\n" + token("new") + ACCEPTED + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            connect(server).close();
            assertDialog(dialog, server);
        }
        assertEquals(
                List.of(false, true),
                requests.stream().map(LoginRequest::afterRejection).toList());
    }

    @Test
    void theSecondRejectionEndsTheConnect() throws Exception {
        supply(TOKEN, "old", "new", "third");
        String dialog = token("old") + REJECTED + "S! accept\n" + token("new") + REJECTED;
        try (ScriptedServer server = serve(dialog)) {
            assertThrows(AuthenticationFailedException.class, () -> connect(server));
            assertDialog(dialog, server);
        }
    }

    @Test
    void theRejectedTokenIsNotSentAgain() throws Exception {
        supply(TOKEN, "old");
        String dialog = token("old") + REJECTED;
        try (ScriptedServer server = serve(dialog)) {
            AuthenticationFailedException e = assertThrows(AuthenticationFailedException.class, () -> connect(server));
            assertTrue(e.getMessage().startsWith("535 5.7.8 no"), e.getMessage());
            assertDialog(dialog, server);
        }
        assertEquals(2, requests.size());
    }

    @Test
    void theRejectionIsReportedWhenTheSupplierFailsAfterIt() throws Exception {
        supply(TOKEN, "old", new IOException("the vault is sealed"));
        try (ScriptedServer server = serve(token("old") + REJECTED)) {
            AuthenticationFailedException e = assertThrows(AuthenticationFailedException.class, () -> connect(server));
            assertTrue(e.getMessage().startsWith("535 5.7.8 no"), e.getMessage());
            assertTrue(printed(e).contains("the vault is sealed"), printed(e));
        }
    }

    @Test
    void aTemporaryRejectionIsFinal() throws Exception {
        supply(TOKEN, "one", "two");
        String dialog = token("one") + "S: 454 4.7.0 later\n" + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            assertThrows(AuthenticationFailedException.class, () -> connect(server));
            assertDialog(dialog, server);
        }
        assertEquals(1, requests.size());
    }

    @Test
    void aChangedPasswordIsUsedAfterTheRejectionOfTheOldOne() throws Exception {
        supply(PASSWORD, "old", "new");
        String dialog = password("old") + REJECTED + "S! accept\n" + password("new") + ACCEPTED + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            connect(server).close();
            assertDialog(dialog, server);
        }
    }

    @Test
    void anIdleConnectionIsNotUsedWithAnotherPassword() throws Exception {
        supply(PASSWORD, "old", "old", "new");
        String dialog = password("old") + ACCEPTED + QUIT + "S! accept\n" + password("new") + ACCEPTED + QUIT;
        connectThreeTimesByAPool(dialog);
        assertEquals(3, requests.size());
    }

    /** The password changes between the start of a connect and its second login. */
    @Test
    void anIdleConnectionHasThePasswordThatOpenedIt() throws Exception {
        supply(PASSWORD, "old", "new", "new", "old");
        String dialog = password("old") + REJECTED + "S! accept\n" + password("new") + ACCEPTED + QUIT + "S! accept\n"
                + password("old") + ACCEPTED + QUIT;
        connectThreeTimesByAPool(dialog);
    }

    @Test
    void anIdleConnectionIsUsedWithoutAnotherToken() throws Exception {
        supply(TOKEN, "one", "two");
        String dialog = token("one") + ACCEPTED + QUIT;
        connectThreeTimesByAPool(dialog);
        assertEquals(1, requests.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, TOKEN})
    void aReplacedConnectionHasALoginOfItsOwn(String property) throws Exception {
        properties.put("mail.smtp.pool.messages", "1");
        supply(property, "one", "two");
        String first = property.equals(TOKEN) ? token("one") : password("one");
        String second = property.equals(TOKEN) ? token("two") : password("two");
        String message = ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n";
        String dialog = first + ACCEPTED + message + QUIT + "S! accept\n" + second + ACCEPTED + message + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = connect(server);
            transport.sendMessage(message("hi"), TO);
            transport.sendMessage(message("hi"), TO);
            transport.close();
            assertDialog(dialog, server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, TOKEN})
    void aSupplierThatFailsEndsTheConnectBeforeItBegins(String property) throws Exception {
        for (String pool : List.of("", "1")) {
            properties.put("mail.smtp.pool.size", pool);
            values.clear();
            requests.clear();
            IOException sealed = new IOException("the vault is sealed");
            supply(property, sealed);
            MessagingException e =
                    assertThrows(MessagingException.class, () -> connect("localhost:1,localhost:2", -1, null));
            assertEquals(
                    "no login at localhost:1: " + property + " (" + SuppliedLoginTest.class.getName()
                            + ") failed: java.io.IOException: the vault is sealed",
                    Headline.of(e));
            assertEquals(sealed, e.getCause().getCause());
            assertEquals(property.equals(PASSWORD) && !pool.isEmpty() ? 3 : 1, requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", ""})
    void aSupplierMustReturnAText(String value) {
        supply(PASSWORD, value);
        MessagingException e = assertThrows(MessagingException.class, () -> connect("localhost", 1, null));
        String what = value.isEmpty() ? "an empty text" : "null";
        assertTrue(Headline.of(e).endsWith(") returned " + what), e.getMessage());
    }

    @Test
    void anErrorOfASupplierIsReported() {
        properties.put(TOKEN, (Supplier<String>) () -> {
            throw new NoClassDefFoundError("com/example/Vault");
        });
        MessagingException e = assertThrows(MessagingException.class, () -> connect("localhost", 1, null));
        assertTrue(
                e.getMessage().contains("failed: java.lang.NoClassDefFoundError: com/example/Vault"), e.getMessage());
    }

    /** A supplier of the JDK's type, by its class. */
    public static final class Counting implements Supplier<String> {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public String get() {
            return "token" + calls.incrementAndGet();
        }
    }

    @Test
    void aClassHasOneInstance() throws Exception {
        properties.put(TOKEN, Counting.class.getName());
        String dialog = token("token1") + ACCEPTED + QUIT + "S! accept\n" + token("token2") + ACCEPTED + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            connect(server).close();
            connect(server).close();
            assertDialog(dialog, server);
        }
    }

    /** Not public, so that it cannot be created. */
    static final class Hidden implements Supplier<String> {
        @Override
        public String get() {
            return "";
        }
    }

    @Test
    void anUnusableSupplierIsAnErrorThatNamesTheProperty() {
        properties.put(TOKEN, 5);
        String text = Headline.of(assertThrows(MessagingException.class, () -> connect("localhost", 1, null)));
        assertEquals(
                TOKEN
                        + " must hold a dev.parley.login.SecretSupplier, a java.util.function.Supplier of a String, or the"
                        + " name of such a class, not a java.lang.Integer",
                text);
        properties.put(TOKEN, "eyJhbGciOi-secret.eyJzdWIi.x_");
        text = Headline.of(assertThrows(MessagingException.class, () -> connect("localhost", 1, null)));
        assertEquals(TOKEN + " is no SecretSupplier, Supplier or name of a class", text);
        properties.put(TOKEN, "com.example.Missing");
        text = Headline.of(assertThrows(MessagingException.class, () -> connect("localhost", 1, null)));
        assertEquals(TOKEN + "=com.example.Missing cannot be used as SecretSupplier: there is no such class", text);
        properties.put(TOKEN, Hidden.class.getName());
        text = Headline.of(assertThrows(MessagingException.class, () -> connect("localhost", 1, null)));
        assertTrue(
                text.startsWith(TOKEN + "=" + Hidden.class.getName()
                        + " must be a public class with a public constructor without arguments"),
                text);
    }

    @Test
    void twoSourcesContradictEachOther() {
        supply(TOKEN, "one");
        supply(PASSWORD, "one");
        String text = Headline.of(assertThrows(MessagingException.class, () -> connect("localhost", 1, null)));
        assertEquals("only one of " + PASSWORD + ", " + TOKEN + " can be used: remove the others", text);
    }

    @Test
    void aTokenIsSentOnlyAsAToken() throws Exception {
        supply(TOKEN, "one");
        String dialog = HELLO.formatted("-mx\nS: 250 AUTH PLAIN LOGIN") + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(server));
            assertTrue(e.getMessage().contains("the client uses XOAUTH2 OAUTHBEARER"), e.getMessage());
            assertDialog(dialog, server);
        }
        properties.put("mail.smtp.auth.mechanisms", "PLAIN");
        String text = Headline.of(assertThrows(MessagingException.class, () -> connect("localhost", 1, null)));
        assertEquals(
                "a token is sent only with XOAUTH2 or OAUTHBEARER, which mail.smtp.auth.mechanisms=PLAIN does not list",
                text);
    }

    @Test
    void anAuthenticatorIsNotAskedInsteadOfTheSupplier() throws Exception {
        supply(TOKEN, "old");
        properties.put("mail.smtp.auth", "true");
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("joe", "another");
            }
        });
        String dialog = token("old") + REJECTED;
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            assertThrows(
                    AuthenticationFailedException.class,
                    () -> transport.connect("localhost", server.port(), "joe", null));
            assertDialog(dialog, server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, TOKEN})
    void whatASupplierReturnsIsNotShown(String property) throws Exception {
        supply(property, "correct-horse-battery", "staple-of-the-next-login");
        StringBuilder shown = new StringBuilder();
        properties.put(
                "mail.smtp.trace.sink", (TraceSink) event -> shown.append(event).append('\n'));
        properties.put("mail.smtp.trace.content", "all");
        String echo = "S: 535 no: %s\n" + QUIT;
        String first = property.equals(TOKEN) ? token("correct-horse-battery") : password("correct-horse-battery");
        String second =
                property.equals(TOKEN) ? token("staple-of-the-next-login") : password("staple-of-the-next-login");
        String dialog = first + echo.formatted("correct-horse-battery") + "S! accept\n" + second
                + echo.formatted("staple-of-the-next-login");
        try (ScriptedServer server = serve(dialog)) {
            MessagingException e = assertThrows(AuthenticationFailedException.class, () -> connect(server));
            assertDialog(dialog, server);
            String all = shown + printed(e);
            assertFalse(all.contains("correct-horse"), all);
            assertFalse(all.contains("staple"), all);
            assertTrue(all.contains("[redacted"), all);
        }
    }

    /** The usual form of Jakarta Mail: nothing else has the user. */
    @Test
    void theAuthenticatorIsAskedForTheUser() throws Exception {
        supply(TOKEN, "one");
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("joe", "a password that is not used");
            }
        });
        String dialog = token("one") + ACCEPTED + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            transport.connect("localhost", server.port(), null, null);
            transport.close();
            assertDialog(dialog, server);
        }
    }

    @Test
    void aHostWithoutAPasswordDoesNotEndTheConnectToTheFirst() throws Exception {
        properties.put("mail.smtp.pool.size", "1");
        properties.put(PASSWORD, (SecretSupplier) login -> {
            requests.add(login);
            if (login.host().equals("localhost")) {
                return "one";
            }
            throw new IOException("no entry");
        });
        String dialog = password("one") + ACCEPTED + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            transport.connect("localhost:" + server.port() + ",127.0.0.1:1", -1, "joe", null);
            transport.close();
            Parley.close(session);
            assertDialog(dialog, server);
        }
    }

    /** A supplier whose constructor fails. */
    public static final class Unconfigured implements Supplier<String> {
        public Unconfigured() {
            throw new IllegalStateException("VAULT_ADDR is not set");
        }

        @Override
        public String get() {
            return "";
        }
    }

    @Test
    void theFailureOfAConstructorIsReported() {
        properties.put(TOKEN, Unconfigured.class.getName());
        String text = Headline.of(assertThrows(MessagingException.class, () -> connect("localhost", 1, null)));
        assertEquals(
                TOKEN + "=" + Unconfigured.class.getName() + " cannot be created: its constructor failed:"
                        + " java.lang.IllegalStateException: VAULT_ADDR is not set",
                text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\n", "o ne", "o\u0001ne", "\u00e4"})
    void aTokenIsVisibleAscii(String token) {
        supply(TOKEN, token);
        String text = Headline.of(assertThrows(MessagingException.class, () -> connect("localhost", 1, null)));
        assertTrue(
                text.endsWith("returned a token with a blank, a control character or a character outside of ASCII"),
                text);
    }

    /** Before the login, and in the dialog after the rejection, the server knows the tokens of the dialogs before. */
    @Test
    void aTokenIsHiddenInTheWholeDialog() throws Exception {
        String old = "correct-horse-battery";
        String next = "staple-of-the-next-login";
        IOException own = new IOException("rejected: " + old);
        supply(TOKEN, old, next);
        StringBuilder shown = new StringBuilder();
        properties.put(
                "mail.smtp.trace.sink", (TraceSink) event -> shown.append(event).append('\n'));
        String greeting = "S: 554 %s %s\n".formatted(old, next);
        String dialog = token(old) + REJECTED + "S! accept\n" + greeting;
        try (ScriptedServer server = serve(dialog)) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(server));
            assertDialog(dialog, server);
            String all = shown + printed(e);
            assertFalse(all.contains(old) || all.contains(next), all);
        }
        values.clear();
        supply(TOKEN, old, own);
        try (ScriptedServer server = serve(token(old) + REJECTED)) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(server));
            String all = shown + printed(e);
            assertTrue(all.contains("rejected: [redacted"), all);
            assertFalse(all.contains(old), all);
        }
    }

    @Test
    void aPasswordIsHiddenInTheGreeting() throws Exception {
        StringBuilder shown = new StringBuilder();
        properties.put(
                "mail.smtp.trace.sink", (TraceSink) event -> shown.append(event).append('\n'));
        try (ScriptedServer server = serve("S: 554 correct-horse-battery\n")) {
            MessagingException e = assertThrows(
                    MessagingException.class, () -> connect("localhost", server.port(), "correct-horse-battery"));
            String all = shown + printed(e);
            assertFalse(all.contains("correct-horse"), all);
        }
    }
}
