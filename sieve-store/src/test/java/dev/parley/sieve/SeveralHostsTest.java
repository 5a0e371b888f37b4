package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.Headline;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.angus.mail.util.MailConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code mail.sieve.host} lists several hosts. */
@Timeout(60)
class SeveralHostsTest {
    private static final String LOGOUT = "C: LOGOUT\nS: OK\n";

    private final Properties properties = ClearLogin.properties();
    private final List<TraceEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void theNextHostIsTriedWhereTheFirstAcceptsNoConnection() throws Exception {
        int closed = closedPort();
        properties.put("mail.sieve.trace.sink", (TraceSink) events::add);
        try (ScriptedServer server = ClearLogin.serve(LOGOUT)) {
            CompletableFuture<String> opened = new CompletableFuture<>();
            SieveStore store = store("127.0.0.1:" + closed + ",localhost:" + server.port());
            store.addConnectionListener(new ConnectionAdapter() {
                @Override
                public void opened(ConnectionEvent e) {
                    opened.complete(((SieveStore) e.getSource()).getURLName().getHost());
                }
            });
            connect(store);
            assertEquals("localhost", opened.get());
            assertEquals(server.port(), store.getURLName().getPort());
            store.close();
            assertEquals(ClearLogin.and(LOGOUT).conversation(), server.transcript());
        }
        String because = "because=no connection to 127.0.0.1:" + closed
                + ": 127.0.0.1 Connection refused, property=Optional[mail.sieve.host]";
        assertTrue(events.toString().contains(because), events.toString());
    }

    @Test
    void theNextHostIsTriedAfterAFailureBeforeTheLogin() throws Exception {
        for (String dialog : List.of("S: BYE \"busy\"\n", "S: NO \"busy\"\n", "S! close\n")) {
            try (ScriptedServer first = ScriptedServer.start(DialogScript.parse("first", dialog));
                    ScriptedServer second = ClearLogin.serve(LOGOUT)) {
                SieveStore store = store("127.0.0.1:" + first.port() + ",localhost:" + second.port());
                connect(store);
                store.close();
                assertEquals(ClearLogin.and(LOGOUT).conversation(), second.transcript());
            }
        }
    }

    @Test
    void aRejectedLoginIsFinal() throws Exception {
        try (ScriptedServer first = ClearLogin.refuse("NO \"wrong\"");
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SieveStore store = store("127.0.0.1:" + first.port() + ",localhost:" + second.getLocalPort());
            assertThrows(AuthenticationFailedException.class, () -> connect(store));
            second.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, second::accept);
        }
    }

    @Test
    void theErrorListsTheFailureOfEachHost() throws Exception {
        int closed = closedPort();
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("busy", "S: NO \"busy\"\n"))) {
            SieveStore store = store("127.0.0.1:" + closed + ",localhost:" + server.port());
            MessagingException e = assertThrows(MessagingException.class, () -> connect(store));
            String message = Headline.of(e);
            assertTrue(
                    message.startsWith("no host of mail.sieve.host can be used: no connection to 127.0.0.1:" + closed
                            + ": 127.0.0.1 Connection refused; "),
                    message);
            assertTrue(message.contains("localhost:" + server.port()) && message.contains("busy"), message);
            assertFalse(e instanceof MailConnectException);
        }
    }

    @Test
    void noHostAcceptsAConnection() throws Exception {
        int one = closedPort();
        MailConnectException e =
                assertThrows(MailConnectException.class, () -> connect(store("127.0.0.1:" + one + ",no.such.invalid")));
        assertTrue(
                e.getMessage()
                        .contains("no host of mail.sieve.host can be used: no connection to 127.0.0.1:" + one
                                + ": 127.0.0.1 Connection refused; unknown host no.such.invalid"),
                e.getMessage());
        assertEquals("no.such.invalid", e.getHost());
    }

    @Test
    void theSameStoreTriesAllHostsAgain() throws Exception {
        int first = closedPort();
        SieveStore store;
        try (Account account = new Account()) {
            account.properties.put("mail.sieve.host", "127.0.0.1:" + first + ",localhost");
            account.properties.put("mail.sieve.port", String.valueOf(account.server.port()));
            store = (SieveStore) Session.getInstance(account.properties).getStore("sieve");
            connect(store);
            assertThrows(IllegalStateException.class, () -> connect(store));
            assertEquals("localhost", store.getURLName().getHost());
            store.close();
        }
        MailConnectException e = assertThrows(MailConnectException.class, () -> connect(store));
        assertTrue(e.getMessage().contains("127.0.0.1:" + first), e.getMessage());
    }

    @Test
    void theArgumentOfConnectMayBeAList() throws Exception {
        try (ScriptedServer server = ClearLogin.serve(LOGOUT)) {
            SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
            store.connect("127.0.0.1:" + closedPort() + ",localhost", server.port(), "joe", "secret");
            assertEquals("localhost", store.getURLName().getHost());
            store.close();
        }
    }

    @Test
    void aBadListIsAnErrorThatNamesTheProperty() throws Exception {
        MessagingException e = assertThrows(MessagingException.class, () -> connect(store("localhost,,x")));
        assertEquals(
                "mail.sieve.host=localhost,,x (or the host of connect) cannot be used: an element is empty",
                e.getMessage());
    }

    private SieveStore store(String hosts) throws MessagingException {
        properties.put("mail.sieve.host", hosts);
        return (SieveStore) Session.getInstance(properties).getStore("sieve");
    }

    private static void connect(SieveStore store) throws MessagingException {
        store.connect(null, -1, "joe", "secret");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return gone.getLocalPort();
        }
    }
}
