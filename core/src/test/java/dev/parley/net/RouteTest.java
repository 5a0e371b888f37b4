package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.trace.TraceEvent;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RouteTest {
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = Route.server();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLocalEndIsWhereTheUserSays() throws IOException {
        int port = freePort();
        try (Link link = connect(new Route().with("localaddress", "127.0.0.2").with("localport", port));
                Socket accepted = server.accept()) {
            assertEquals("127.0.0.2", accepted.getInetAddress().getHostAddress());
            assertEquals(port, accepted.getPort());
            assertEquals("127.0.0.2", link.localAddress().getHostAddress());
        }
    }

    @Test
    void aLocalPortNeedsNoAddress() throws IOException {
        int port = freePort();
        connect(new Route().with("localport", String.valueOf(port))).close();
        try (Socket accepted = server.accept()) {
            assertEquals(port, accepted.getPort());
        }
    }

    @Test
    void aLocalEndThatCannotBeIsAnError() {
        for (String address : List.of("192.0.2.1", "no.such.invalid")) {
            ConnectFailedException e = assertThrows(
                    ConnectFailedException.class, () -> connect(new Route().with("localaddress", address)));
            assertTrue(
                    e.getMessage()
                            .contains("cannot bind to the local address " + address
                                    + ", port 0 (mail.smtp.localaddress, mail.smtp.localport)"),
                    e.getMessage());
        }
    }

    @Test
    void anInterruptEndsAReadOnASocketChannel() throws Exception {
        try (Link link = connect(new Route().with("usesocketchannels", "true"))) {
            Thread reader = new Thread(() -> assertThrows(IOException.class, () -> Route.hear(link)));
            reader.start();
            reader.interrupt();
            reader.join(5000);
            assertTrue(link.isClosed());
        }
    }

    @Test
    void anIpv6AddressWithBracketsAndWithout() throws IOException {
        try (ServerSocket v6 = new ServerSocket(0, 10, InetAddress.getByName("::1"))) {
            for (String host : List.of("::1", "[::1]")) {
                new Route().connect(host, v6.getLocalPort()).close();
                v6.accept().close();
            }
        } catch (BindException e) {
            assumeTrue(false, "this machine has no IPv6");
        }
    }

    @Test
    void theApplicationsFactoryMakesTheSocket() throws IOException {
        Counting factory = new Counting();
        connect(new Route().with("socketFactory", factory)).close();
        assertEquals(1, factory.made.get());
        new Route()
                .with("socketFactory.class", Counting.class.getName())
                .with("socketFactory.port", server.getLocalPort())
                .connect("127.0.0.1", 1)
                .close();
        assertEquals(1, Counting.DEFAULT.made.get());
    }

    @Test
    void aFactoryThatFailsIsNotPassedOverSilently() throws IOException {
        ConnectFailedException e = assertThrows(
                ConnectFailedException.class, () -> connect(new Route().with("socketFactory", new Refusing())));
        assertTrue(e.getMessage().contains("mail.smtp.socketFactory creates no unconnected socket"), e.getMessage());
        Route fallback = new Route()
                .with("socketFactory", new Refusing())
                .with("socketFactory.port", 1)
                .with("socketFactory.fallback", "true");
        connect(fallback).close();
        String warning = fallback.traced(TraceEvent.Warned.class).get(0);
        assertTrue(warning.contains("trying again without mail.smtp.socketFactory: no connection"), warning);
        assertTrue(warning.contains("mail.smtp.socketFactory.fallback=true"), warning);
    }

    @Test
    void aFactoryThatMakesTlsIsNoPlainOne() {
        SocketFactory hidden = new Counting() {
            @Override
            public Socket createSocket() throws IOException {
                return SSLSocketFactory.getDefault().createSocket();
            }
        };
        ConnectFailedException e =
                assertThrows(ConnectFailedException.class, () -> connect(new Route().with("socketFactory", hidden)));
        assertTrue(e.getMessage().endsWith("creates TLS sockets, but is not an SSLSocketFactory"), e.getMessage());
    }

    @Test
    void whatGivesNoFactoryIsAnErrorThatNamesTheProperty() {
        assertEquals(
                "mail.smtp.socketFactory must hold a javax.net.SocketFactory, not a java.lang.String",
                refused(new Route().with("socketFactory", "factory")));
        assertTrue(refused(new Route().with("socketFactory.class", "java.lang.String"))
                .startsWith("mail.smtp.socketFactory.class=java.lang.String does not return a SocketFactory"));
        assertEquals(
                "mail.smtp.socketFactory and mail.smtp.socks.host exclude each other: each creates the socket",
                refused(new Route().with("socketFactory", new Counting()).with("socks.host", "proxy")));
    }

    @Test
    void theApplicationsExecutorWatchesTheWrites() throws IOException {
        AtomicInteger scheduled = new AtomicInteger();
        ScheduledThreadPoolExecutor own = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                scheduled.incrementAndGet();
                return super.schedule(task, delay, unit);
            }
        };
        try (Link link = connect(new Route().with("executor.writetimeout", own))) {
            Route.say(link, "one");
            assertEquals(1, scheduled.get());
            own.shutdownNow();
            IOException e = assertThrows(IOException.class, () -> Route.say(link, "two"));
            assertEquals("the executor of executor.writetimeout rejected a task", e.getMessage());
        }
    }

    @Test
    void anExecutorOfAnotherTypeIsAnErrorThatNamesTheProperty() {
        Properties properties = new Properties();
        properties.put("mail.smtp.executor.writetimeout", (Runnable) () -> {});
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> Timeouts.from(new MailProperties("smtp", properties)));
        assertTrue(e.getMessage().startsWith("mail.smtp.executor.writetimeout must hold a"), e.getMessage());
    }

    private Link connect(Route route) throws IOException {
        return route.connect("127.0.0.1", server.getLocalPort());
    }

    private static String refused(Route route) {
        return assertThrows(IllegalArgumentException.class, route::settings).getMessage();
    }

    private static int freePort() throws IOException {
        try (ServerSocket gone = Route.server()) {
            return gone.getLocalPort();
        }
    }

    /** Makes plain sockets and counts them. */
    public static class Counting extends SocketFactory {
        static final Counting DEFAULT = new Counting();

        final AtomicInteger made = new AtomicInteger();

        public static SocketFactory getDefault() {
            return DEFAULT;
        }

        @Override
        public Socket createSocket() throws IOException {
            made.incrementAndGet();
            return new Socket();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    /** Makes none. */
    private static final class Refusing extends Counting {
        @Override
        public Socket createSocket() throws IOException {
            throw new IOException("none left");
        }
    }
}
