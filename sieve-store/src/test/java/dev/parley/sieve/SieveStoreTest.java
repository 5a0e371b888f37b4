package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.Headline;
import dev.parley.testing.OwnThread;
import dev.parley.trace.DialogTrail;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.activation.DataHandler;
import jakarta.mail.Authenticator;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.IllegalWriteException;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a dialog file cannot say: events, threads, URLs, and what is settled before the first octet. */
@Timeout(30)
class SieveStoreTest {
    private static final String OPEN = """
            C: LISTSCRIPTS
            S: "a" ACTIVE
            S: OK
            """;
    private static final String GET = """
            C: GETSCRIPT "a"
            S: {7}
            S: keep;
            S:
            S: OK
            """;
    private static final String PUT = """
            C: HAVESPACE "a" 5
            S: OK
            C: PUTSCRIPT "a" {5+}
            C: stop;
            S: OK
            """;
    private static final String LOGOUT = """
            C: LOGOUT
            S: OK
            """;

    @Test
    void badConfigurationIsReportedAtConnect() throws Exception {
        assertTrue(failure("mail.sieve.ssl.socketFactory.class", "no.such.Factory")
                .startsWith("mail.sieve.ssl.socketFactory.class=no.such.Factory cannot be used as SSLSocketFactory"));
        assertTrue(failure("mail.sieve.srv", "maybe").startsWith("mail.sieve.srv=maybe is not one of "));
    }

    @Test
    void aMistakeInTraceSettingsIsReportedAndTheStoreConnects() throws Exception {
        assertConnectsWithWarning("mail.sieve.trace", "loud", "mail.sieve.trace=loud is not one of text, json");
        assertConnectsWithWarning("mail.sieve.trace.file", "/dev/null/trace", "/dev/null/trace");
    }

    @Test
    void controlCharactersOfAMechanismNameAreEscaped() throws Exception {
        String greeting = "S: \"IMPLEMENTATION\" \"x\"\nS: \"SASL\" \"GSS\u001bAPI\"\nS: \"VERSION\" \"1.0\"\nS: OK\n";
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("no mechanism", greeting))) {
            Session session = Session.getInstance(ClearLogin.properties());
            MessagingException e = assertThrows(MessagingException.class, () -> ClearLogin.connect(session, server));
            assertTrue(e.getMessage().contains("GSS\\x1bAPI"), e.getMessage());
        }
    }

    private static void assertConnectsWithWarning(String property, String value, String warning) throws Exception {
        Properties properties = ClearLogin.properties();
        properties.setProperty("mail.sieve.trace", "text");
        properties.setProperty(property, value);
        Session session = Session.getInstance(properties);
        ByteArrayOutputStream debug = new ByteArrayOutputStream();
        session.setDebugOut(new PrintStream(debug, true, StandardCharsets.UTF_8));
        try (ScriptedServer server = ClearLogin.serve(LOGOUT)) {
            ClearLogin.connect(session, server).close();
            assertEquals(ClearLogin.and(LOGOUT).conversation(), server.transcript());
        }
        String printed = debug.toString(StandardCharsets.UTF_8);
        assertTrue(printed.startsWith("*** trace: ") && printed.contains(warning), printed);
    }

    private static String failure(String property, String value) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.sieve.trace", "text");
        properties.setProperty(property, value);
        Store store = Session.getInstance(properties).getStore("sieve");
        return assertThrows(MessagingException.class, () -> store.connect("127.0.0.1", 1, "joe", "secret"))
                .getMessage();
    }

    @Test
    void angussSocketFactoryIsAskedForTheHost() throws Exception {
        MailSSLSocketFactory factory = new MailSSLSocketFactory();
        factory.setTrustedHosts("elsewhere.example");
        Properties properties = new Properties();
        properties.put("mail.sieve.ssl.socketFactory", factory);
        Store store = Session.getInstance(properties).getStore("sieve");
        MessagingException e =
                assertThrows(MessagingException.class, () -> store.connect("localhost", 1, "joe", "secret"));
        assertEquals("mail.sieve.ssl.socketFactory does not list localhost as a trusted host", e.getMessage());
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Store store = Session.getInstance(new Properties()).getStore("sieve");
        MailConnectException failure =
                assertThrows(MailConnectException.class, () -> store.connect("127.0.0.1", port, "joe", "secret"));
        assertEquals(port, failure.getPort());
    }

    @Test
    void anUnknownHostCannotBeReached() throws Exception {
        Store store = Session.getInstance(new Properties()).getStore("sieve");
        MailConnectException failure =
                assertThrows(MailConnectException.class, () -> store.connect("no.such.invalid", 4190, "joe", "secret"));
        assertEquals("no.such.invalid", failure.getHost());
        assertInstanceOf(UnknownHostException.class, failure.getCause());
    }

    @Test
    void theUserIsHiddenInTheSettingsBeforeTheLogin() throws Exception {
        Properties properties = new Properties();
        properties.put("mail.debug.auth.username", "false");
        properties.put("mail.sieve.trace.logger", "mail.joe");
        Store store = Session.getInstance(properties).getStore("sieve");
        MessagingException e =
                assertThrows(MessagingException.class, () -> store.connect("no.such.invalid", 4190, "joe", "secret"));
        String events = DialogTrail.of(e).orElseThrow().events().toString();
        assertTrue(events.contains("mail.sieve.trace.logger=mail.[user hidden]"), events);
    }

    @Test
    void asksTheAuthenticatorForWhatIsMissing() throws Exception {
        try (ScriptedServer server = ClearLogin.serve(LOGOUT)) {
            Properties properties = ClearLogin.properties();
            properties.setProperty("mail.sieve.host", "127.0.0.1");
            properties.setProperty("mail.sieve.port", String.valueOf(server.port()));
            Session session = Session.getInstance(properties, new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("joe", "secret");
                }
            });
            try (Store store = session.getStore("sieve")) {
                store.connect();
                assertTrue(store.getURLName().toString().startsWith("sieve://joe@127.0.0.1"));
            }
            assertTrue(server.received().contains("AUTHENTICATE \"PLAIN\" \"AGpvZQBzZWNyZXQ=\""));
        }
    }

    @Test
    void mailDebugAloneShowsTheDialogWithoutSecrets() throws Exception {
        Properties properties = ClearLogin.properties();
        properties.setProperty("mail.debug", "true");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (ScriptedServer server = ClearLogin.serve(LOGOUT)) {
            Session session = Session.getInstance(properties);
            session.setDebugOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
            ClearLogin.connect(session, server).close();
        }
        String text = shown.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("AUTHENTICATE \"PLAIN\" [redacted 16 octets]"), text);
        assertFalse(text.contains("AGpvZQBzZWNyZXQ="), text);
    }

    @Test
    void whatTheServerEndsIsGoneForEverybody() throws Exception {
        String bye = """
                C: NOOP "parley-1"
                S: BYE "Shutting down."
                S! close
                """;
        try (ScriptedServer server = ClearLogin.serve(OPEN + bye)) {
            Store store = ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server);
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            store.addStoreListener(event -> events.add(event.getMessage()));
            store.addConnectionListener(new ConnectionAdapter() {
                @Override
                public void disconnected(ConnectionEvent event) {
                    events.add("disconnected");
                }
            });
            Folder folder = store.getFolder("a");
            folder.open(Folder.READ_ONLY);
            assertFalse(store.isConnected());
            assertEquals("Shutting down.", events.poll(5, TimeUnit.SECONDS));
            assertEquals("disconnected", events.poll(5, TimeUnit.SECONDS));
            assertFalse(folder.isOpen());
            assertTrue(assertThrows(FolderClosedException.class, () -> folder.getMessage(1))
                    .getMessage()
                    .contains("Shutting down."));
            assertThrows(StoreClosedException.class, store::getDefaultFolder);
            store.close();
        }
    }

    @Test
    void theLastWordsAreFoundBehindARefusedWrite() throws Exception {
        String bye = """
                S& BYE "Script too big."
                S! close
                """;
        try (ScriptedServer server = ClearLogin.serve(OPEN + bye)) {
            Properties properties = ClearLogin.properties();
            properties.setProperty("mail.sieve.havespace", "false");
            Store store = ClearLogin.connect(Session.getInstance(properties), server);
            StoreClosedException end = assertThrows(
                    StoreClosedException.class,
                    () -> store.getFolder("a").appendMessages(new Message[] {message(new byte[16 << 20])}));
            assertEquals(
                    "the connection to 127.0.0.1:" + server.port()
                            + " failed while storing a script (it may have been stored): the server replied BYE: Script too big.",
                    Headline.of(end));
        }
    }

    @Test
    void aReferralInTheMiddleOfThingsIsNotLost() throws Exception {
        String bye = """
                C: LISTSCRIPTS
                S: BYE (REFERRAL "sieve://other.example") "Moved."
                S! close
                """;
        try (ScriptedServer server = ClearLogin.serve(bye)) {
            SieveStore store = ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server);
            StoreClosedException end = assertThrows(StoreClosedException.class, store::listScripts);
            assertEquals(
                    "sieve://other.example",
                    assertInstanceOf(SieveReferralException.class, end.getNextException())
                            .getUrl());
        }
    }

    @Test
    void closeDoesNotWaitForAThreadThatWaits() throws Exception {
        String silence = """
                C: LISTSCRIPTS
                S! wait 25000
                """;
        try (ScriptedServer server = ClearLogin.serve(silence)) {
            CountDownLatch listing = new CountDownLatch(1);
            TraceSink sink = event -> {
                if (event instanceof TraceEvent.Sent sent && sent.line().equals("LISTSCRIPTS")) {
                    listing.countDown();
                }
            };
            Properties properties = ClearLogin.properties();
            properties.put("mail.sieve.trace.sink", sink);
            Store store = ClearLogin.connect(Session.getInstance(properties), server);
            CompletableFuture<Throwable> waiting = CompletableFuture.supplyAsync(
                    () -> assertThrows(
                            MessagingException.class,
                            () -> store.getDefaultFolder().list()),
                    OwnThread.EXECUTOR);
            assertTrue(listing.await(20, TimeUnit.SECONDS));
            long start = System.nanoTime();
            store.close();
            assertInstanceOf(StoreClosedException.class, waiting.get(20, TimeUnit.SECONDS));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 20);
        }
    }

    @Test
    void theMessageIsReadOnlyAndReplacedByAppend() throws Exception {
        try (ScriptedServer server = ClearLogin.serve(OPEN + GET + OPEN + PUT + LOGOUT)) {
            Store store = ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server);
            Folder folder = store.getFolder("a");
            folder.open(Folder.READ_WRITE);
            Message script = folder.getMessage(1);
            assertTrue(script.isSet(Flags.Flag.FLAGGED));
            assertEquals("keep;\r\n", script.getContent());
            assertThrows(IllegalWriteException.class, () -> script.setText("stop;"));
            assertThrows(IllegalWriteException.class, () -> script.setSubject("b"));
            assertThrows(IndexOutOfBoundsException.class, () -> folder.getMessage(2));
            folder.appendMessages(new Message[] {message("stop;".getBytes(StandardCharsets.US_ASCII))});
            assertTrue(script.isExpunged());
            assertFalse(folder.getMessage(1).isExpunged());
            store.close();
            assertEquals("keep;\r\n", script.getContent(), "what was fetched stays");
        }
    }

    @Test
    void anUnfetchedMessageThatWasReplacedHasNoContent() throws Exception {
        try (ScriptedServer server = ClearLogin.serve(OPEN + OPEN + PUT + LOGOUT)) {
            try (Store store = ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server)) {
                Folder folder = store.getFolder("a");
                folder.open(Folder.READ_WRITE);
                Message script = folder.getMessage(1);
                folder.appendMessages(new Message[] {message("stop;".getBytes(StandardCharsets.US_ASCII))});
                assertThrows(MessageRemovedException.class, script::getSize);
            }
        }
    }

    /** {@code Part.getSizeLong} of Jakarta Mail 2.2, whose default is {@code getSize}. */
    @Test
    void theSizeIsAlsoALong() throws Exception {
        try (ScriptedServer server = ClearLogin.serve(OPEN + GET + LOGOUT)) {
            try (Store store = ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server)) {
                Folder folder = store.getFolder("a");
                folder.open(Folder.READ_ONLY);
                assertEquals(7L, ((SieveMessage) folder.getMessage(1)).getSizeLong());
            }
        }
    }

    @Test
    void urlsNameScripts() throws Exception {
        try (ScriptedServer server = ClearLogin.serve(LOGOUT);
                Store store = ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server)) {
            Folder folder = store.getFolder("a/b ü+");
            String url = folder.getURLName().toString();
            assertEquals("sieve://joe@127.0.0.1:" + server.port() + "/a%2Fb%20%C3%BC%2B", url);
            assertEquals(folder.getName(), store.getFolder(new URLName(url)).getName());
            assertEquals(
                    "x", store.getFolder(new URLName("sieve://127.0.0.1/joe/x")).getName());
            assertEquals("", store.getFolder(new URLName("sieve://127.0.0.1")).getName());
            assertThrows(MessagingException.class, () -> store.getFolder(new URLName("sieve://127.0.0.1/ann/x")));
            assertThrows(MessagingException.class, () -> store.getFolder(new URLName("sieve://elsewhere/x")));
        }
    }

    private static MimeMessage message(byte[] script) throws MessagingException {
        MimeMessage message = new MimeMessage((Session) null);
        message.setDataHandler(new DataHandler(new ByteArrayDataSource(script, "application/sieve")));
        return message;
    }
}
