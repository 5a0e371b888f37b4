package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.Headline;
import dev.parley.testing.UnconnectedSockets;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.internet.MimeMessage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a connection ends: at once, for a reason, and with nothing left. */
class ClosingTest extends TransportFixture {
    @Test
    void connectedTwice() throws Exception {
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: QUIT\nS: 221 bye\n");
                Transport transport = session().getTransport("parley")) {
            transport.connect("localhost", server.port(), null, null);
            assertThrows(IllegalStateException.class, () -> transport.connect("localhost", server.port(), null, null));
        }
    }

    @Test
    void closeFromAnotherThreadAbortsASend() throws Exception {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\n";
        try (ScriptedServer server = serve(dialog)) {
            CountDownLatch sent = new CountDownLatch(1);
            properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
                if (event instanceof TraceEvent.Content) {
                    sent.countDown();
                }
            });
            Transport transport = connected(server);
            MimeMessage message = message("x");
            Thread closer = new Thread(() -> closeAfter(sent, transport));
            closer.start();
            SendFailedException e = assertThrows(SendFailedException.class, () -> transport.sendMessage(message, TO));
            assertTrue(e.getMessage().contains("waiting for the final reply"), e.getMessage());
            assertTrue(Headline.of(e).endsWith("closed by another thread"), e.getMessage());
            assertFalse(transport.isConnected());
            closer.join();
        }
    }

    @Test
    void closingOverTlsDoesNotWaitForThePeer(@TempDir Path folder) throws Exception {
        TestCertificate certificate = overTls(folder, "localhost");
        properties.put("mail.smtp.quitwait", "false");
        try (ServerSocket server = silent(certificate)) {
            Transport transport = session().getTransport("parley");
            transport.connect("localhost", server.getLocalPort(), null, null);
            assertTimeoutPreemptively(Duration.ofSeconds(10), transport::close);
        }
    }

    @Test
    void aSinkThatCannotEndDoesNotChangeTheDialog() throws Exception {
        properties.put("mail.smtp.trace.sink", (Supplier<TraceSink>) () -> new TraceSink() {
            @Override
            public void accept(TraceEvent event) {
                // Only its end counts.
            }

            @Override
            public void close() {
                throw new AssertionError("the disk is full");
            }
        });
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: QUIT\nS: 221 bye\n")) {
            Transport transport = connected(server);
            transport.close();
            assertFalse(transport.isConnected());
        }
    }

    @Test
    void aSendThatBreaksTheLinkLeavesNoThread() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS! close\n")) {
                Transport transport = session().getTransport("parley");
                transport.addTransportListener(new TransportAdapter() {});
                transport.connect("localhost", server.port(), null, null);
                assertThrows(MessagingException.class, () -> transport.sendMessage(message("x"), TO));
                transport.close();
            }
        }
        List<Thread> queues = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("EventQueue"))
                .toList();
        for (Thread queue : queues) {
            queue.join(1000);
        }
        long left = queues.stream().filter(Thread::isAlive).count();
        assertTrue(left < 5, left + " threads");
    }

    @Test
    void aTlsRecordThatDripsGainsNoTime(@TempDir Path folder) throws Exception {
        TestCertificate certificate = overTls(folder, "localhost");
        properties.put("mail.smtp.timeout", "6000");
        AtomicBoolean drips = new AtomicBoolean();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            inBackground(() -> {
                Socket raw = server.accept();
                SSLSocket tls = (SSLSocket)
                        certificate.context().getSocketFactory().createSocket(raw, null, raw.getPort(), true);
                tls.setUseClientMode(false);
                tls.startHandshake();
                drips.set(true);
                tls.getOutputStream().write("220 mx ready\r\n".getBytes(StandardCharsets.US_ASCII));
            });
            inBackground(() -> {
                Socket client = proxy.accept();
                Socket behind = new Socket("localhost", server.getLocalPort());
                inBackground(() -> client.getInputStream().transferTo(behind.getOutputStream()));
                byte[] some = new byte[8192];
                for (int count = 0; count >= 0; count = behind.getInputStream().read(some)) {
                    int piece = drips.get() ? 1 : count;
                    for (int sent = 0; sent < count; sent += piece) {
                        Thread.sleep(drips.get() ? 800 : 0);
                        client.getOutputStream().write(some, sent, piece);
                    }
                }
            });
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", proxy.getLocalPort(), null, null));
            assertTrue(e.getMessage().contains("while waiting for the greeting"), e.getMessage());
            assertTrue(e.getMessage().contains("no complete reply within 6000 ms"), e.getMessage());
        }
    }

    private static void closeAfter(CountDownLatch event, Transport transport) {
        try {
            event.await();
            transport.close();
        } catch (InterruptedException | MessagingException e) {
            throw new AssertionError(e);
        }
    }

    /** A TLS server that greets, and then neither reads nor closes. */
    private static ServerSocket silent(TestCertificate certificate) throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> {
            try (Socket raw = listener.accept()) {
                SSLSocket tls = (SSLSocket)
                        certificate.context().getSocketFactory().createSocket(raw, null, raw.getPort(), true);
                tls.setUseClientMode(false);
                tls.getOutputStream().write("220 mx ready\r\n".getBytes(StandardCharsets.US_ASCII));
                tls.getInputStream().read(new byte[100]);
                tls.getOutputStream().write("250 mx\r\n".getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(60_000);
            } catch (IOException | InterruptedException e) {
                // The test sees what the client makes of it.
            }
        });
        server.setDaemon(true);
        server.start();
        return listener;
    }

    private static void inBackground(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception e) {
                // The test sees what the client makes of it.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Task {
        void run() throws Exception;
    }

    /** As a TrustManager or a socket of the application may throw it. */
    @Test
    void anErrorWhileConnectingLeavesNoSocket() throws Exception {
        List<Socket> made = new ArrayList<>();
        properties.put("mail.smtp.socketFactory", new UnconnectedSockets(() -> {
            Socket socket = new Socket() {
                @Override
                public OutputStream getOutputStream() throws IOException {
                    return new FilterOutputStream(super.getOutputStream()) {
                        @Override
                        public void write(byte[] source, int offset, int length) {
                            throw new AssertionError("the socket's own failure");
                        }
                    };
                }
            };
            made.add(socket);
            return socket;
        }));
        try (ScriptedServer server = serve(HELLO.formatted(" mx"))) {
            assertThrows(AssertionError.class, () -> connected(server));
            assertTrue(made.get(0).isClosed());
        }
    }
}
