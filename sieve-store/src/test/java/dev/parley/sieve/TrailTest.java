package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.Headline;
import dev.parley.trace.DialogTrail;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** With no trace switched on, every exception that a dialog is the reason for has the dialog's last lines, once. */
@Timeout(60)
class TrailTest {
    /** Something an application does. */
    @FunctionalInterface
    interface Call {
        void on(SieveStore store, SieveFolder script) throws MessagingException, IOException;
    }

    /** What a test does with a store that has logged in. */
    @FunctionalInterface
    private interface Talk {
        void with(SieveStore store) throws Exception;
    }

    private static void loggedIn(String dialog, Talk talk) throws Exception {
        try (ScriptedServer server = ClearLogin.serve(dialog)) {
            talk.with(connect(server));
            server.transcript();
        }
    }

    /** Every call that says something to the server, by its first command. */
    static Map<String, Call> calls() {
        Map<String, Call> calls = new TreeMap<>();
        calls.put("listScripts: LISTSCRIPTS", (store, script) -> store.listScripts());
        calls.put("getActiveScript: LISTSCRIPTS", (store, script) -> store.getActiveScript());
        calls.put("deactivate: SETACTIVE \"\"", (store, script) -> store.deactivate());
        calls.put("replace: LISTSCRIPTS", (store, script) -> store.replace("a", "keep;"));
        calls.put("haveSpace: HAVESPACE \"a\" 9", (store, script) -> store.haveSpace("a", 9));
        calls.put("unauthenticate: UNAUTHENTICATE", (store, script) -> store.unauthenticate());
        calls.put(
                "list: LISTSCRIPTS", (store, script) -> store.getDefaultFolder().list());
        calls.put("exists: LISTSCRIPTS", (store, script) -> script.exists());
        calls.put("open: LISTSCRIPTS", (store, script) -> script.open(Folder.READ_ONLY));
        calls.put("create: LISTSCRIPTS", (store, script) -> script.create(Folder.HOLDS_MESSAGES));
        calls.put("delete: DELETESCRIPT \"a\"", (store, script) -> script.delete(false));
        calls.put("rename: RENAMESCRIPT \"a\" \"b\"", (store, script) -> script.renameTo(store.getFolder("b")));
        calls.put("getScript: GETSCRIPT \"a\"", (store, script) -> script.getScript());
        calls.put("openScript: GETSCRIPT \"a\"", (store, script) -> script.openScript());
        calls.put("putScript: HAVESPACE \"a\" 5", (store, script) -> script.putScript("keep;"));
        calls.put("appendMessages: LISTSCRIPTS", (store, script) -> script.appendMessages(message()));
        calls.put("activate: SETACTIVE \"a\"", (store, script) -> script.activate());
        calls.put("isActive: LISTSCRIPTS", (store, script) -> script.isActive());
        calls.put("setSubscribed: LISTSCRIPTS", (store, script) -> script.setSubscribed(false));
        return calls;
    }

    @TestFactory
    Stream<DynamicTest> aRefusal() {
        return calls().entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> refused(command(call), call.getValue())));
    }

    private static void refused(String command, Call call) throws Exception {
        loggedIn("C: " + command + "\nS: NO \"not today\"\nC: LOGOUT\nS: OK\n", store -> {
            MessagingException e = assertThrows(MessagingException.class, () -> call.on(store, script(store)));
            assertEquals(List.of("-> " + command, "<- NO \"not today\""), said(e));
            store.close();
        });
    }

    @TestFactory
    Stream<DynamicTest> aBrokenLink() {
        Map<String, Call> calls = calls();
        calls.put("noop: NOOP \"parley-1\"", (store, script) -> store.noop());
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> broken(command(call), call.getValue())));
    }

    /** The first call finds out, the next one and an open folder are told. */
    private static void broken(String command, Call call) throws Exception {
        loggedIn("C: LISTSCRIPTS\nS: \"open\"\nS: OK\nC: " + command + "\nS! close\n", store -> {
            SieveFolder script = script(store);
            Folder open = store.getFolder("open");
            open.open(Folder.READ_ONLY);
            MessagingException first = assertThrows(MessagingException.class, () -> call.on(store, script));
            List<String> last = said(first);
            assertEquals(List.of("-> " + command), last);
            assertTrue(Headline.of(first).contains(": the server closed the connection"), first::getMessage);
            MessagingException e = assertThrows(MessagingException.class, () -> call.on(store, script));
            assertTrue(e instanceof StoreClosedException || e.getCause() instanceof StoreClosedException, e::toString);
            assertEquals(last, said(e));
            assertEquals(last, said(assertThrows(FolderClosedException.class, open::getMessageCount)));
        });
    }

    @Test
    void aScriptThatIsNotThere() throws Exception {
        loggedIn("C: LISTSCRIPTS\nS: OK\nC: LOGOUT\nS: OK\n", store -> {
            SieveFolder script = script(store);
            MessagingException e = assertThrows(MessagingException.class, () -> script.open(Folder.READ_ONLY));
            assertEquals(List.of("-> LISTSCRIPTS", "<- OK"), said(e));
            store.close();
        });
    }

    @Test
    void aStreamThatBreaks() throws Exception {
        loggedIn("C: GETSCRIPT \"a\"\nS: {100}\nS: keep;\nS! close\n", store -> {
            InputStream script = script(store).openScript();
            IOException e = assertThrows(IOException.class, script::readAllBytes);
            assertEquals(List.of("-> GETSCRIPT \"a\""), said(e));
            assertTrue(
                    e.getMessage().contains("while fetching a script: the server closed the connection"), e::toString);
            assertEquals(said(e), said(assertThrows(StoreClosedException.class, store::listScripts)));
        });
    }

    @Test
    void aStreamThatTheServerTakesBack() throws Exception {
        loggedIn(
                "C: GETSCRIPT \"a\"\nS: {7}\nS: keep;\nS: \nS: NO \"disk\"\nC: LOGOUT\nS: OK\n",
                store -> {
                    InputStream script = script(store).openScript();
                    IOException e = assertThrows(IOException.class, script::readAllBytes);
                    assertEquals("<- NO \"disk\"", said(e).get(said(e).size() - 1));
                    store.close();
                });
    }

    @Test
    void aRefusedLoginShowsNoPassword() throws Exception {
        try (ScriptedServer server = ClearLogin.refuse("NO \"wrong\"")) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(server));
            assertEquals(List.of("-> AUTHENTICATE \"PLAIN\" [redacted 16 octets]", "<- NO \"wrong\""), said(e));
            server.transcript();
        }
    }

    /** The advice names the protocol in use, or the one to use instead. */
    @Test
    void tlsWhereTheServerSpeaksInClear() throws Exception {
        assertEquals(
                "fix: mail.sieve.ssl.enable=false (now true): STARTTLS is then used where the server offers it; or a port with"
                        + " TLS from the first octet: check mail.sieve.port (now PORT)",
                fix("sieve", Map.of("mail.sieve.ssl.enable", "true")));
        assertEquals(
                "fix: for this port, use the protocol sieve, which uses STARTTLS; or a port with TLS from the first octet:"
                        + " check mail.sieves.port (now PORT)",
                fix("sieves", Map.of()));
    }

    private static String fix(String protocol, Map<String, String> given) throws Exception {
        Properties properties = new Properties();
        properties.putAll(given);
        try (ScriptedServer server =
                ScriptedServer.start(DialogScript.parse("clear", "S& \"IMPLEMENTATION\" \"x\"\n"))) {
            Store store = Session.getInstance(properties).getStore(protocol);
            MessagingException e = assertThrows(
                    MessagingException.class, () -> store.connect("127.0.0.1", server.port(), "joe", "secret"));
            return e.getMessage()
                    .lines()
                    .map(line -> line.strip().replaceAll("now \\d{4,}\\)", "now PORT)"))
                    .filter(line -> line.startsWith("fix:"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The command and what came of it, out of the only trail that the exception prints. */
    private static List<String> said(Exception e) {
        StringWriter printed = new StringWriter();
        e.printStackTrace(new PrintWriter(printed));
        assertEquals(2, printed.toString().split("Suppressed: the dialog", -1).length, printed::toString);
        List<String> lines = DialogTrail.of(e)
                .orElseThrow()
                .toString()
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("(->|<-|\\*\\*\\*) .*"))
                .toList();
        int command = lines.stream()
                .filter(line -> line.startsWith("->"))
                .map(lines::lastIndexOf)
                .reduce(0, Math::max);
        return lines.subList(command, lines.size());
    }

    private static String command(Map.Entry<String, Call> call) {
        return call.getKey().split(": ", 2)[1];
    }

    private static SieveFolder script(SieveStore store) throws MessagingException {
        return assertInstanceOf(SieveFolder.class, store.getFolder("a"));
    }

    private static Message[] message() throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setText("keep;");
        return new Message[] {message};
    }

    private static SieveStore connect(ScriptedServer server) throws MessagingException {
        return ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server);
    }
}
