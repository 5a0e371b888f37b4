package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.Spellings;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * A server repeats the password in each of its responses, in every spelling: no trace and no exception has it. And its
 * control characters are in no exception.
 */
class EchoedPasswordTest {
    private static final List<String> MECHANISMS = List.of(
            "PLAIN",
            "LOGIN",
            "XOAUTH2",
            "OAUTHBEARER",
            "CRAM-MD5",
            "DIGEST-MD5",
            "SCRAM-SHA-1",
            "SCRAM-SHA-256",
            "SCRAM-SHA-512",
            "EXTERNAL");

    private static final List<String> COMMANDS = List.of(
            "CAPABILITY",
            "LISTSCRIPTS",
            "HAVESPACE",
            "CHECKSCRIPT",
            "PUTSCRIPT",
            "SETACTIVE",
            "GETSCRIPT",
            "RENAMESCRIPT",
            "DELETESCRIPT",
            "NOOP",
            "LOGOUT");

    /** Of a response; the text follows as a literal. */
    private static final List<String> BEGINNINGS = List.of("NO ", "OK (WARNINGS) ", "BYE ", "NO (X-ODD) ", "x");

    private static final String CONTROLS = "\u0000\u001b\u0007\u009b\u007f\u202e\u2066\u200f\u061c";

    @Test
    void theTestFindsWhatIsNotRedacted() {
        String unknown = "0ther-Passw0rd";
        Spellings.of(unknown).forEach((name, spelled) -> {
            String left = left("PLAIN", "LISTSCRIPTS", response("NO ", List.of(spelled)), "sEcr3t-pw");
            assertTrue(Spellings.leaks(spelled, left), name);
        });
    }

    @ParameterizedTest
    @FieldSource("MECHANISMS")
    void inEveryResponseToTheLogin(String mechanism) {
        for (String password : Spellings.PASSWORDS) {
            Map<String, String> spelled = Spellings.of(password);
            BEGINNINGS.forEach(begin -> assertNoLeak(mechanism, "AUTHENTICATE", begin, spelled.values(), password));
            spelled.remove("percent twice"); // Three encodings in one another are not looked for.
            byte[] all = String.join(" ", spelled.values()).getBytes(StandardCharsets.UTF_8);
            String base64 = Base64.getEncoder().encodeToString(all);
            String challenge = "{" + base64.length() + "}\r\n" + base64 + "\r\n";
            assertNoLeak(left(mechanism, "CHALLENGE", challenge, password), spelled.values(), mechanism);
        }
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void inEveryLaterResponse(String command) {
        for (String password : Spellings.PASSWORDS) {
            Map<String, String> spelled = Spellings.of(password);
            BEGINNINGS.forEach(begin -> assertNoLeak("PLAIN", command, begin, spelled.values(), password));
        }
    }

    @Test
    void inAResponseCode() {
        for (String password : Spellings.PASSWORDS) {
            for (String spelled : Spellings.of(password).values()) {
                if (spelled.matches("[!-'*-~]+")) {
                    String code = "NO (" + spelled + " \"" + spelled.replace("\"", "") + "\")\r\n";
                    assertNoLeak(left("PLAIN", "LISTSCRIPTS", code, password), List.of(spelled), code);
                }
            }
        }
    }

    /** The tags of NOOP contain this password: their replies are recognized all the same. */
    @Test
    void aPasswordThatEachTagContains() throws Exception {
        Properties properties = ClearLogin.properties();
        properties.put("mail.sieve.timeout", "3000");
        try (HostileServer server = new HostileServer("PLAIN", "PUTSCRIPT", "NO \"line 1: error\"\r\n", 1);
                SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve")) {
            store.connect("127.0.0.1", server.port(), "joe", "Parley");
            assertTrue(store.isConnected());
            SieveFolder script = (SieveFolder) store.getFolder("a");
            assertThrows(SieveScriptException.class, () -> script.putScript("frobnicate;"));
            store.listScripts();
        }
    }

    /** A referral is followed as the server sent it, and shown without the password. */
    @Test
    void aReferralThatContainsThePassword() throws Exception {
        Session session = Session.getInstance(ClearLogin.properties());
        String response = "NO (REFERRAL \"sieve://example.org:4191\") \"Moved to example.org\"\r\n";
        try (HostileServer server = new HostileServer("PLAIN", "AUTHENTICATE", response, 1);
                SieveStore store = (SieveStore) session.getStore("sieve")) {
            SieveReferralException moved = assertThrows(
                    SieveReferralException.class, () -> store.connect("127.0.0.1", server.port(), "joe", "example"));
            assertEquals("sieve://example.org:4191", moved.getUrl());
            assertFalse(moved.getMessage().contains("example"), moved.getMessage());
        }
    }

    private static void assertNoLeak(
            String mechanism, String command, String begin, Iterable<String> spelled, String password) {
        assertNoLeak(
                left(mechanism, command, response(begin, spelled), password), spelled, mechanism + command + begin);
    }

    private static void assertNoLeak(String left, Iterable<String> spelled, String where) {
        for (String each : spelled) {
            assertFalse(Spellings.leaks(each, left), () -> where + ", " + each + " is in:\n" + left);
        }
    }

    private static String response(String begin, Iterable<String> texts) {
        String text = String.join(CONTROLS + "\r\n", texts);
        return begin + "{" + text.getBytes(StandardCharsets.UTF_8).length + "}\r\n" + text + "\r\n";
    }

    /** All that is left of a dialog in which one response is this: traces, exceptions and events. */
    private static String left(String mechanism, String command, String response, String password) {
        StringBuilder left = new StringBuilder();
        ByteArrayOutputStream debug = new ByteArrayOutputStream();
        TraceSink sink = (TraceEvent event) -> left.append(event).append('\n');
        Properties properties = new Properties();
        properties.put("mail.sieve.auth.cleartext", "true");
        properties.put("mail.sieve.auth.mechanisms", mechanism);
        properties.put("mail.sieve.timeout", "20000");
        properties.put("mail.sieve.trace", "text");
        properties.put("mail.sieve.trace.explain", "all");
        properties.put("mail.sieve.trace.sink", sink);
        properties.put("mail.event.scope", "session");
        properties.put("mail.event.executor", (Executor) task -> {});
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(debug, true, StandardCharsets.UTF_8));
        try (HostileServer server = new HostileServer(mechanism, command, response, 1);
                SieveStore store = (SieveStore) session.getStore("sieve")) {
            store.connect("127.0.0.1", server.port(), "joe", password);
            SieveFolder script = (SieveFolder) store.getFolder("a");
            List<Call> calls = List.of(
                    store::listScripts,
                    () -> store.haveSpace("a", 5),
                    () -> store.checkScript("keep;"),
                    () -> script.putScript("keep;"),
                    script::activate,
                    script::getScript,
                    () -> script.renameTo(store.getFolder("b")),
                    () -> script.delete(false),
                    store::noop);
            for (Call call : calls) {
                try {
                    call.run();
                } catch (MessagingException e) {
                    left.append(printed(e));
                }
            }
        } catch (MessagingException e) {
            left.append(printed(e));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return left + debug.toString(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Call {
        void run() throws MessagingException;
    }

    private static String printed(MessagingException failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        Stream.iterate((Throwable) failure, each -> each != null, Throwable::getCause)
                .forEach(each -> {
                    String message = String.valueOf(each.getMessage());
                    assertTrue(
                            message.codePoints().allMatch(c -> c == '\n' || CONTROLS.indexOf(c) < 0),
                            () -> "control characters in: " + message);
                });
        return trace.toString();
    }
}
