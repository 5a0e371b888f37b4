package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.testing.UnconnectedSockets;
import dev.parley.trace.DialogTrail;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A RuntimeException of Parley's own code is reported as a bug, with the dialog, and closes the connection. Here the socket
 * throws it, whose class is in a package of Parley.
 */
class UnexpectedFailureTest {
    private final FaultySockets sockets = new FaultySockets();
    private ScriptedServer server;

    /** A TLS socket would convert the exception to an SSLException. */
    private SieveStore connect() throws IOException, MessagingException {
        server = ClearLogin.serve("");
        Properties properties = ClearLogin.properties();
        properties.put("mail.sieve.socketFactory", sockets.factory());
        return ClearLogin.connect(Session.getInstance(properties), server);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyOperationReportsIt() {
        Map<String, TrailTest.Call> calls = new TreeMap<>(TrailTest.calls());
        calls.put("noop", (store, script) -> store.noop());
        calls.put("getCapabilities", (store, script) -> store.getCapabilities());
        calls.put("checkScript", (store, script) -> store.checkScript("keep;"));
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> {
                    reported(call.getValue());
                    stop();
                }));
    }

    private void reported(TrailTest.Call call) throws Exception {
        sockets.fault = null;
        try (SieveStore store = connect()) {
            SieveFolder script = (SieveFolder) store.getFolder("a");
            sockets.fault = new NullPointerException("injected");
            MessagingException e = assertThrows(MessagingException.class, () -> call.on(store, script));
            assertEquals(
                    "the operation at 127.0.0.1:" + server.port()
                            + " failed: unexpected java.lang.NullPointerException: injected"
                            + "\n  meaning: this is a bug in Parley\n  fix: report it with this stack trace",
                    e.getMessage());
            assertSame(sockets.fault, e.getCause());
            assertTrue(DialogTrail.of(e).orElseThrow().toString().contains("=== sieve to 127.0.0.1:"));
            assertThrows(StoreClosedException.class, store::listScripts);
            assertFalse(store.isConnected());
        }
    }

    @Test
    void connectReportsIt() {
        sockets.fault = new NullPointerException("injected");
        MessagingException e = assertThrows(MessagingException.class, this::connect);
        assertEquals(
                "no connection to 127.0.0.1:" + server.port()
                        + ": unexpected java.lang.NullPointerException: injected"
                        + "\n  meaning: this is a bug in Parley\n  fix: report it with this stack trace",
                e.getMessage());
        assertTrue(DialogTrail.of(e).isPresent());
    }

    /** The exceptions of the application's own classes are not changed. */
    @Test
    void anExceptionOfTheApplicationIsThrownUnchanged() throws Exception {
        RuntimeException own = new IllegalStateException("of the application");
        own.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("com.example.Sockets", "read", "Sockets.java", 1)});
        try (SieveStore store = connect()) {
            sockets.fault = own;
            assertSame(own, assertThrows(IllegalStateException.class, store::listScripts));
            assertThrows(StoreClosedException.class, store::listScripts);
        }
        sockets.fault = own;
        assertSame(own, assertThrows(IllegalStateException.class, this::connect));
    }

    @Test
    void documentedExceptionsAreNoBugs() throws Exception {
        Store unconnected = Session.getInstance(new Properties()).getStore("sieve");
        assertThrows(IllegalStateException.class, unconnected::getDefaultFolder);
        assertThrows(IllegalStateException.class, () -> ((SieveStore) unconnected).listScripts());
        try (SieveStore store = connect()) {
            Folder folder = store.getFolder("a");
            assertThrows(IllegalStateException.class, () -> folder.getMessage(1));
            assertThrows(IllegalStateException.class, () -> folder.close(false));
            assertThrows(IllegalArgumentException.class, () -> store.haveSpace("a", 0));
            assertThrows(NullPointerException.class, () -> store.checkScript((byte[]) null));
            assertThrows(
                    NullPointerException.class, () -> store.getDefaultFolder().list(null));
        }
    }

    /** Sockets whose reads fail from when a fault is set. */
    private static final class FaultySockets {
        private volatile RuntimeException fault;

        private final class FaultySocket extends Socket {
            @Override
            public InputStream getInputStream() throws IOException {
                return new FilterInputStream(super.getInputStream()) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        if (fault != null) {
                            throw fault;
                        }
                        return super.read(target, offset, length);
                    }
                };
            }
        }

        SocketFactory factory() {
            return new UnconnectedSockets(FaultySocket::new);
        }
    }
}
