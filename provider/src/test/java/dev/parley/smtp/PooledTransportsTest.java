package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.pool.AnnouncingClock;
import dev.parley.smtp.pool.ManualClock;
import dev.parley.smtp.pool.Pools;
import dev.parley.testing.OwnThread;
import dev.parley.trace.DialogTrail;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transports that share the connections of a pool. */
class PooledTransportsTest extends TransportFixture {
    private static final String MESSAGE = ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final ThrottlingServer.Limits UNLIMITED = ThrottlingServer.Limits.NONE;

    private final ManualClock clock = new ManualClock();
    private final List<String> decisions = Collections.synchronizedList(new ArrayList<>());

    PooledTransportsTest() {
        properties.put("mail.smtp.pool.size", "1");
        properties.put("mail.smtp.quitwait", "true");
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Decided decided) {
                decisions.add(decided.topic() + ": " + decided.choice() + ", because " + decided.because());
            }
        });
    }

    /** Its waits for a time advance the clock of the test. */
    private Session clocked() {
        Session session = session();
        Pools.setClock(session, clock);
        return session;
    }

    private static SmtpTransport connected(Session session, int port) throws MessagingException {
        SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
        transport.connect("127.0.0.1", port, null, null);
        return transport;
    }

    private CompletableFuture<SmtpTransport> connecting(SmtpTransport transport, int port) throws InterruptedException {
        CompletableFuture<SmtpTransport> connecting = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        transport.connect("127.0.0.1", port, null, null);
                        return transport;
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                },
                OwnThread.EXECUTOR);
        clock.awaitWaiting();
        return connecting;
    }

    private static String failure(CompletableFuture<SmtpTransport> connecting) {
        ExecutionException e = assertThrows(ExecutionException.class, connecting::get);
        MessagingException failure = (MessagingException) e.getCause().getCause();
        assertTrue(DialogTrail.of(failure).isPresent());
        return failure.getMessage();
    }

    private MimeMessage addressed(String subject) throws MessagingException {
        MimeMessage message = message("hi");
        message.setSubject(subject);
        message.setRecipients(Message.RecipientType.TO, TO);
        return message;
    }

    @Test
    void theStatisticsOfAPool() throws Exception {
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            assertEquals(List.of(), Parley.pools(session));
            SmtpTransport first = connected(session, server.port());
            String address = "127.0.0.1:" + server.port();
            assertEquals(List.of(new PoolStatistics(address, 1, 0, 0, 1)), Parley.pools(session));
            CompletableFuture<SmtpTransport> second =
                    connecting((SmtpTransport) session.getTransport("parley"), server.port());
            assertEquals(List.of(new PoolStatistics(address, 1, 0, 1, 1)), Parley.pools(session));
            first.close();
            second.get().close();
            assertEquals(List.of(new PoolStatistics(address, 1, 1, 0, 1)), Parley.pools(session));
            assertEquals(0, Parley.pools(session).get(0).inUse());
            Parley.close(session);
            assertEquals(List.of(new PoolStatistics(address, 0, 0, 0, 1)), Parley.pools(session));
        }
    }

    @Test
    void aClosedTransportGivesItsConnectionToTheNext() throws Exception {
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            SmtpTransport first = connected(session, server.port());
            SmtpConnection connection = first.connection().current();
            CompletableFuture<SmtpTransport> second =
                    connecting((SmtpTransport) session.getTransport("parley"), server.port());
            assertFalse(second.isDone());
            first.close();
            assertSame(connection, second.get().connection().current());
            second.get().sendMessage(message("hi"), TO);
            second.get().close();
            assertEquals(1, server.seen().most());
            assertTrue(
                    decisions.contains("reuse: the connect waited 0 ms, because all connections were in use"),
                    decisions::toString);
            Parley.close(session);
        }
    }

    @Test
    void aConnectThatGetsNoneFails() throws Exception {
        properties.put("mail.smtp.pool.wait", "0");
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = session();
            SmtpTransport first = connected(session, server.port());
            MessagingException e = assertThrows(MessagingException.class, () -> connected(session, server.port()));
            assertEquals(
                    "no connection to 127.0.0.1:" + server.port() + ": all connections of mail.smtp.pool.size=1 are in"
                            + " use, and none became free within 0 ms (mail.smtp.pool.wait): close each Transport, or"
                            + " raise one of these properties",
                    e.getMessage());
            assertTrue(DialogTrail.of(e).isPresent());
            first.close();
            connected(session, server.port()).close();
            Parley.close(session);
        }
    }

    @Test
    void anotherThreadEndsAWaitingConnect() throws Exception {
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            SmtpTransport first = connected(session, server.port());
            SmtpTransport second = (SmtpTransport) session.getTransport("parley");
            CompletableFuture<SmtpTransport> connecting = connecting(second, server.port());
            second.close();
            String failure = failure(connecting);
            assertTrue(failure.endsWith("; the transport was closed by another thread after 0 ms"), failure);
            first.close();
            Parley.close(session);
        }
    }

    @Test
    void parleyCloseEndsIdleConnectionsAndWaitingCallers() throws Exception {
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            SmtpTransport used = connected(session, server.port());
            CompletableFuture<SmtpTransport> connecting =
                    connecting((SmtpTransport) session.getTransport("parley"), server.port());
            Parley.close(session);
            String failure = failure(connecting);
            assertTrue(failure.endsWith("; the pool of the Session was closed after 0 ms (Parley.close)"), failure);
            used.sendMessage(message("hi"), TO);
            CompletableFuture<SmtpTransport> next =
                    connecting((SmtpTransport) session.getTransport("parley"), server.port());
            SmtpConnection open = used.connection().current();
            used.close();
            assertFalse(open.isOpen());
            SmtpConnection idle = next.get().connection().current();
            next.get().close();
            assertEquals(1, server.seen().most());
            assertTrue(idle.isOpen());
            Parley.close(session);
            assertFalse(idle.isOpen());
            assertEquals(221, idle.lastReply().code());
            Parley.close(session);
            Parley.close(Session.getInstance(properties));
        }
    }

    @Test
    void parleyCloseKeepsTheRate() throws Exception {
        properties.put("mail.smtp.rate", "1");
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            long start = clock.nanoTime();
            for (int i = 0; i < 3; i++) {
                SmtpTransport transport = connected(session, server.port());
                transport.sendMessage(message("hi"), TO);
                transport.close();
                Parley.close(session);
            }
            assertEquals(2_000_000_000L, clock.nanoTime() - start);
        }
    }

    /** A connection that the watcher is ending does not keep others from being used, although their time is over. */
    @Test
    void theEndOfAnIdleConnectionDelaysNoOther() throws Exception {
        properties.put("mail.smtp.pool.idle", "1");
        properties.put("mail.smtp.pool.wait", "0");
        Semaphore ending = new Semaphore(0);
        Semaphore mayEnd = new Semaphore(0);
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Sent sent && sent.line().equals("QUIT")) {
                ending.release();
                mayEnd.acquireUninterruptibly();
            }
        });
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session another = session();
            SmtpTransport first = connected(session(), server.port());
            SmtpTransport second = connected(session(), server.port());
            SmtpTransport third = connected(another, server.port());
            SmtpConnection idle = third.connection().current();
            first.close();
            ending.acquire();
            second.close();
            third.close();
            Thread.sleep(10); // The time of both is over.
            mayEnd.release();
            ending.acquire();
            SmtpTransport next = connected(another, server.port());
            assertSame(idle, next.connection().current());
            drop(next);
        } finally {
            mayEnd.release(10);
        }
    }

    /** The thread that ends it does not wait for the reply, and does not keep the application from being unloaded. */
    @Test
    void anIdleConnectionEndsWithoutAWait() throws Exception {
        properties.put("mail.smtp.pool.idle", "50");
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        List<Object> held = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<String> closed = new CompletableFuture<>();
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Closed end) {
                held.add(String.valueOf(Thread.currentThread().getContextClassLoader()));
                held.add(String.valueOf(inherited.get()));
                closed.complete(end.how());
            }
        });
        inherited.set("of the application");
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: QUIT\n")) {
            connected(session(), server.port()).close();
            assertEquals("QUIT", closed.get());
            assertEquals(List.of("null", "null"), held);
        }
    }

    /** The server accepts one connection: the idle one ends before the next begins. */
    @ParameterizedTest
    @CsvSource({
        "ssl.trust, *",
        "ssl.protocols, TLSv1.3",
        "ssl.checkserveridentity, true",
        "starttls.enable, false",
        "starttls.required, false",
        "socketFactory.fallback, false",
        "sasl.authorizationid, other",
        "localhost, other.example",
    })
    void anotherSettingGetsNoIdleConnection(String property, String value) throws Exception {
        try (ThrottlingServer server =
                new ThrottlingServer(clock, new ThrottlingServer.Limits(1, Integer.MAX_VALUE, 1000))) {
            Session session = session();
            SmtpTransport first = connected(session, server.port());
            SmtpConnection before = first.connection().current();
            first.close();
            assertTrue(before.isOpen());
            session.getProperties().put("mail.smtp." + property, value);
            SmtpTransport second = connected(session, server.port());
            assertFalse(before.isOpen());
            second.close();
            Parley.close(session);
            assertEquals(0, server.seen().rejectedConnections());
        }
    }

    @Test
    void anotherPasswordGetsNoIdleConnection() throws Exception {
        String hello = HELLO.formatted("-mx\nS: 250 AUTH PLAIN") + "C: AUTH PLAIN [redacted]\nS: 235 ok\n";
        String dialog = hello + MESSAGE + QUIT + "S! accept\n" + hello + MESSAGE;
        properties.put("mail.smtp.starttls.enable", "false");
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            for (String password : List.of("one", "two")) {
                try (SmtpTransport transport = (SmtpTransport) session.getTransport("parley")) {
                    transport.connect("localhost", server.port(), "u", password);
                    transport.sendMessage(message("hi"), TO);
                }
            }
            SmtpTransport kept = (SmtpTransport) session.getTransport("parley");
            kept.connect("localhost", server.port(), "u", "two");
            drop(kept);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    @Test
    void aWaitingConnectWithOtherSettingsGetsThePlaceOnly() throws Exception {
        try (ThrottlingServer server =
                new ThrottlingServer(clock, new ThrottlingServer.Limits(1, Integer.MAX_VALUE, 1000))) {
            Session session = clocked();
            SmtpTransport first = connected(session, server.port());
            SmtpConnection connection = first.connection().current();
            SmtpTransport other = (SmtpTransport) session.getTransport("parley");
            other.setLocalHost("other.example");
            CompletableFuture<SmtpTransport> connecting = connecting(other, server.port());
            first.close();
            connecting.get().sendMessage(message("hi"), TO);
            assertFalse(connection.isOpen());
            other.close();
            assertEquals(0, server.seen().rejectedConnections());
            Parley.close(session);
        }
    }

    /** The bound is that of the server, too: the other connection begins after the end of the first. */
    @Test
    void aPlaceIsFreeOnlyAfterQuit() throws Exception {
        properties.put("mail.smtp.pool.idle", "0");
        CountDownLatch another = new CountDownLatch(2);
        AtomicBoolean tooEarly = new AtomicBoolean();
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Opened) {
                another.countDown();
            } else if (event instanceof TraceEvent.Sent sent && sent.line().equals("QUIT")) {
                try {
                    tooEarly.compareAndSet(false, another.await(300, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            SmtpTransport first = connected(session, server.port());
            CompletableFuture<SmtpTransport> second =
                    connecting((SmtpTransport) session.getTransport("parley"), server.port());
            first.close();
            assertFalse(tooEarly.get());
            assertTrue(second.get().isConnected());
            drop(second.get());
            second.get().close();
        }
    }

    @Test
    void aBrokenConnectionGivesItsPlaceBackAtOnce() throws Exception {
        properties.put("mail.smtp.pool.wait", "0");
        String dialog =
                HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS! close\nS! accept\n" + HELLO.formatted(" mx");
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            SmtpTransport broken = connected(session, server.port());
            assertThrows(MessagingException.class, () -> broken.sendMessage(message("hi"), TO));
            SmtpTransport next = connected(session, server.port());
            drop(next);
            broken.close();
        }
    }

    @Test
    void aFailedConnectGivesItsPlaceBack() throws Exception {
        properties.put("mail.smtp.pool.wait", "0");
        String dialog = "S: 554 no\nS! close\nS! accept\n" + HELLO.formatted(" mx");
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            MessagingException e = assertThrows(MessagingException.class, () -> connected(session, server.port()));
            assertTrue(e.getMessage().contains("554"), e.getMessage());
            drop(connected(session, server.port()));
        }
    }

    @Test
    void aTransportThatIsNotClosedGivesItsPlaceBackWhenItIsCollected() throws Exception {
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            leak(session, server.port());
            CompletableFuture<SmtpTransport> connecting =
                    connecting((SmtpTransport) session.getTransport("parley"), server.port());
            while (!connecting.isDone()) {
                System.gc();
                Thread.onSpinWait();
            }
            connecting.get().close();
            Parley.close(session);
        }
    }

    private static void leak(Session session, int port) throws MessagingException {
        connected(session, port);
    }

    @Test
    void aRejectedConnectWaitsForTheEndOfAnotherConnection() throws Exception {
        properties.put("mail.smtp.pool.size", "3");
        try (ThrottlingServer server =
                new ThrottlingServer(clock, new ThrottlingServer.Limits(1, Integer.MAX_VALUE, 1000))) {
            Session session = clocked();
            SmtpTransport first = connected(session, server.port());
            SmtpTransport second = (SmtpTransport) session.getTransport("parley");
            CompletableFuture<SmtpTransport> connecting = connecting(second, server.port());
            assertEquals(1, server.seen().rejectedConnections());
            first.close();
            connecting.get().sendMessage(message("hi"), TO);
            second.close();
            assertEquals(1, server.seen().most());
            Parley.close(session);
        }
    }

    /** Where it gets none, the rejection of the server is the failure. */
    @Test
    void aRejectedConnectThatWaitsInVainFailsWithTheReply() throws Exception {
        properties.put("mail.smtp.pool.size", "3");
        properties.put("mail.smtp.pool.wait", "0");
        try (ThrottlingServer server =
                new ThrottlingServer(clock, new ThrottlingServer.Limits(1, Integer.MAX_VALUE, 1000))) {
            Session session = session();
            SmtpTransport first = connected(session, server.port());
            MessagingException e = assertThrows(MessagingException.class, () -> connected(session, server.port()));
            assertTrue(e.getMessage().contains("421 4.7.0 Too many concurrent connections"), e.getMessage());
            first.close();
            Parley.close(session);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S: 421 4.3.2 Connection rate limit exceeded\nS! close\n",
                "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN [redacted]\n"
                        + "S: 454 4.7.0 Too many login attempts\nC: QUIT\nS: 221 bye\n",
            })
    void aConnectAfterOneThatWasTooFastWaits(String rejected) throws Exception {
        String accepted = HELLO.formatted("-mx\nS: 250 AUTH PLAIN") + "C: AUTH PLAIN [redacted]\nS: 235 ok\n";
        properties.put("mail.smtp.starttls.enable", "false");
        try (ScriptedServer server = serve(rejected + "S! accept\n" + accepted)) {
            Session session = clocked();
            long start = clock.nanoTime();
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            assertThrows(MessagingException.class, () -> transport.connect("localhost", server.port(), "u", "secret"));
            assertEquals(start, clock.nanoTime());
            transport.connect("localhost", server.port(), "u", "secret");
            assertEquals(1_000_000_000L, clock.nanoTime() - start);
            assertTrue(
                    decisions.stream()
                            .anyMatch(each -> each.startsWith(
                                    "reuse: the connect waited 1000 ms, because the server replied: 4")),
                    decisions::toString);
            drop(transport);
        }
    }

    /** A recipient that is rejected for another reason does not hide the rate. */
    @Test
    void theRateInTheReplyToAnyRecipientDelaysTheNextMessage() throws Exception {
        properties.put("mail.smtp.sendpartial", "true");
        String dialog = HELLO.formatted(" mx")
                + "C: MAIL FROM:<a@x.test>\nS: 250 ok\nC: RCPT TO:<c@x.test>\nS: 550 5.1.1 unknown\n"
                + "C: RCPT TO:<d@x.test>\nS: 451 4.7.1 Ratelimit exceeded\nC: RCPT TO:<b@x.test>\nS: 250 ok\n"
                + "C: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n" + MESSAGE;
        try (ScriptedServer server = serve(dialog)) {
            Session session = clocked();
            SmtpTransport transport = connected(session, server.port());
            long start = clock.nanoTime();
            InternetAddress[] to = {address("c@x.test"), address("d@x.test"), TO[0]};
            assertThrows(SendFailedException.class, () -> transport.sendMessage(message("hi"), to));
            transport.sendMessage(message("hi"), TO);
            assertEquals(1_000_000_000L, clock.nanoTime() - start);
            drop(transport);
        }
    }

    @Test
    void aBatchIsSentAtTheRate() throws Exception {
        properties.put("mail.smtp.rate", "2");
        properties.put("mail.smtp.rate.burst", "2");
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            long start = clock.nanoTime();
            SmtpTransport transport = connected(session, server.port());
            List<Delivery> deliveries =
                    transport.sendAll(List.of(addressed("1"), addressed("2"), addressed("3"), addressed("4")));
            assertTrue(deliveries.stream().allMatch(Delivery::isComplete));
            assertEquals(1_000_000_000L, clock.nanoTime() - start);
            transport.close();
            assertEquals(
                    2,
                    Collections.frequency(
                            decisions, "reuse: the message waited 500 ms, because the next one may be sent only then"));
            Parley.close(session);
        }
    }

    @Test
    void theRateIsThatOfAllTransportsAlsoWithoutABound() throws Exception {
        properties.remove("mail.smtp.pool.size");
        properties.put("mail.smtp.rate", "1");
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            long start = clock.nanoTime();
            SmtpTransport first = connected(session, server.port());
            SmtpTransport second = connected(session, server.port());
            for (int i = 0; i < 2; i++) {
                first.sendMessage(message("hi"), TO);
                second.sendMessage(message("hi"), TO);
            }
            assertEquals(3_000_000_000L, clock.nanoTime() - start);
            first.close();
            second.close();
            assertEquals(2, server.seen().most());
        }
    }

    @Test
    void anInterruptDuringTheWaitForTheRateLeavesTheMessageUnsent() throws Exception {
        properties.put("mail.smtp.rate", "1");
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = clocked();
            SmtpTransport transport = connected(session, server.port());
            transport.sendMessage(addressed("sent"), TO);
            Thread.currentThread().interrupt();
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(addressed("not sent"), TO));
            assertTrue(Thread.interrupted());
            assertEquals(
                    "the message was not sent to 127.0.0.1:" + server.port() + ": messages wait for their turn by"
                            + " mail.smtp.rate=1; the thread was interrupted",
                    e.getMessage());
            assertFalse(e instanceof SendFailedException);
            Delivery.Recipient recipient =
                    transport.getLastDelivery().orElseThrow().recipients().get(0);
            assertEquals(Delivery.Outcome.NOT_SENT, recipient.outcome());
            transport.sendMessage(addressed("again"), TO);
            transport.close();
            assertEquals(List.of("sent", "again"), server.committed());
            Parley.close(session);
        }
    }

    @Test
    void anotherThreadEndsTheWaitForTheRate() throws Exception {
        properties.put("mail.smtp.rate", "0.001");
        try (ThrottlingServer server = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = session();
            AnnouncingClock announcing = new AnnouncingClock();
            Pools.setClock(session, announcing);
            SmtpTransport transport = connected(session, server.port());
            transport.sendMessage(addressed("sent"), TO);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(
                    () -> {
                        try {
                            transport.sendMessage(addressed("not sent"), TO);
                        } catch (MessagingException e) {
                            throw new IllegalStateException(e.getMessage());
                        }
                    },
                    OwnThread.EXECUTOR);
            announcing.awaitWaiting();
            transport.close();
            ExecutionException e = assertThrows(ExecutionException.class, sending::get);
            assertTrue(
                    e.getCause()
                            .getMessage()
                            .contains("mail.smtp.rate=0.001; the transport was closed by another thread"),
                    e.getCause()::getMessage);
            assertFalse(transport.isConnected());
            assertEquals(List.of("sent"), server.committed());
        }
    }

    @Test
    void theMaximumOfIdleConnectionsIsThatOfTheSession() throws Exception {
        properties.put("mail.smtp.pool.size", "3");
        properties.put("mail.smtp.pool.maxidle", "1");
        try (ThrottlingServer one = new ThrottlingServer(clock, UNLIMITED);
                ThrottlingServer other = new ThrottlingServer(clock, UNLIMITED)) {
            Session session = session();
            SmtpTransport first = connected(session, one.port());
            SmtpTransport second = connected(session, other.port());
            SmtpConnection oldest = first.connection().current();
            SmtpConnection kept = second.connection().current();
            first.close();
            assertTrue(oldest.isOpen());
            second.close();
            assertFalse(oldest.isOpen());
            assertTrue(kept.isOpen());
            Parley.close(session);
        }
    }

    /** The server closed it while it was idle: the next connect gets another one, with the place of the first. */
    @Test
    void aDeadIdleConnectionIsReplaced() throws Exception {
        String dialog = HELLO.formatted(" mx") + MESSAGE + "S: 421 bye\nS! close\nS! accept\n" + HELLO.formatted(" mx")
                + MESSAGE;
        properties.put("mail.smtp.pool.wait", "0");
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            SmtpTransport first = connected(session, server.port());
            first.sendMessage(message("hi"), TO);
            SmtpConnection idle = first.connection().current();
            first.close();
            while (idle.isSilent()) {
                Thread.onSpinWait();
            }
            SmtpTransport second = connected(session, server.port());
            assertFalse(idle.isOpen());
            second.sendMessage(message("hi"), TO);
            drop(second);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    @Test
    void anIdleConnectionEndsWithItsAge() throws Exception {
        properties.put("mail.smtp.pool.idle", "60000");
        properties.put("mail.smtp.pool.age", "300");
        String dialog = HELLO.formatted(" mx") + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            connected(session(), server.port()).close();
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    /** The stage, and thereby its thread, leaves the queue of the pool. */
    @Test
    void aCancelledSendLeavesTheQueue() throws Exception {
        properties.put("mail.smtp.pool.size", "1");
        properties.put("mail.smtp.host", "127.0.0.1");
        try (CommittingServer server = new CommittingServer("SIZE")) {
            properties.put("mail.smtp.port", String.valueOf(server.port()));
            properties.put("mail.transport.protocol.rfc822", "parley");
            AtomicReference<Thread> sender = new AtomicReference<>();
            properties.put("mail.smtp.async.executor", (Executor) task -> {
                sender.set(new Thread(task));
                sender.get().start();
            });
            Session session = session();
            Transport first = session.getTransport("parley");
            first.connect();
            CompletableFuture<Delivery> waiting =
                    SmtpTransport.sendAsync(session, message("hi"), TO).toCompletableFuture();
            while (sender.get().getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertTrue(waiting.cancel(true));
            sender.get().join();
            first.close();
            first.connect();
            first.sendMessage(message("there"), TO);
            first.close();
            assertEquals(1, server.connections());
            Parley.close(session);
            assertEquals(1, server.committed().size());
        }
    }
}
