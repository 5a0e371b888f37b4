package dev.parley.smtp;

import static dev.parley.testing.SilentServer.READ;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.FullServer;
import dev.parley.testing.Headline;
import dev.parley.testing.OwnThread;
import dev.parley.testing.SilentServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt ends each call that waits for the network: no time-out here is shorter than the test's. */
class InterruptTest extends TransportFixture {
    private static final String INTERRUPTED = "the thread was interrupted";

    @TempDir
    Path folder;

    private interface Call {
        void run() throws MessagingException;
    }

    /** Waits until a call has come to where it is to be interrupted. */
    private interface Wait {
        void run() throws Exception;
    }

    /** A call that was interrupted. */
    private record Ended(MessagingException failure, boolean interrupted) {}

    @Test
    void whileTheServerTakesNoConnection() throws Exception {
        try (FullServer server = FullServer.start()) {
            Transport transport = session().getTransport("parley");
            assertInterrupted(
                    "127.0.0.1 " + INTERRUPTED,
                    interrupted(() -> {}, () -> transport.connect("127.0.0.1", server.port(), null, null)));
        }
    }

    @Test
    void overAUnixSocket() throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        FullServer server = FullServer.on(path);
        try (server) {
            Transport transport = session().getTransport("lmtp");
            assertInterrupted(
                    "no connection to " + path + ": " + INTERRUPTED, interrupted(() -> {}, transport::connect));
        }
    }

    @Test
    void whileTheServerDoesNotGreet() throws Exception {
        assertConnectEnds("parley", "waiting for the greeting", SilentServer.start());
    }

    @Test
    void withoutTimeouts() throws Exception {
        properties.put("mail.smtp.timeout", "0");
        properties.put("mail.smtp.connectiontimeout", "0");
        assertConnectEnds("parley", "waiting for the greeting", SilentServer.start());
    }

    @Test
    void withSocketChannels() throws Exception {
        properties.put("mail.smtp.usesocketchannels", "true");
        assertConnectEnds("parley", "waiting for the greeting", SilentServer.start());
    }

    @Test
    void duringTheHandshake() throws Exception {
        assertConnectEnds("parleys", "connecting", SilentServer.start());
    }

    /** The JDK closes the channel, and TLS has an exception of its own for it. */
    @Test
    void duringTheHandshakeWithSocketChannels() throws Exception {
        properties.put("mail.smtps.usesocketchannels", "true");
        assertConnectEnds("parleys", "connecting", SilentServer.start());
    }

    @Test
    void whileAUnixSocketIsRead() throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            Transport transport = session().getTransport("lmtp");
            Ended ended = interrupted(listener::accept, transport::connect);
            assertInterrupted("while waiting for the greeting: " + INTERRUPTED, ended);
        }
    }

    @Test
    void duringTheLogin() throws Exception {
        properties.put("mail.smtp.auth.mechanisms", "PLAIN");
        assertConnectEnds("parley", "logging in", SilentServer.start("220 mx", READ, "250-mx\r\n250 AUTH PLAIN", READ));
    }

    @Test
    void ofAnHttpProxy() throws Exception {
        assertProxyEnds("mail.smtp.proxy.host");
    }

    @Test
    void ofASocksProxy() throws Exception {
        assertProxyEnds("mail.smtp.socks.host");
    }

    private void assertProxyEnds(String property) throws Exception {
        try (SilentServer proxy = SilentServer.start()) {
            properties.put(property, "127.0.0.1:" + proxy.port());
            Transport transport = session().getTransport("parley");
            Ended ended = interrupted(proxy::awaitSilence, () -> transport.connect("127.0.0.1", 25, null, null));
            assertInterrupted(INTERRUPTED, ended);
            assertTrue(proxy.isLeft(20), "the socket is open");
        }
    }

    /** The password is not sent to the next host. */
    @Test
    void isThatOfAllHosts() throws Exception {
        try (SilentServer silent = SilentServer.start();
                CommittingServer other = new CommittingServer("SIZE")) {
            properties.put("mail.smtp.host", "127.0.0.1:" + silent.port() + ",127.0.0.1:" + other.port());
            Transport transport = session().getTransport("parley");
            Ended ended = interrupted(silent::awaitSilence, transport::connect);
            assertInterrupted("while waiting for the greeting: " + INTERRUPTED, ended);
            assertTrue(other.connections() == 0);
        }
    }

    @Test
    void afterMail() throws Exception {
        assertSendEnds("while sending MAIL: ", SilentServer.start("220 mx", READ, "250 mx", READ));
    }

    @Test
    void afterTheFinalDot() throws Exception {
        assertSendEnds(
                "(the message may have been delivered): ",
                SilentServer.start("220 mx", READ, "250 mx", READ, "250 ok", READ, "250 ok", READ, "354 go", READ));
    }

    @Test
    void whileAnotherThreadSends() throws Exception {
        try (SilentServer server = SilentServer.start("220 mx", READ, "250 mx", READ)) {
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            CompletableFuture<Ended> first =
                    CompletableFuture.supplyAsync(() -> ended(() -> send(transport)), OwnThread.EXECUTOR);
            server.awaitSilence();
            assertInterrupted(
                    "nothing was sent: another thread uses this transport, and " + INTERRUPTED
                            + ": use a transport for each thread",
                    interrupted(() -> {}, () -> send(transport)));
            transport.close();
            assertTrue(first.get().failure.getMessage().contains("closed by another thread"));
        }
    }

    private void send(Transport transport) throws MessagingException {
        transport.sendMessage(message("hi"), TO);
    }

    private void assertSendEnds(String expected, SilentServer server) throws Exception {
        try (server) {
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            assertInterrupted(expected + INTERRUPTED, interrupted(server::awaitSilence, () -> send(transport)));
            assertTrue(server.isLeft(20), "the socket is open");
            assertFalse(transport.isConnected());
        }
    }

    private void assertConnectEnds(String protocol, String phase, SilentServer server) throws Exception {
        try (server) {
            Transport transport = session().getTransport(protocol);
            Ended ended = interrupted(
                    server::awaitSilence, () -> transport.connect("127.0.0.1", server.port(), "joe", "secret"));
            assertInterrupted("while " + phase + ": " + INTERRUPTED, ended);
            assertTrue(server.isLeft(20), "the socket is open");
            assertFalse(transport.isConnected());
        }
    }

    private static void assertInterrupted(String end, Ended ended) {
        String message = Headline.of(ended.failure);
        assertTrue(message.endsWith(end), message);
        assertTrue(ended.interrupted, "the thread is not interrupted any longer");
    }

    /** Interrupts the call some time after it began. */
    private static Ended interrupted(Wait begun, Call call) throws Exception {
        CompletableFuture<Ended> result = new CompletableFuture<>();
        Thread caller = new Thread(() -> result.complete(ended(call)));
        caller.start();
        begun.run();
        Thread.sleep(300); // A call that has not blocked yet is ended all the same.
        caller.interrupt();
        return result.get();
    }

    private static Ended ended(Call call) {
        try {
            call.run();
            throw new AssertionError("the call succeeded");
        } catch (MessagingException e) {
            return new Ended(e, Thread.currentThread().isInterrupted());
        } catch (RuntimeException | Error e) {
            return new Ended(
                    new MessagingException(e.toString()), Thread.currentThread().isInterrupted());
        }
    }
}
