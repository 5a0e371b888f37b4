package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.CustomFactory;
import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import dev.parley.wire.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A host with several addresses, over real sockets. A server whose queue of connections is full never replies. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralAddressesTest {
    private static final Endpoint SERVER = new Endpoint("mx.test", 25);

    private final Properties properties = new Properties();
    private final List<TraceEvent> trace = new ArrayList<>();
    private final List<Closeable> open = new ArrayList<>();
    private final ConnectAttempt attempt = new ConnectAttempt();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = Route.server();
        open.add(server);
    }

    @AfterEach
    void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }

    @Test
    void aDeadAddressCostsAFractionOfASecond() throws IOException {
        try (Link link = connect(full(), full(), address(server));
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write("220 mx\r\n".getBytes());
            assertEquals("220 mx", Route.hear(link));
        }
        String events = trace.toString().replaceAll("no connection after \\d+ ms", "no connection after N ms");
        assertTrue(
                events.contains("choice=127.0.0.1:" + server.getLocalPort()
                        + ", because=127.0.0.1 no connection after N ms; 127.0.0.1 no connection after N ms"),
                events);
    }

    @Test
    void aRejectionIsInTheTrace() throws IOException {
        for (boolean races : List.of(true, false)) {
            trace.clear();
            CustomFactory factory = races ? null : factory(new RouteTest.Counting());
            connect(factory, rejecting(), address(server)).close();
            String events = trace.toString();
            assertTrue(events.contains("because=127.0.0.1 Connection refused"), events);
        }
    }

    @Test
    void theTimeoutLimitsEachAttempt() throws IOException {
        properties.put("mail.smtp.connectiontimeout", "400");
        ConnectFailedException e = assertThrows(ConnectFailedException.class, () -> connect(full(), full()));
        assertEquals(
                "no connection to mx.test:25: 127.0.0.1 Connect timed out; 127.0.0.1 Connect timed out",
                e.getMessage());
        assertEquals(1, e.getSuppressed().length);
    }

    /** The attempt with the first address ends before the next one begins. */
    @Test
    void theFactoryOfTheApplicationIsUsedByOneThreadInSequence() throws IOException {
        properties.put("mail.smtp.connectiontimeout", "400");
        List<Thread> threads = new CopyOnWriteArrayList<>();
        RouteTest.Counting factory = new RouteTest.Counting() {
            @Override
            public Socket createSocket() throws IOException {
                threads.add(Thread.currentThread());
                return super.createSocket();
            }
        };
        connect(factory(factory), full(), address(server)).close();
        assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), threads);
        assertTrue(trace.toString().contains("because=127.0.0.1 Connect timed out"), trace.toString());
    }

    @Test
    void oneLocalPortIsUsedInSequence() throws IOException {
        properties.put("mail.smtp.connectiontimeout", "400");
        try (ServerSocket gone = Route.server()) {
            properties.put("mail.smtp.localport", String.valueOf(gone.getLocalPort()));
        }
        connect(full(), address(server)).close();
        assertTrue(trace.toString().contains("because=127.0.0.1 Connect timed out"), trace.toString());
    }

    /** An interrupt closes a channel during each read, but a plain socket only if the watchdog looks just then. */
    @Test
    void theSocketIsAPlainOne() throws IOException {
        for (int attempts = 1; attempts < 5; attempts++) {
            try {
                readInterrupted();
                return;
            } catch (InterruptedIOException e) {
                assertTrue(Thread.interrupted());
            }
        }
        readInterrupted();
    }

    private void readInterrupted() throws IOException {
        try (Link link = connect(full(), address(server));
                Socket accepted = server.accept()) {
            Thread reader = Thread.currentThread();
            accepted.getOutputStream().write("220 mx\r\n".getBytes());
            reader.interrupt();
            assertEquals("220 mx", Route.hear(link));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void anotherThreadAbortsIt() throws Exception {
        InetSocketAddress[] addresses = {full(), full()};
        Thread aborting = new Thread(attempt::abort);
        Connector connector = connector();
        aborting.start();
        assertThrows(ConnectAbortedException.class, () -> connector.connect(SERVER, List.of(addresses), null));
        aborting.join();
    }

    @Test
    void anInterruptEndsIt() throws IOException {
        InetSocketAddress[] addresses = {full(), full()};
        Thread.currentThread().interrupt();
        ConnectFailedException e = assertThrows(ConnectFailedException.class, () -> connect(addresses));
        assertTrue(Thread.interrupted());
        assertSame(InterruptedIOException.class, e.getCause().getClass());
    }

    private Link connect(InetSocketAddress... addresses) throws IOException {
        return connect(null, addresses);
    }

    private Link connect(CustomFactory factory, InetSocketAddress... addresses) throws IOException {
        return connector().connect(SERVER, List.of(addresses), factory);
    }

    private Connector connector() {
        MailProperties smtp = new MailProperties("smtp", properties);
        return new Connector(
                RouteSettings.from(smtp), Timeouts.from(smtp), Limits.DEFAULT, new Trace(List.of(trace::add)), attempt);
    }

    private static CustomFactory factory(RouteTest.Counting factory) {
        Properties properties = new Properties();
        properties.put("mail.smtp.socketFactory", factory);
        return RouteSettings.from(new MailProperties("smtp", properties)).factory();
    }

    private static InetSocketAddress address(ServerSocket server) {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private static InetSocketAddress rejecting() throws IOException {
        try (ServerSocket gone = Route.server()) {
            return address(gone);
        }
    }

    /** The address of a server whose queue of connections is full. */
    private InetSocketAddress full() throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        open.add(listener);
        for (int i = 0; i < 16; i++) {
            SocketChannel queued = SocketChannel.open();
            open.add(queued);
            queued.configureBlocking(false);
            queued.connect(address(listener));
        }
        return address(listener);
    }
}
