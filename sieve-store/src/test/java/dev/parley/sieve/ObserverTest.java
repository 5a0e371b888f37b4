package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.observation.Operation;
import dev.parley.observation.OperationObserver;
import dev.parley.observation.OperationResult;
import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code mail.sieve.observer} is notified of. */
@Timeout(30)
class ObserverTest {
    private static final String LOGGED_IN = "LOGIN ACCEPTED authenticate OK";
    private static final String CONNECTED = "CONNECT ACCEPTED connect OK";
    private static final String LOGOUT = "C: LOGOUT\nS: OK\n";

    private final Properties properties = ClearLogin.properties();

    /** The results, one line each, in the order of the ends. */
    private final List<String> results = new ArrayList<>();

    private final List<Operation> operations = new ArrayList<>();
    private final List<OperationResult> ended = new ArrayList<>();

    /** What an application does with a store. */
    private interface Use {
        void of(SieveStore store) throws Exception;
    }

    @BeforeEach
    void observe() {
        OperationObserver observer = operation -> {
            operations.add(operation);
            return result -> {
                ended.add(result);
                results.add(line(operation, result));
            };
        };
        properties.put("mail.sieve.observer", observer);
    }

    private static String line(Operation operation, OperationResult result) {
        String line = operation.kind() + " " + operation.command() + " " + result.outcome() + " " + result.phase() + " "
                + result.code() + (result.failure() == null ? "" : " with a failure");
        return line.replaceAll(" +", " ").strip();
    }

    private SieveStore store() throws MessagingException {
        return (SieveStore) Session.getInstance(properties).getStore("sieve");
    }

    /** Connects, uses the store and closes it. */
    private void use(String dialog, Use use) throws Exception {
        try (ScriptedServer server = ClearLogin.serve(dialog);
                SieveStore store = ClearLogin.connect(store(), server)) {
            use.of(store);
        }
    }

    private static SieveFolder script(SieveStore store) throws MessagingException {
        return (SieveFolder) store.getFolder("a");
    }

    /** @param scripts the results after those of the login and the connect */
    private void assertScripts(String... scripts) {
        List<String> expected = new ArrayList<>(List.of(LOGGED_IN, CONNECTED));
        expected.addAll(List.of(scripts));
        assertEquals(expected, results);
    }

    @Test
    void theLoginIsWithinTheConnect() throws Exception {
        use(LOGOUT, store -> {});
        assertScripts();
        Operation connect = operations.get(0);
        assertEquals(new Operation(Operation.Kind.CONNECT, "", "sieve", "127.0.0.1", connect.port()), connect);
        assertTrue(connect.port() > 0);
        assertEquals(new Operation(Operation.Kind.LOGIN, "", "sieve", "127.0.0.1", connect.port()), operations.get(1));
    }

    @Test
    void scriptsAreListed() throws Exception {
        use("C: LISTSCRIPTS\nS: \"a\" ACTIVE\nS: OK\n" + LOGOUT, SieveStore::listScripts);
        assertScripts("SCRIPT listscripts ACCEPTED listscripts OK");
    }

    @Test
    void aScriptIsRead() throws Exception {
        use(
                "C: GETSCRIPT \"a\"\nS: \"keep;\"\nS: OK\n" + LOGOUT,
                store -> assertEquals("keep;", script(store).getScript()));
        assertScripts("SCRIPT getscript ACCEPTED getscript OK");
    }

    /** The operation ends before the last response, which has no code yet. */
    @Test
    void aScriptIsReadAsItArrives() throws Exception {
        use("C: GETSCRIPT \"a\"\nS: {5}\nS: keep;\nS: OK\n" + LOGOUT, store -> {
            try (InputStream arriving = script(store).openScript()) {
                assertScripts("SCRIPT getscript ACCEPTED getscript");
                assertEquals("keep;", new String(arriving.readAllBytes(), StandardCharsets.UTF_8));
            }
        });
        assertScripts("SCRIPT getscript ACCEPTED getscript");
    }

    @Test
    void aScriptIsStored() throws Exception {
        use(
                "C: HAVESPACE \"a\" 5\nS: OK\nC: PUTSCRIPT \"a\" {5+}\nC: keep;\nS: OK\n" + LOGOUT,
                store -> script(store).putScript("keep;"));
        assertScripts("SCRIPT havespace ACCEPTED havespace OK", "SCRIPT putscript ACCEPTED putscript OK");
    }

    @Test
    void aScriptIsChecked() throws Exception {
        use("C: CHECKSCRIPT {5+}\nC: keep;\nS: NO \"line 1: no\"\n" + LOGOUT, store -> store.checkScript("keep;"));
        assertScripts("SCRIPT checkscript REJECTED checkscript NO");
    }

    @Test
    void aScriptIsActivated() throws Exception {
        use("C: SETACTIVE \"a\"\nS: OK\n" + LOGOUT, store -> script(store).activate());
        assertScripts("SCRIPT setactive ACCEPTED setactive OK");
    }

    @Test
    void aScriptIsRenamed() throws Exception {
        use(
                "C: RENAMESCRIPT \"a\" \"b\"\nS: OK\n" + LOGOUT,
                store -> script(store).renameTo(store.getFolder("b")));
        assertScripts("SCRIPT renamescript ACCEPTED renamescript OK");
    }

    @Test
    void aScriptIsDeleted() throws Exception {
        use("C: DELETESCRIPT \"a\"\nS: OK\n" + LOGOUT, store -> script(store).delete(false));
        assertScripts("SCRIPT deletescript ACCEPTED deletescript OK");
    }

    @ParameterizedTest
    @CsvSource({
        "NO (QUOTA/MAXSIZE), SCRIPT havespace REJECTED havespace NO",
        "NO (TRYLATER), SCRIPT havespace REJECTED_FOR_NOW havespace NO",
        "NO, SCRIPT havespace REJECTED havespace NO",
        "BYE (TRYLATER), SCRIPT havespace REJECTED_FOR_NOW havespace BYE",
        "BYE, SCRIPT havespace FAILED havespace BYE with a failure",
    })
    void aRejectedCommand(String response, String expected) {
        String dialog = "C: HAVESPACE \"a\" 5\nS: " + response + " \"text\"\n";
        String end = response.startsWith("BYE") ? "S! close\n" : LOGOUT;
        assertThrows(
                MessagingException.class,
                () -> use(dialog + end, store -> script(store).putScript("keep;")));
        assertScripts(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "SETACTIVE, UNCERTAIN",
        "DELETESCRIPT, UNCERTAIN",
        "GETSCRIPT, FAILED",
    })
    void aConnectionThatIsLostAfterACommand(String verb, String outcome) {
        String command = verb.toLowerCase(Locale.ROOT);
        assertThrows(
                MessagingException.class,
                () -> use("C: " + verb + " \"a\"\nS! close\n", store -> {
                    switch (verb) {
                        case "SETACTIVE" -> script(store).activate();
                        case "DELETESCRIPT" -> script(store).delete(false);
                        default -> script(store).getScript();
                    }
                }));
        assertScripts("SCRIPT " + command + " " + outcome + " " + command + " with a failure");
        assertTrue(ended.get(2).failure() instanceof ConnectionBrokenException, () -> "" + ended.get(2));
    }

    @Test
    void aConnectionThatIsLostAfterAScriptIsUncertain() {
        String dialog = "C: HAVESPACE \"a\" 5\nS: OK\nC: PUTSCRIPT \"a\" {5+}\nC: keep;\nS! close\n";
        assertThrows(
                MessagingException.class,
                () -> use(dialog, store -> script(store).putScript("keep;")));
        assertScripts("SCRIPT havespace ACCEPTED havespace OK", "SCRIPT putscript UNCERTAIN putscript with a failure");
    }

    @Test
    void aByeAfterAScriptIsUncertain() {
        String dialog = "C: HAVESPACE \"a\" 5\nS: OK\nC: PUTSCRIPT \"a\" {5+}\nC: keep;\nS: BYE (TRYLATER)\nS! close\n";
        assertThrows(
                MessagingException.class,
                () -> use(dialog, store -> script(store).putScript("keep;")));
        assertScripts(
                "SCRIPT havespace ACCEPTED havespace OK", "SCRIPT putscript UNCERTAIN putscript BYE with a failure");
    }

    @ParameterizedTest
    @CsvSource({
        "BYE, CONNECT FAILED greeting BYE with a failure",
        "BYE (TRYLATER), CONNECT REJECTED_FOR_NOW greeting BYE",
    })
    void aRejectedConnection(String response, String expected) throws Exception {
        DialogScript dialog = DialogScript.parse("no connection", "S: " + response + " \"text\"\n");
        try (ScriptedServer server = ScriptedServer.start(dialog)) {
            assertThrows(MessagingException.class, () -> ClearLogin.connect(store(), server));
        }
        assertEquals(List.of(expected), results);
    }

    @ParameterizedTest
    @CsvSource({
        "NO (AUTH-TOO-WEAK), REJECTED authenticate NO",
        "NO (TRYLATER), REJECTED_FOR_NOW authenticate NO",
        "BYE, FAILED authenticate BYE with a failure",
    })
    void aRejectedLogin(String response, String expected) throws Exception {
        try (ScriptedServer server = ClearLogin.refuse(response + " \"text\"")) {
            assertThrows(MessagingException.class, () -> ClearLogin.connect(store(), server));
        }
        assertEquals(List.of("LOGIN " + expected, "CONNECT " + expected), results);
    }

    @Test
    void noConnection() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThrows(MessagingException.class, () -> store().connect("127.0.0.1", port, "joe", "secret"));
        assertEquals(List.of("CONNECT FAILED connect with a failure"), results);
    }

    @Test
    void theGeneralPropertyIsTheDefault() throws Exception {
        properties.put("mail.observer", properties.remove("mail.sieve.observer"));
        use(LOGOUT, store -> {});
        assertScripts();
    }

    /** The same dialog as with an observer, and the observer of another protocol is not called. */
    @Test
    void nothingIsObservedWithoutAnObserver() throws Exception {
        properties.put("mail.smtp.observer", properties.remove("mail.sieve.observer"));
        use("C: LISTSCRIPTS\nS: \"a\"\nS: OK\n" + LOGOUT, store -> {
            Folder[] listed = store.getDefaultFolder().list();
            assertEquals("a", listed[0].getName());
        });
        assertEquals(List.of(), operations);
    }

    @ParameterizedTest
    @CsvSource({"begin", "end", "null"})
    void whatTheObserverThrowsDoesNotChangeTheResult(String where) throws Exception {
        List<Operation> begun = new ArrayList<>();
        OperationObserver hostile = operation -> {
            begun.add(operation);
            if (where.equals("begin")) {
                throw new StackOverflowError("begin");
            }
            return where.equals("null")
                    ? null
                    : result -> {
                        throw new IllegalStateException("end");
                    };
        };
        properties.put("mail.sieve.observer", hostile);
        String rejected = "C: DELETESCRIPT \"a\"\nS: NO (ACTIVE) \"text\"\n";
        use("C: LISTSCRIPTS\nS: \"a\"\nS: OK\n" + rejected + LOGOUT, store -> {
            assertEquals(1, store.listScripts().size());
            SieveException failure =
                    assertThrows(SieveException.class, () -> script(store).delete(false));
            assertEquals("ACTIVE", failure.getCode().name());
        });
        assertEquals(4, begun.size());
    }
}
