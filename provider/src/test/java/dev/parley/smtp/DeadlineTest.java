package dev.parley.smtp;

import static dev.parley.testing.SilentServer.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.FullServer;
import dev.parley.testing.Headline;
import dev.parley.testing.OwnThread;
import dev.parley.testing.SilentServer;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.util.MailConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mail.smtp.deadline}. All other time-outs are a minute or more. The replies of a send are in dialogs/time. */
class DeadlineTest extends TransportFixture {
    private static final String PASSED = passed(300);

    /** In milliseconds: also for a connect, or another operation, that is not to fail on a busy machine. */
    private static final int LONGER = 2_500;

    private static final String LONGER_PASSED = passed(LONGER);

    private static String passed(int deadline) {
        return "the deadline of " + deadline + " ms has passed";
    }

    @TempDir
    Path folder;

    DeadlineTest() {
        properties.put("mail.smtp.deadline", "300");
        properties.put("mail.smtps.deadline", "300");
        properties.put("mail.lmtp.deadline", "300");
    }

    @Test
    void whileTheServerTakesNoConnection() throws Exception {
        try (FullServer server = FullServer.start()) {
            MailConnectException e =
                    assertInstanceOf(MailConnectException.class, failureOfConnect("parley", server.port()));
            assertTrue(Headline.of(e).contains(": 127.0.0.1 " + PASSED), Headline.of(e));
            assertTrue(e.getMessage().contains("increase mail.smtp.deadline (now 300)"), e.getMessage());
        }
    }

    @Test
    void overAUnixSocket() throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        FullServer server = FullServer.on(path);
        try (server) {
            Transport transport = session().getTransport("lmtp");
            MessagingException e = assertThrows(MessagingException.class, transport::connect);
            assertEquals("no connection to " + path + ": " + PASSED, Headline.of(e));
        }
    }

    @Test
    void duringTheHandshake() throws Exception {
        assertFails("parleys", "connecting");
        properties.put("mail.smtp.starttls.enable", "true");
        assertFails("parley", "starting TLS", "220 mx", READ, "250-mx\r\n250 STARTTLS", READ, "220 go", READ);
    }

    @Test
    void duringTheLogin() throws Exception {
        properties.put("mail.smtp.auth.mechanisms", "PLAIN");
        assertFails("parley", "logging in", "220 mx", READ, "250-mx\r\n250 AUTH PLAIN", READ);
    }

    /** The deadline of connecting, and that of the send before, have passed. */
    @Test
    void eachOperationHasItsOwn() throws Exception {
        properties.put("mail.smtp.deadline", String.valueOf(LONGER));
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            Thread.sleep(LONGER + 100);
            transport.sendMessage(message("hi"), TO);
            Thread.sleep(LONGER + 100);
            assertTrue(transport.isConnected());
            assertTrue(((SmtpTransport) transport).sendAll(List.of()).isEmpty());
            transport.sendMessage(message("hi"), TO);
            transport.close();
            assertEquals(2, server.committed().size());
        }
    }

    /** Each reply arrives soon enough for its own time-out; there are too many of them. */
    @Test
    void isThatOfAllReplies() throws Exception {
        InternetAddress[] many = new InternetAddress[200];
        Arrays.fill(many, TO[0]);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(() -> replySlowly(listener), OwnThread.EXECUTOR);
            properties.put("mail.smtp.deadline", String.valueOf(LONGER));
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", listener.getLocalPort(), null, null);
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(message("hi"), many));
            assertTrue(Headline.of(e).endsWith("while sending RCPT: " + LONGER_PASSED), Headline.of(e));
            served.get();
        }
    }

    private static void replySlowly(ServerSocket listener) {
        try (Socket client = listener.accept()) {
            OutputStream out = client.getOutputStream();
            InputStream in = client.getInputStream();
            out.write("220 mx\r\n".getBytes(StandardCharsets.US_ASCII));
            while (in.read(new byte[1_000]) >= 0) {
                Thread.sleep(50);
                out.write("250 ok\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | InterruptedException e) {
            // The client has closed.
        }
    }

    @Test
    void ofAnHttpProxy() throws Exception {
        assertProxyFails("mail.smtp.proxy.host");
    }

    @Test
    void ofASocksProxy() throws Exception {
        assertProxyFails("mail.smtp.socks.host");
    }

    /** On a busy machine, the deadline may pass before there is a connection: then a longer one is tried. */
    private void assertProxyFails(String property) throws Exception {
        boolean left = false;
        for (int deadline = 300; deadline < 20_000 && !left; deadline *= 3) {
            properties.put("mail.smtp.deadline", String.valueOf(deadline));
            try (SilentServer proxy = SilentServer.start()) {
                properties.put(property, "127.0.0.1:" + proxy.port());
                String message = Headline.of(failureOfConnect("parley", 25));
                assertTrue(message.contains(passed(deadline)), message);
                left = proxy.isLeft(5);
            }
        }
        assertTrue(left, "the socket is open");
    }

    /** The first host uses up the time, which the second has no part of. */
    @Test
    void isThatOfAllHosts() throws Exception {
        try (SilentServer silent = SilentServer.start();
                CommittingServer other = new CommittingServer("SIZE")) {
            properties.put("mail.smtp.host", "127.0.0.1:" + silent.port() + ",127.0.0.1:" + other.port());
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(MessagingException.class, transport::connect);
            assertTrue(Headline.of(e).endsWith(PASSED), Headline.of(e));
            assertEquals(0, other.connections());
        }
    }

    @Test
    void ofAWriteThatTheServerDoesNotRead() throws Exception {
        properties.put("mail.smtp.deadline", String.valueOf(LONGER));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(() -> acceptOneMessageButNotRead(listener), OwnThread.EXECUTOR);
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", listener.getLocalPort(), null, null);
            MimeMessage large = new MimeMessage(session());
            large.setFrom("a@x.test");
            large.setText("0123456789012345678901234567890123456789\r\n".repeat(400_000));
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(large, TO));
            assertTrue(Headline.of(e).contains(LONGER_PASSED), Headline.of(e));
            assertFalse(transport.isConnected());
            served.cancel(true);
        }
    }

    private static void acceptOneMessageButNotRead(ServerSocket listener) {
        try (Socket client = listener.accept()) {
            OutputStream out = client.getOutputStream();
            InputStream in = client.getInputStream();
            for (String reply : List.of("220 mx", "250 mx", "250 ok", "250 ok", "354 go")) {
                out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                for (int octet = reply.startsWith("354") ? -1 : in.read(); octet >= 0 && octet != '\n'; ) {
                    octet = in.read();
                }
            }
            new CountDownLatch(1).await();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The application's own code cannot be ended; the next write is not made. */
    @Test
    void passesInADataSource() throws Exception {
        properties.put("mail.smtp.deadline", String.valueOf(LONGER));
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            MimeMessage slow = new MimeMessage(session());
            slow.setFrom("a@x.test");
            slow.setDataHandler(new DataHandler(new SlowSource(LONGER + 200)));
            slow.saveChanges();
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(slow, TO));
            assertTrue(Headline.of(e).contains(LONGER_PASSED), Headline.of(e));
            assertEquals(List.of(), server.committed());
        }
    }

    private record SlowSource(long millis) implements DataSource {
        @Override
        public InputStream getInputStream() {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new ByteArrayInputStream("hi".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getContentType() {
            return "text/plain";
        }

        @Override
        public String getName() {
            return "slow";
        }
    }

    @Test
    void whileAnotherThreadSends() throws Exception {
        properties.put("mail.smtp.deadline", String.valueOf(LONGER));
        try (SilentServer server = SilentServer.start("220 mx", READ, "250 mx", READ)) {
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            CompletableFuture<MessagingException> first =
                    CompletableFuture.supplyAsync(() -> failureOfSend(transport), OwnThread.EXECUTOR);
            server.awaitSilence(); // The first thread waits for the reply to MAIL; the other one begins later.
            MessagingException second = failureOfSend(transport);
            assertTrue(first.get().getMessage().contains("failed while sending MAIL: " + LONGER_PASSED));
            String message = Headline.of(second);
            assertTrue(
                    message.startsWith("nothing was sent: another thread uses this transport")
                            || message.startsWith("Not connected"),
                    message);
        }
    }

    @Test
    void whileThePoolIsFull() throws Exception {
        properties.put("mail.smtp.pool.size", "1");
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Session session = session();
            Transport first = session.getTransport("parley");
            properties.put("mail.smtp.deadline", "60000");
            first.connect("127.0.0.1", server.port(), null, null);
            properties.put("mail.smtp.deadline", "300");
            Transport second = session.getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> second.connect("127.0.0.1", server.port(), null, null));
            assertTrue(
                    Headline.of(e)
                            .matches(
                                    "no connection to 127.0.0.1:\\d+: all connections of mail.smtp.pool.size=1 are in use,"
                                            + " and none became free within \\d+ ms, before the deadline \\(mail.smtp.deadline=300\\):"
                                            + " close each Transport, or raise one of these properties"),
                    Headline.of(e));
            first.close();
            properties.put("mail.smtp.deadline", "60000");
            second.connect("127.0.0.1", server.port(), null, null);
            second.close();
            Parley.close(session);
        }
    }

    /** One message an hour: the second one is not sent. */
    @Test
    void whileTheRateRequiresAWait() throws Exception {
        properties.put("mail.smtp.rate", "0.0003");
        properties.put("mail.smtp.deadline", String.valueOf(LONGER));
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            transport.sendMessage(message("hi"), TO);
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(message("hi"), TO));
            assertTrue(
                    Headline.of(e)
                            .endsWith(
                                    "messages wait for their turn by mail.smtp.rate=0.0003; this one cannot be sent before its"
                                            + " deadline: raise mail.smtp.deadline=2500, or send less often"),
                    Headline.of(e));
            assertTrue(transport.isConnected());
            transport.close();
            assertEquals(1, server.committed().size());
        }
    }

    /** An idle connection turns out to be dead: the new one, too, has only the time of the send. */
    @Test
    void ofAConnectDuringASend() throws Exception {
        properties.put("mail.smtp.reuse", "60");
        properties.put("mail.smtp.deadline", String.valueOf(LONGER));
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(() -> serveOnceThenBeSilent(listener), OwnThread.EXECUTOR);
            Session session = session();
            Transport first = session.getTransport("parley");
            first.connect("127.0.0.1", listener.getLocalPort(), null, null);
            first.close();
            Transport second = session.getTransport("parley");
            second.connect("127.0.0.1", listener.getLocalPort(), null, null);
            long start = System.nanoTime();
            MessagingException e = assertThrows(MessagingException.class, () -> second.sendMessage(message("hi"), TO));
            assertTrue(
                    System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(LONGER - 200),
                    "there was no second connection: " + e.getMessage());
            served.get(20, TimeUnit.SECONDS);
        }
    }

    /** Replies to EHLO; closes at MAIL; accepts the next connection and does not greet. */
    private static void serveOnceThenBeSilent(ServerSocket listener) {
        try {
            try (Socket client = listener.accept()) {
                OutputStream out = client.getOutputStream();
                InputStream in = client.getInputStream();
                out.write("220 mx\r\n".getBytes(StandardCharsets.US_ASCII));
                in.read(new byte[1000]);
                out.write("250 mx\r\n".getBytes(StandardCharsets.US_ASCII));
                in.read(new byte[1000]);
            }
            try (Socket client = listener.accept()) {
                while (client.getInputStream().read() >= 0) {
                    continue;
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private MessagingException failureOfSend(Transport transport) {
        try {
            transport.sendMessage(message("hi"), TO);
            throw new AssertionError("the message was sent");
        } catch (MessagingException e) {
            return e;
        } catch (IllegalStateException e) {
            return new MessagingException(e.getMessage(), e);
        }
    }

    private MessagingException failureOfConnect(String protocol, int port) throws MessagingException {
        Transport transport = session().getTransport(protocol);
        MessagingException e =
                assertThrows(MessagingException.class, () -> transport.connect("127.0.0.1", port, "joe", "secret"));
        assertFalse(transport.isConnected());
        return e;
    }

    /** On a busy machine, the deadline may pass in an earlier phase: then a longer one is tried. */
    private void assertFails(String protocol, String phase, String... steps) throws Exception {
        String message = "";
        for (int deadline = 300; deadline < 20_000 && !message.contains("while " + phase); deadline *= 3) {
            properties.put("mail." + protocol.replace("parley", "smtp") + ".deadline", String.valueOf(deadline));
            try (SilentServer server = SilentServer.start(steps)) {
                message = Headline.of(failureOfConnect(protocol, server.port()));
                assertTrue(message.contains(passed(deadline)), message);
                assertTrue(!message.contains("while ") || server.isLeft(20), "the socket is open");
            }
        }
        assertTrue(message.contains("while " + phase + ": "), message);
    }
}
