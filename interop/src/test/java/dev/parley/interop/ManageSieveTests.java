package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveQuotaException;
import dev.parley.sieve.SieveQuotaException.Kind;
import dev.parley.sieve.SieveReplaceException;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.SieveStore;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the store does on every ManageSieve server; a subclass names the server, and its differences. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ManageSieveTests {
    private static final List<String> UNSENT = List.of("a\nb", "\0", "\u0085", "\u2028", "\ud800");

    final Properties properties = new Properties();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    /** Where the server listens, with STARTTLS. */
    abstract int port();

    /** Whose scripts are deleted before each test. */
    abstract List<String> users();

    /** Names that the server accepts. */
    abstract List<String> names();

    /** Names that the server refuses, beside those that no server is asked for. */
    abstract List<String> refusedNames();

    @BeforeAll
    static void trust() {
        Servers.trust();
    }

    @BeforeEach
    void emptyAccounts() throws Exception {
        for (String user : users()) {
            try (SieveStore store = connect(user)) {
                store.deactivate();
                for (ScriptInfo script : store.listScripts()) {
                    folder(store, script.name()).delete(false);
                }
            }
        }
    }

    /** Nothing is sent between the login and the first command of the application. */
    @Test
    void theLoginCostsNoFurtherCommand() throws Exception {
        try (SieveStore store = traced("bob")) {
            assertEquals(List.of(), store.listScripts());
        }
        List<String> commands = trace().lines()
                .filter(line -> line.contains(" ~> "))
                .map(line -> line.replaceAll(".*#\\d+ ", ""))
                .toList();
        List<String> last = commands.subList(commands.size() - 2, commands.size());
        assertEquals(List.of("LISTSCRIPTS", "LOGOUT"), last, commands.toString());
        String login = commands.get(commands.size() - 3);
        assertTrue(login.startsWith("AUTHENTICATE") || login.startsWith("[redacted") || login.equals("\"\""), login);
    }

    @Test
    void aWrongPassword() throws Exception {
        SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
        assertThrows(
                AuthenticationFailedException.class, () -> store.connect("localhost", port(), "bob", "not the secret"));
        assertFalse(store.isConnected());
    }

    @Test
    void theLifeOfAScript() throws Exception {
        try (SieveStore store = connect("bob")) {
            SieveFolder script = folder(store, "holiday");
            assertFalse(script.exists());
            assertTrue(script.create(Folder.HOLDS_MESSAGES));
            assertFalse(script.create(Folder.HOLDS_MESSAGES));
            assertEquals("", script.getScript());
            script.putScript("keep;\n");
            script.activate();
            SieveException active = assertThrows(SieveException.class, () -> script.delete(false));
            assertEquals("ACTIVE", active.getCode().name());
            assertTrue(script.renameTo(folder(store, "other")));
            assertEquals(List.of(new ScriptInfo("other", true)), store.listScripts());
            folder(store, "second").putScript("stop;\n");
            SieveException exists = assertThrows(
                    SieveException.class, () -> folder(store, "second").renameTo(folder(store, "other")));
            assertEquals("ALREADYEXISTS", exists.getCode().name());
            store.deactivate();
            assertEquals(Optional.empty(), store.getActiveScript());
            assertTrue(folder(store, "other").delete(false));
            assertTrue(store.isConnected());
        }
    }

    @Test
    void whatIsWrongWithAScriptHasItsLine() throws Exception {
        try (SieveStore store = connect("bob")) {
            String broken = "keep;\r\nfrobnicate;\r\n";
            SieveScriptException refused = assertThrows(
                    SieveScriptException.class, () -> folder(store, "broken").putScript(broken));
            assertEquals(2, refused.getDiagnostics().get(0).line());
            assertEquals("frobnicate;", refused.getDiagnostics().get(0).scriptLine());
            assertFalse(store.checkScript(broken).ok());
            assertThrows(SieveScriptException.class, () -> store.replace("broken", broken));
            assertEquals(List.of(), store.listScripts());
            assertTrue(store.checkScript("keep;\n").ok());
        }
    }

    @Test
    void everyKindOfName() throws Exception {
        try (SieveStore store = connect("bob")) {
            for (String name : names()) {
                SieveFolder script = folder(store, name);
                script.putScript("keep;\n");
                script.activate();
                assertEquals(List.of(new ScriptInfo(name, true)), store.listScripts());
                assertEquals("keep;\n", script.getScript());
                assertTrue(script.renameTo(folder(store, "other")));
                assertEquals("other", store.getActiveScript().orElseThrow().getName());
                assertTrue(folder(store, "other").renameTo(script));
                store.replace(name, "stop;\n");
                store.deactivate();
                assertTrue(script.delete(false));
            }
        }
    }

    /** What the server refuses, and what no server is asked for: the body, a valid script, is never run as commands. */
    @Test
    void namesThatAreRefused() throws Exception {
        String attack = "/*\r\nDELETESCRIPT \"victim\"\r\n*/\r\nkeep;\r\n";
        try (SieveStore store = connect("bob")) {
            folder(store, "victim").putScript("keep;\n");
            assertTrue(store.checkScript(attack).ok());
            for (String name :
                    Stream.concat(refusedNames().stream(), UNSENT.stream()).toList()) {
                assertThrows(MessagingException.class, () -> folder(store, name).putScript(attack), name);
                assertThrows(
                        MessagingException.class,
                        () -> folder(store, name).putScript(stream(attack), attack.length()),
                        name);
                assertThrows(MessagingException.class, () -> store.replace(name, attack), name);
                assertThrows(MessagingException.class, () -> store.replace(name, bytes(attack), true), name);
                assertEquals(List.of(new ScriptInfo("victim", false)), store.listScripts(), name);
            }
        }
    }

    @Test
    void everyOctetOfABody() throws Exception {
        try (SieveStore store = connect("bob")) {
            SieveFolder script = folder(store, "octets");
            for (String body :
                    List.of("# lf\nkeep;\n", "# crlf\r\nkeep;\r\n", "# cr\rx\nkeep;", "", "\n\n", "# \u00fc")) {
                byte[] octets = body.getBytes(StandardCharsets.UTF_8);
                script.putScript(octets);
                assertArrayEquals(octets, script.getScriptBytes(), body);
                try (InputStream in = script.openScript()) {
                    assertArrayEquals(octets, in.readAllBytes(), body);
                }
            }
            byte[] invalid = {'#', (byte) 0xff, (byte) 0xc3, '\n'};
            script.putScript(invalid);
            assertArrayEquals(invalid, script.getScriptBytes());
        }
    }

    @Test
    void oneMebibyteBothWays() throws Exception {
        byte[] octets = ("#" + "x".repeat(61) + "\r\n").repeat(16 * 1024 + 1).getBytes(StandardCharsets.US_ASCII);
        try (SieveStore store = connect("bob")) {
            SieveFolder script = folder(store, "large");
            script.putScript(new ByteArrayInputStream(octets), octets.length);
            try (InputStream in = script.openScript()) {
                assertArrayEquals(octets, in.readAllBytes());
            }
            script.putScript(octets);
            assertArrayEquals(octets, script.getScriptBytes());
        }
    }

    static void assertFull(Kind kind, Need need) {
        SieveQuotaException full = assertThrows(SieveQuotaException.class, need::room);
        assertEquals(kind, full.getKind(), full.getMessage());
    }

    /** The same for a replacement, which has changed nothing. */
    static void assertNotReplaced(Kind kind, Need need) {
        SieveReplaceException failed = assertThrows(SieveReplaceException.class, need::room);
        assertEquals(SieveReplaceException.State.OLD, failed.getState(), failed.getMessage());
        SieveQuotaException full = assertInstanceOf(SieveQuotaException.class, failed.getCause());
        assertEquals(kind, full.getKind(), full.getMessage());
    }

    /** Something that needs room. */
    interface Need {
        void room() throws MessagingException;
    }

    SieveStore connect(String user) throws MessagingException {
        return connect(user, port());
    }

    SieveStore connect(String user, int port) throws MessagingException {
        SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
        store.connect("localhost", port, user, Servers.PASSWORD);
        return store;
    }

    /** The same, and {@link #trace} has the dialog. */
    SieveStore traced(String user) throws MessagingException {
        Properties withTrace = new Properties();
        withTrace.putAll(properties);
        withTrace.put("mail.sieve.trace", "text");
        Session session = Session.getInstance(withTrace);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        SieveStore store = (SieveStore) session.getStore("sieve");
        store.connect("localhost", port(), user, Servers.PASSWORD);
        return store;
    }

    String trace() {
        return trace.toString(StandardCharsets.UTF_8);
    }

    static SieveFolder folder(SieveStore store, String name) throws MessagingException {
        return (SieveFolder) store.getFolder(name);
    }

    static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static InputStream stream(String body) {
        return new ByteArrayInputStream(bytes(body));
    }
}
