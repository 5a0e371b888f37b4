package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.net.Link;
import dev.parley.replay.TestCertificate;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.testing.OwnThread;
import dev.parley.tls.TlsSettings;
import dev.parley.tls.TlsUpgrade;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import dev.parley.wire.ServerClosedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TLS link finds unread: replies, but not what TLS itself sends, and no part of a record. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnreadOverTlsTest {
    private static final Duration PLENTY = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private ServerSocket listener;
    private Relay relay;
    private Socket raw;
    private Link link;
    private SSLSocket server;

    @BeforeAll
    static void make() throws IOException {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
    }

    @BeforeEach
    void connect() throws Exception {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        relay = new Relay(listener.getLocalPort());
        raw = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        Properties properties = new Properties();
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        MailProperties names = new MailProperties("smtp", properties);
        link = new Link(raw, "localhost:25", Timeouts.from(names), Limits.DEFAULT, new Trace(List.of()));
        CompletableFuture<SSLSocket> accepted = CompletableFuture.supplyAsync(this::accept, OwnThread.EXECUTOR);
        link.secure(new TlsUpgrade(TlsSettings.from(names), "localhost", true), PLENTY);
        server = accepted.get();
    }

    private SSLSocket accept() {
        try {
            Socket client = listener.accept();
            SSLSocket tls = (SSLSocket)
                    certificate.context().getSocketFactory().createSocket(client, null, client.getPort(), true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            return tls;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        server.close();
        relay.close();
        listener.close();
    }

    @Test
    void sessionTicketsAreNoReply() throws Exception {
        awaitBytes();
        assertFalse(link.hasArrived());
        answersStill();
    }

    @Test
    void aKeyUpdateIsNoReply() throws Exception {
        greet();
        server.startHandshake();
        awaitBytes();
        assertFalse(link.hasArrived());
        answersStill();
    }

    @Test
    void aReplyIsFoundAndKept() throws Exception {
        greet();
        say("250 surplus\r\n");
        awaitBytes();
        assertTrue(link.hasArrived());
        assertEquals("250 surplus", link.reader(PLENTY).line());
        assertFalse(link.hasArrived());
        answersStill();
    }

    /** In the header of the record, at its end, and in the encrypted text. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 11})
    void aRecordInTwoPartsIsNotLost(int first) throws Exception {
        greet();
        relay.hold();
        say("250 surplus\r\n");
        relay.awaitRecord();
        relay.release(first);
        awaitBytes();
        assertFalse(link.hasArrived());
        relay.releaseAll();
        awaitBytes();
        assertTrue(link.hasArrived());
        assertEquals("250 surplus", link.reader(PLENTY).line());
        answersStill();
    }

    /** The reply to the next command comes in one piece with the rest of a key update. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 11})
    void aKeyUpdateInTwoPartsIsNotLost(int first) throws Exception {
        greet();
        relay.hold();
        server.startHandshake();
        relay.awaitRecord();
        relay.release(first);
        awaitBytes();
        assertFalse(link.hasArrived());
        relay.releaseAll();
        answersStill();
    }

    @Test
    void theEndOfTheConnectionIsNoReply() throws Exception {
        greet();
        server.close();
        awaitBytes();
        assertThrows(ServerClosedException.class, () -> link.hasArrived());
    }

    private void greet() throws IOException {
        say("220 mx\r\n");
        assertEquals("220 mx", link.reader(PLENTY).line());
    }

    private void say(String text) throws IOException {
        server.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void answersStill() throws IOException {
        link.writer().line("NOOP".getBytes(StandardCharsets.US_ASCII));
        link.writer().flush();
        assertEquals("NOOP\r\n", new String(server.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
        say("250 fine\r\n");
        assertEquals("250 fine", link.reader(PLENTY).line());
    }

    private void awaitBytes() throws IOException, InterruptedException {
        while (raw.getInputStream().available() == 0) {
            Thread.sleep(1); // The time-out of the test interrupts it.
        }
    }

    /** Passes on all bytes, and those of the server only as told. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean holding;
        private OutputStream toClient;

        Relay(int server) throws IOException {
            inBackground(() -> {
                Socket client = listener.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                toClient = client.getOutputStream();
                inBackground(() -> client.getInputStream().transferTo(behind.getOutputStream()));
                InputStream in = behind.getInputStream();
                byte[] some = new byte[32 * 1024];
                for (int count = in.read(some); count >= 0; count = in.read(some)) {
                    pass(some, count);
                }
                client.close();
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        synchronized void hold() {
            holding = true;
        }

        synchronized void awaitRecord() throws InterruptedException {
            while (!isRecord(held.toByteArray())) {
                wait();
            }
        }

        synchronized void release(int count) throws IOException {
            byte[] all = held.toByteArray();
            held.reset();
            held.write(all, count, all.length - count);
            toClient.write(all, 0, count);
        }

        synchronized void releaseAll() throws IOException {
            release(held.size());
            holding = false;
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }

        private synchronized void pass(byte[] some, int count) throws IOException {
            if (holding) {
                held.write(some, 0, count);
                notifyAll();
            } else {
                toClient.write(some, 0, count);
            }
        }

        private static boolean isRecord(byte[] octets) {
            return octets.length > 5 && octets.length == 5 + ((octets[3] & 0xff) << 8 | octets[4] & 0xff);
        }

        private static void inBackground(Task task) {
            Thread thread = new Thread(() -> {
                try {
                    task.run();
                } catch (IOException e) {
                    // The test sees what the client makes of it.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private interface Task {
            void run() throws IOException;
        }
    }
}
