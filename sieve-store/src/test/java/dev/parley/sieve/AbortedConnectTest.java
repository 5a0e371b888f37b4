package dev.parley.sieve;

import static dev.parley.testing.SilentServer.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.testing.FullServer;
import dev.parley.testing.Headline;
import dev.parley.testing.SilentServer;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.angus.mail.util.MailConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code close()} of another thread during {@code connect()}: it fails and names its phase, and nothing is connected. */
@Timeout(60)
class AbortedConnectTest {
    private static final String CLOSED = ": closed by another thread";
    private static final String GREETING =
            "\"IMPLEMENTATION\" \"x\"\r\n\"SASL\" \"PLAIN\"\r\n%s\"VERSION\" \"1.0\"\r\nOK";

    private final Properties properties = ClearLogin.properties();

    @Test
    void whileTheServerTakesNoConnection() throws Exception {
        for (String protocol : new String[] {"sieve", "sieves"}) {
            CountDownLatch resolved = event(protocol, TraceEvent.Resolved.class);
            try (FullServer server = FullServer.start()) {
                Store store = Session.getInstance(properties).getStore(protocol);
                CompletableFuture<Void> connecting = connecting(store, server.port());
                resolved.await();
                store.close();
                MessagingException e = failure(connecting);
                assertEquals(
                        "the connection to localhost:" + server.port() + " failed while connecting" + CLOSED,
                        e.getMessage());
                assertFalse(e instanceof MailConnectException);
                assertFalse(store.isConnected());
            }
        }
    }

    @Test
    void whileTheServerDoesNotGreet() throws Exception {
        assertAborted("sieve", "waiting for the greeting", SilentServer.start());
    }

    @Test
    void duringTheHandshake() throws Exception {
        assertAborted("sieves", "performing the TLS handshake", SilentServer.start(READ));
        String startTls = GREETING.formatted("\"STARTTLS\"\r\n");
        assertAborted("sieve", "performing the TLS handshake", SilentServer.start(startTls, READ, "OK", READ));
    }

    @Test
    void duringTheLogin() throws Exception {
        assertAborted("sieve", "logging in", SilentServer.start(GREETING.formatted(""), READ));
    }

    @Test
    void whenTheServerHasAcceptedTheLogin() throws Exception {
        AtomicReference<Store> store = new AtomicReference<>();
        CountDownLatch loggingIn = new CountDownLatch(1);
        properties.put("mail.sieve.trace.sink", (TraceSink) event -> {
            boolean last = event instanceof TraceEvent.Received received
                    && received.lines().equals(List.of("OK"))
                    && loggingIn.getCount() == 0;
            if (event instanceof TraceEvent.Sent) {
                loggingIn.countDown();
            }
            if (last) {
                closeFromAnotherThread(store.get());
            }
        });
        try (ScriptedServer server = ClearLogin.serve("")) {
            store.set(Session.getInstance(properties).getStore("sieve"));
            MessagingException e = failure(connecting(store.get(), server.port()));
            assertTrue(Headline.of(e).endsWith(CLOSED), e::getMessage);
            assertFalse(store.get().isConnected());
        }
    }

    private void assertAborted(String protocol, String phase, SilentServer server) throws Exception {
        CountDownLatch connected = event(protocol, TraceEvent.Connected.class);
        try (server) {
            Store store = Session.getInstance(properties).getStore(protocol);
            CompletableFuture<Void> connecting = connecting(store, server.port());
            server.awaitSilence();
            connected.await();
            store.close();
            assertEquals(
                    "the connection to localhost:" + server.port() + " failed while " + phase + CLOSED,
                    Headline.of(failure(connecting)));
            assertTrue(server.isLeft(20), "the socket is open");
            assertFalse(store.isConnected());
            if (protocol.equals("sieve")) {
                assertConnects((SieveStore) store);
            }
        }
    }

    /** The same object connects afterwards. */
    private static void assertConnects(SieveStore store) throws Exception {
        try (ScriptedServer server = ClearLogin.serve("C: LOGOUT\nS: OK\n")) {
            ClearLogin.connect(store, server);
            store.close();
            assertEquals("S: OK", server.transcript().get(server.transcript().size() - 1));
        }
    }

    private CountDownLatch event(String protocol, Class<? extends TraceEvent> type) {
        CountDownLatch seen = new CountDownLatch(1);
        properties.put("mail." + protocol + ".trace.sink", (TraceSink) event -> {
            if (type.isInstance(event)) {
                seen.countDown();
            }
        });
        return seen;
    }

    private static MessagingException failure(CompletableFuture<Void> connecting) {
        ExecutionException e = assertThrows(ExecutionException.class, connecting::get);
        return assertInstanceOf(MessagingException.class, e.getCause());
    }

    private static CompletableFuture<Void> connecting(Store store, int port) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        inBackground(() -> {
            try {
                store.connect("localhost", port, "joe", "secret");
                future.complete(null);
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    private static void closeFromAnotherThread(Store store) {
        Thread closer = inBackground(() -> {
            try {
                store.close();
            } catch (MessagingException e) {
                throw new AssertionError(e);
            }
        });
        try {
            closer.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Thread inBackground(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
