package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.ServerLocation;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinkTest {
    private static final Trace SILENT = new Trace(List.of());
    private static final RouteSettings DIRECT = RouteSettings.from(new MailProperties("smtp", new Properties()));

    @Test
    void aServerThatReadsNothingDoesNotHoldTheWriter() throws IOException {
        try (ServerSocket server = server();
                Link link = connect(server, Duration.ofMillis(300));
                Socket accepted = server.accept()) {
            accepted.setReceiveBufferSize(1024);
            SocketTimeoutException e = assertThrows(SocketTimeoutException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    link.output().write(new byte[64 * 1024]);
                }
            });
            assertEquals("the server accepted no data for 300 ms", e.getMessage());
            assertTrue(link.isClosed());
        }
    }

    @Test
    void theAddressOfThePeerDecidesWhetherTheServerIsOnThisMachine(@TempDir Path folder) throws IOException {
        assertEquals(ServerLocation.LOOPBACK, locationOf("127.0.0.1"));
        assertEquals(ServerLocation.LOOPBACK, locationOf("127.7.7.7"));
        assertEquals(ServerLocation.LOOPBACK, locationOf("::1"));
        assertEquals(ServerLocation.LOOPBACK, locationOf("::ffff:127.0.0.1"));
        for (String remote :
                List.of("203.0.113.7", "10.0.0.1", "192.168.1.1", "169.254.1.1", "2001:db8::1", "fe80::1")) {
            assertEquals(ServerLocation.REMOTE, locationOf(remote), remote);
        }
        UnixDomainSocketAddress local = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(local);
                Link link = link(Connector.connect(local.getPath(), Duration.ZERO, new ConnectAttempt()))) {
            assertTrue(server.isOpen());
            assertEquals(ServerLocation.LOOPBACK, link.location());
        }
    }

    private static ServerLocation locationOf(String address) throws IOException {
        InetAddress peer = InetAddress.getByName(address);
        Socket socket = new Socket() {
            @Override
            public InetAddress getInetAddress() {
                return peer;
            }
        };
        try (ServerSocket server = server()) {
            socket.connect(server.getLocalSocketAddress());
            try (Link link = link(socket)) {
                return link.location();
            }
        }
    }

    private static Link link(Socket socket) throws IOException {
        return new Link(
                socket,
                "localhost:25",
                Timeouts.from(new MailProperties("smtp", new Properties())),
                Limits.DEFAULT,
                SILENT);
    }

    @Test
    void oneWatchdogForAllLinks() throws IOException {
        try (ServerSocket server = server();
                Link one = connect(server, Duration.ofSeconds(5));
                Link two = connect(server, Duration.ofSeconds(5))) {
            for (Link link : List.of(one, two)) {
                link.writer().line(new byte[] {'x'});
                link.writer().flush();
            }
            assertEquals(
                    1,
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("parley-watchdog"))
                            .count());
        }
    }

    @Test
    void theDeadlineIsForAllReadsTogether() throws IOException {
        try (ServerSocket server = server();
                Link link = connect(server, Duration.ZERO);
                Socket accepted = server.accept()) {
            Thread drip = new Thread(() -> drip(accepted));
            drip.setDaemon(true);
            drip.start();
            assertThrows(
                    SocketTimeoutException.class,
                    () -> link.reader(Duration.ofMillis(400)).line());
        }
    }

    @Test
    void everyAddressThatRefusesIsNamed() throws IOException {
        int port;
        try (ServerSocket gone = server()) {
            port = gone.getLocalPort();
        }
        ConnectFailedException e = assertThrows(
                ConnectFailedException.class,
                () -> new Connector(DIRECT, timeouts(Duration.ZERO), Limits.DEFAULT, SILENT)
                        .connect("localhost", port));
        for (InetAddress address : InetAddress.getAllByName("localhost")) {
            assertTrue(e.getMessage().contains(address.getHostAddress() + " "), e.getMessage());
        }
    }

    @Test
    void anUnknownNameIsOne() {
        assertThrows(
                UnknownHostException.class,
                () -> new Connector(DIRECT, timeouts(Duration.ZERO), Limits.DEFAULT, SILENT)
                        .connect("no.such.invalid", 25));
    }

    private static void drip(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write('x');
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // The reader gave up.
        }
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static Link connect(ServerSocket server, Duration write) throws IOException {
        return new Connector(DIRECT, timeouts(write), Limits.DEFAULT, SILENT)
                .connect("127.0.0.1", server.getLocalPort());
    }

    private static Timeouts timeouts(Duration write) {
        return new Timeouts(Duration.ofSeconds(5), null, write, null, Duration.ZERO);
    }
}
