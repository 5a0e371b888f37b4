package dev.parley.sieve;

import static dev.parley.testing.SilentServer.READ;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.FullServer;
import dev.parley.testing.Headline;
import dev.parley.testing.OwnThread;
import dev.parley.testing.SilentServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code mail.sieve.deadline} and interrupts: no other time-out is as short. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineTest {
    private static final String PASSED = "the deadline of 1000 ms has passed";

    /** Longer than to connect on a busy machine, which it limits too. */
    private static final String LONGER = "4000";

    private static final String LONGER_PASSED = "the deadline of 4000 ms has passed";
    private static final String INTERRUPTED = "the thread was interrupted";
    private static final String[] LOGGED_IN = {
        "\"IMPLEMENTATION\" \"x\"\r\n\"SASL\" \"PLAIN\"\r\n\"SIEVE\" \"fileinto\"\r\n\"VERSION\" \"1.0\"\r\nOK",
        READ,
        "OK"
    };

    private final Properties properties = ClearLogin.properties();

    private interface Call {
        void run() throws MessagingException;
    }

    @Test
    void whileTheServerTakesNoConnection() throws Exception {
        try (FullServer server = FullServer.start()) {
            assertEnds(PASSED, atDeadline(store -> connect(store, server.port())));
            assertEnds(INTERRUPTED, interrupted(store -> connect(store, server.port())));
        }
    }

    @Test
    void whileTheServerDoesNotGreet() throws Exception {
        try (SilentServer server = SilentServer.start()) {
            properties.put("mail.sieve.deadline", LONGER);
            Store store = Session.getInstance(properties).getStore("sieve");
            assertEnds(
                    "while waiting for the greeting: " + LONGER_PASSED, failureOf(() -> connect(store, server.port())));
            properties.remove("mail.sieve.deadline");
            assertTrue(server.isLeft(20), "the socket is open");
        }
        try (SilentServer server = SilentServer.start()) {
            String failure = interrupted(store -> connect(store, server.port()));
            assertEnds("while waiting for the greeting: " + INTERRUPTED, failure);
            assertTrue(server.isLeft(20), "the socket is open");
        }
    }

    /** The JDK's DNS client waits 30 seconds for this name server. */
    @Test
    void whileTheNameServerDoesNotReply() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            properties.put("mail.sieve.srv", "dns://127.0.0.1:" + silent.getLocalPort());
            String lookup = "the DNS lookup of _sieve._tcp.lab.test was ended: ";
            assertTrue(atDeadline(store -> store.connect("lab.test", "joe", "secret"))
                    .startsWith(lookup + PASSED));
            properties.put("mail.sieve.srv", "dns://127.0.0.1:" + silent.getLocalPort() + "/other");
            assertTrue(interrupted(store -> store.connect("lab.test", "joe", "secret"))
                    .startsWith(lookup + INTERRUPTED));
        }
    }

    @Test
    void anotherThreadEndsTheLookup() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            properties.put("mail.sieve.srv", "dns://127.0.0.1:" + silent.getLocalPort());
            Store store = Session.getInstance(properties).getStore("sieve");
            CompletableFuture<String> failure = CompletableFuture.supplyAsync(
                    () -> failureOf(() -> store.connect("lab.test", "joe", "secret")), OwnThread.EXECUTOR);
            silent.receive(new DatagramPacket(new byte[512], 512));
            store.close();
            assertTrue(failure.get().contains("closed by another thread"), failure.get());
        }
    }

    @Test
    void anOperation() throws Exception {
        properties.put("mail.sieve.deadline", LONGER);
        try (SilentServer server = SilentServer.start(LOGGED_IN)) {
            SieveStore store = connected(server);
            assertEnds("while listing the scripts: " + LONGER_PASSED, failureOf(store::listScripts));
            assertFalse(store.isConnected());
            assertTrue(server.isLeft(20), "the socket is open");
        }
    }

    @Test
    void anInterruptedOperation() throws Exception {
        try (SilentServer server = SilentServer.start(LOGGED_IN)) {
            SieveStore store = connected(server);
            assertEnds("while listing the scripts: " + INTERRUPTED, interruptedCall(store::listScripts));
            assertTrue(server.isLeft(20), "the socket is open");
        }
    }

    @Test
    void whileAnotherThreadUsesTheStore() throws Exception {
        properties.put("mail.sieve.deadline", LONGER);
        try (SilentServer server = SilentServer.start(LOGGED_IN)) {
            SieveStore store = connected(server);
            CompletableFuture<String> first =
                    CompletableFuture.supplyAsync(() -> failureOf(store::listScripts), OwnThread.EXECUTOR);
            String second = failureOf(store::listScripts);
            String waited = "no command was sent: another thread uses this store, and " + LONGER_PASSED;
            // Either of both threads may be the first. The other one may also find the closed connection.
            assertTrue(first.get().contains(LONGER_PASSED), first.get());
            assertTrue(second.contains(LONGER_PASSED) || second.equals(waited), second);
        }
    }

    /** Another thread uses it. */
    @Test
    void aBusyStoreIsConnected() throws Exception {
        try (SilentServer server = SilentServer.start(LOGGED_IN)) {
            SieveStore store = connected(server);
            Thread other = new Thread(() -> failureOf(store::listScripts));
            other.start();
            while (other.isAlive() && !isReading(other)) {
                Thread.onSpinWait();
            }
            Thread.currentThread().interrupt();
            assertTrue(store.isConnected());
            assertTrue(Thread.interrupted());
            store.close();
            other.join();
        }
    }

    private static boolean isReading(Thread thread) {
        for (StackTraceElement each : thread.getStackTrace()) {
            if (each.getMethodName().equals("readInTime")) {
                return true;
            }
        }
        return false;
    }

    private SieveStore connected(SilentServer server) throws MessagingException {
        SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
        connect(store, server.port());
        return store;
    }

    private static void connect(Store store, int port) throws MessagingException {
        store.connect("127.0.0.1", port, "joe", "secret");
    }

    private interface Connecting {
        void connect(Store store) throws MessagingException;
    }

    private String atDeadline(Connecting connecting) throws MessagingException {
        properties.put("mail.sieve.deadline", "1000");
        Store store = Session.getInstance(properties).getStore("sieve");
        String failure = failureOf(() -> connecting.connect(store));
        properties.remove("mail.sieve.deadline");
        return failure;
    }

    private String interrupted(Connecting connecting) throws Exception {
        Store store = Session.getInstance(properties).getStore("sieve");
        return interruptedCall(() -> connecting.connect(store));
    }

    private static String interruptedCall(Call call) throws Exception {
        CompletableFuture<String> failure = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                failure.complete(failureOf(call));
            } catch (AssertionError e) {
                failure.completeExceptionally(e);
            }
        });
        caller.start();
        Thread.sleep(300); // A call that has not blocked yet is ended all the same.
        caller.interrupt();
        return failure.get();
    }

    private static String failureOf(Call call) {
        return Headline.of(assertThrows(MessagingException.class, call::run));
    }

    private static void assertEnds(String end, String message) {
        assertTrue(message.endsWith(end), message);
    }
}
