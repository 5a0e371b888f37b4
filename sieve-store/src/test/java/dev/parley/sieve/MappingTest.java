package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.replay.sieve.Habit;
import jakarta.activation.DataHandler;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.QuotaAwareStore;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.event.FolderEvent;
import jakarta.mail.event.FolderListener;
import jakarta.mail.event.MessageChangedEvent;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.event.MessageCountListener;
import jakarta.mail.event.StoreEvent;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.NotTerm;
import jakarta.mail.search.SubjectTerm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts as an application that knows only Jakarta Mail sees them. */
@Timeout(60)
class MappingTest {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Test
    void foldersTellWhatBecomesOfThem() throws Exception {
        try (Account account = new Account();
                Store store = account.connect()) {
            store.addFolderListener(folderEvents());
            Folder script = store.getFolder("a");
            script.create(Folder.HOLDS_MESSAGES);
            expect("created a");
            script.renameTo(store.getFolder("b"));
            expect("renamed a to b");
            store.getFolder("b").delete(false);
            expect("deleted b");
        }
    }

    @Test
    void aMessageIsReplacedAndFlagged() throws Exception {
        try (Account account = new Account().with("a", "keep;");
                Store store = account.connect()) {
            SieveFolder script = (SieveFolder) store.getFolder("a");
            script.open(Folder.READ_WRITE);
            script.addMessageCountListener(countEvents());
            script.addMessageChangedListener(event -> events.add(
                    event.getMessageChangeType() == MessageChangedEvent.FLAGS_CHANGED ? "flags" : "envelope"));
            Message old = script.getMessage(1);
            assertEquals(List.of(), script.putScript("stop;"));
            expect("removed 1");
            expect("added 1");
            assertTrue(old.isExpunged());
            assertEquals("stop;", script.getMessage(1).getContent());
            script.activate();
            expect("flags");
            assertTrue(script.getMessage(1).isSet(Flags.Flag.FLAGGED));
            assertTrue(script.isActive());
            script.setSubscribed(false);
            expect("flags");
            assertFalse(script.getMessage(1).isSet(Flags.Flag.FLAGGED));
            script.close(false);
        }
    }

    @Test
    void searchesTheTextOfAScript() throws Exception {
        try (Account account = new Account().with("lists", "# f\u00fcr sp\u00e4ter\nkeep;");
                Store store = account.connect();
                Folder script = store.getFolder("lists")) {
            script.open(Folder.READ_ONLY);
            assertEquals(1, script.search(new BodyTerm("SP\u00c4TER")).length);
            assertEquals(0, script.search(new BodyTerm("fr\u00fcher")).length);
            assertEquals(1, script.search(new AndTerm(new SubjectTerm("list"), new BodyTerm("keep"))).length);
            assertEquals(0, script.search(new NotTerm(new BodyTerm("keep"))).length);
            assertEquals(0, script.search(new FlagTerm(new Flags(Flags.Flag.FLAGGED), true)).length);
            assertFalse(script.getMessage(1).isMimeType("text/*"));
        }
    }

    @Test
    void copiesAScriptToAnotherAccount() throws Exception {
        byte[] octets = "# \u00fc\r\nkeep;\n# no end".getBytes(StandardCharsets.UTF_8);
        try (Account one = new Account();
                Account other = new Account().with("copy", "stop;")) {
            one.server.put("a", octets);
            try (Store from = one.connect();
                    Store to = other.connect();
                    Folder script = from.getFolder("a")) {
                script.open(Folder.READ_ONLY);
                script.copyMessages(script.getMessages(), to.getFolder("copy"));
            }
            assertArrayEquals(octets, other.server.script("copy").orElseThrow());
        }
    }

    /** Found by Jakarta Activation, from META-INF/mailcap. */
    @Test
    void anyPartCanHoldAScript() throws Exception {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent("# \u00fc", "application/sieve");
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        part.getDataHandler().writeTo(written);
        assertEquals("# \u00fc", written.toString(StandardCharsets.UTF_8));
        assertEquals("# \u00fc", new DataHandler(part.getDataHandler().getDataSource()).getContent());
    }

    @Test
    void theProtocolGivesNoUsageAndSoTheStoreKnowsNoQuotas() throws Exception {
        Store store = Session.getInstance(new Properties()).getStore("sieve");
        assertFalse(store instanceof QuotaAwareStore);
    }

    @Test
    void namespaces() throws Exception {
        try (Account account = new Account();
                Store store = account.connect()) {
            assertEquals("", store.getPersonalNamespaces()[0].getFullName());
            assertEquals(0, store.getSharedNamespaces().length);
            assertEquals(0, store.getUserNamespaces("ann").length);
        }
    }

    @Test
    void whatTheServerSaysBeyondYesIsForAPersonToSee() throws Exception {
        String dialog = """
                C: SETACTIVE "a"
                S: OK "Activated, as always."
                C: SETACTIVE "b"
                S: OK (X-NIGHT) "The server will be gone at ten."
                C: HAVESPACE "a" 5
                S: OK
                C: PUTSCRIPT "a" {5+}
                C: keep;
                S: OK (WARNINGS) "line 1: warning: keep is the default"
                C: LOGOUT
                S: OK
                """;
        try (ScriptedServer server = ClearLogin.serve(dialog)) {
            SieveStore store =
                    (SieveStore) Session.getInstance(ClearLogin.properties()).getStore("sieve");
            store.addStoreListener(event -> events.add(
                    (event.getMessageType() == StoreEvent.ALERT ? "alert " : "notice ") + event.getMessage()));
            ClearLogin.connect(store, server);
            folder(store, "a").activate();
            folder(store, "b").activate();
            expect("notice The server will be gone at ten.");
            folder(store, "a").putScript("keep;");
            expect("alert line 1: warning: keep is the default");
            store.close();
        }
    }

    @Test
    void aRenamedScriptStaysActiveOnAServerThatCannotRename() throws Exception {
        try (Account account = new Account().with("a", "keep;").with("c", "stop;")) {
            account.server.with(Habit.PREDATES_THE_RFC);
            account.server.activate("a");
            try (Store store = account.connect()) {
                assertTrue(store.getFolder("a").renameTo(store.getFolder("b")));
                assertThrows(SieveException.class, () -> store.getFolder("c").renameTo(store.getFolder("b")));
            }
            assertEquals(List.of("b", "c"), account.server.names());
            assertEquals("b", account.server.active().orElseThrow());
            assertEquals("keep;", account.script("b"));
        }
    }

    /** Cyrus knows such a name by another spelling from the moment it takes it. */
    @Test
    void aNameThatTheServerEncodesIsOneScriptAllTheTime() throws Exception {
        String name = "f\u00fcr sp\u00e4ter";
        try (Account account = new Account()) {
            account.server.with(Habit.ENCODES_NAMES);
            try (SieveStore store = account.connect()) {
                SieveFolder script = folder(store, name);
                script.putScript("keep;");
                script.putScript("stop;");
                assertEquals(List.of(new ScriptInfo(name, false)), store.listScripts());
                assertEquals("stop;", script.getScript());
                script.activate();
                assertEquals(name, store.getActiveScript().orElseThrow().getName());
                store.replace(name, "keep;");
                assertTrue(script.isActive());
                store.deactivate();
                assertTrue(script.renameTo(folder(store, "n".repeat(80))));
                assertEquals("keep;", folder(store, "n".repeat(80)).getScript());
                assertTrue(folder(store, "n".repeat(80)).delete(false));
            }
            assertEquals(List.of(), account.server.names());
        }
    }

    @Test
    void theLoginIsTakenBack() throws Exception {
        try (Account account = new Account().with("a", "keep;")) {
            account.server.with(Habit.UNAUTHENTICATES);
            SieveStore store = account.connect();
            store.unauthenticate();
            assertEquals(List.of("PLAIN"), store.getCapabilities().sasl());
            assertThrows(SieveException.class, store::listScripts);
            store.close();
        }
    }

    /** Dovecot refuses the question, though it takes an empty script. */
    @Test
    void roomForNothingIsNotAskedFor() throws Exception {
        try (Account account = new Account();
                SieveStore store = account.connect()) {
            assertThrows(IllegalArgumentException.class, () -> store.haveSpace("a", 0));
            assertEquals(List.of(), folder(store, "a").putScript(""));
            assertEquals("", account.script("a"));
        }
    }

    @Test
    void textThatNoUtf8CanCarryIsNotSent() throws Exception {
        try (Account account = new Account().with("a", "keep;");
                SieveStore store = account.connect()) {
            assertThrows(MessagingException.class, () -> folder(store, "a").putScript("# \ud800"));
            assertThrows(MessagingException.class, () -> store.checkScript("# \udc00"));
            assertEquals("keep;", account.script("a"));
        }
    }

    private static SieveFolder folder(SieveStore store, String name) throws MessagingException {
        return (SieveFolder) store.getFolder(name);
    }

    private void expect(String event) throws InterruptedException {
        assertEquals(event, events.poll(5, TimeUnit.SECONDS));
    }

    private FolderListener folderEvents() {
        return new FolderListener() {
            @Override
            public void folderCreated(FolderEvent event) {
                events.add("created " + event.getFolder().getName());
            }

            @Override
            public void folderDeleted(FolderEvent event) {
                events.add("deleted " + event.getFolder().getName());
            }

            @Override
            public void folderRenamed(FolderEvent event) {
                events.add("renamed " + event.getFolder().getName() + " to "
                        + event.getNewFolder().getName());
            }
        };
    }

    private MessageCountListener countEvents() {
        return new MessageCountListener() {
            @Override
            public void messagesAdded(MessageCountEvent event) {
                events.add("added " + event.getMessages().length);
            }

            @Override
            public void messagesRemoved(MessageCountEvent event) {
                events.add("removed " + event.getMessages().length);
            }
        };
    }
}
