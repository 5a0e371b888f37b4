package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.FullServer;
import dev.parley.testing.Headline;
import dev.parley.trace.Topic;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LMTP where a dialog file cannot say it. */
class LmtpTest extends TransportFixture {
    @Test
    void lmtpHasNoPortOfItsOwn() throws Exception {
        Transport transport = session().getTransport("lmtp");
        MessagingException e =
                assertThrows(MessagingException.class, () -> transport.connect("localhost", -1, null, null));
        assertEquals(
                "LMTP has no port of its own (RFC 2033 s5): set mail.lmtp.port or mail.lmtp.socket", e.getMessage());
    }

    @Test
    void lmtpOverAUnixSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        properties.put("mail.lmtp.timeout", "3000");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread thread = new Thread(() -> silentBehindLhlo(server, heard));
            thread.start();
            Transport transport = session().getTransport("lmtp");
            transport.connect();
            assertThrows(MessagingException.class, () -> ((SmtpTransport) transport).simpleCommand("NOOP"));
            assertFalse(transport.isConnected());
            thread.join();
        }
        assertEquals(2, heard.size(), heard::toString);
        assertTrue(heard.get(0).startsWith("LHLO "), heard::toString);
        MessagingException e = assertThrows(
                MessagingException.class, () -> session().getTransport("lmtp").connect());
        assertTrue(e.getMessage().startsWith("no connection to " + path), e.getMessage());
    }

    /** A Unix domain socket is not a network: a pin for the TCP connections does not require STARTTLS over it. */
    @Test
    void aPinDoesNotConcernAUnixSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        properties.put("mail.lmtp.ssl.pin", "sha256/p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w=");
        List<String> warnings = new ArrayList<>();
        properties.put("mail.lmtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Warned warned && warned.topic() == Topic.TLS) {
                warnings.add(warned.text());
            }
        });
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread thread = new Thread(() -> silentBehindLhlo(server, heard));
            thread.start();
            Transport transport = session().getTransport("lmtp");
            transport.connect();
            transport.close();
            thread.join();
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void aMissingAndAnUnusedUnixSocketAreExplained(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        assertEquals(
                "there is no socket with this path: the server is not started, or has its socket elsewhere",
                explanationOfNoConnection());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
        }
        assertEquals(
                "no server listens on this socket or port: it was stopped, and left its socket",
                explanationOfNoConnection());
    }

    private String explanationOfNoConnection() {
        List<String> meanings = new ArrayList<>();
        properties.put("mail.lmtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Explained explained) {
                meanings.add(explained.meaning());
            }
        });
        assertThrows(
                MessagingException.class, () -> session().getTransport("lmtp").connect());
        return String.join("; ", meanings);
    }

    @Test
    void connectingToAUnixSocketEndsInTime(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        properties.put("mail.lmtp.connectiontimeout", "300");
        FullServer server = FullServer.on(path);
        try (server) {
            Transport transport = session().getTransport("lmtp");
            MessagingException e = assertThrows(MessagingException.class, transport::connect);
            assertEquals(
                    "no connection to " + path
                            + ": the server accepted no connection within 300 ms (mail.lmtp.connectiontimeout)",
                    Headline.of(e));
            assertInstanceOf(SocketTimeoutException.class, e.getCause().getCause());
        }
    }

    /** Java before 19 cannot be asked what has arrived over a Unix domain socket. */
    @Test
    void anUnsolicitedReplyOverAUnixSocketIsNoticed(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        properties.put("mail.lmtp.localhost", "client.example");
        CountDownLatch connected = new CountDownLatch(1);
        CountDownLatch said = new CountDownLatch(1);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread thread = new Thread(() -> surplusAfterLhlo(server, connected, said));
            thread.start();
            Transport transport = session().getTransport("lmtp");
            transport.connect();
            connected.countDown();
            said.await();
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(message("x"), TO));
            assertTrue(e.getMessage().contains("the server sent an unsolicited reply"), e::getMessage);
            thread.join();
        }
    }

    private static void surplusAfterLhlo(ServerSocketChannel server, CountDownLatch connected, CountDownLatch said) {
        try (SocketChannel channel = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            channel.write(ByteBuffer.wrap("220 mx\r\n".getBytes(StandardCharsets.UTF_8)));
            in.readLine();
            channel.write(ByteBuffer.wrap("250 mx\r\n".getBytes(StandardCharsets.UTF_8)));
            connected.await();
            channel.write(ByteBuffer.wrap("250 surplus\r\n".getBytes(StandardCharsets.UTF_8)));
            said.countDown();
            in.readLine();
        } catch (IOException | InterruptedException e) {
            // The test sees what the client makes of it.
        }
    }

    private static void silentBehindLhlo(ServerSocketChannel server, List<String> heard) {
        try (SocketChannel channel = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            channel.write(ByteBuffer.wrap("220 mx\r\n".getBytes(StandardCharsets.UTF_8)));
            heard.add(in.readLine());
            channel.write(ByteBuffer.wrap("250 mx\r\n".getBytes(StandardCharsets.UTF_8)));
            heard.add(in.readLine());
            in.readLine();
        } catch (IOException e) {
            heard.add(e.toString());
        }
    }
}
