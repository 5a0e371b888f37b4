package dev.parley.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.pool.ManualClock;
import dev.parley.smtp.pool.Pools;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider that limits connections, messages of a connection and the rate; its time is that of the pool. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThrottlingTest extends TransportFixture {
    private static final int THREADS = 50;
    private static final int MESSAGES = 2000;
    private static final int RATE = 14;
    private static final ThrottlingServer.Limits PROVIDER = new ThrottlingServer.Limits(2, 10, RATE);

    private final ManualClock clock = new ManualClock();
    private final long start = clock.nanoTime();
    private volatile boolean over;

    ThrottlingTest() {
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.quitwait", "true");
    }

    /** After a failure, the threads must not go on with the server of another test. */
    @AfterEach
    void stopThreads() {
        over = true;
    }

    private Session session(ThrottlingServer server) {
        properties.put("mail.smtp.port", String.valueOf(server.port()));
        Session session = Session.getInstance(properties);
        Pools.setClock(session, clock);
        return session;
    }

    private double seconds() {
        return Duration.ofNanos(clock.nanoTime() - start).toMillis() / 1000.0;
    }

    @Test
    void aPoolWithinTheLimitsIsHardlyThrottled() throws Exception {
        properties.put("mail.smtp.pool.size", "2");
        properties.put("mail.smtp.pool.messages", "10");
        properties.put("mail.smtp.rate", "14");
        try (ThrottlingServer server = new ThrottlingServer(clock, PROVIDER)) {
            Session session = session(server);
            sendAll(session, MESSAGES);
            ThrottlingServer.Seen seen = server.seen();
            System.out.println("within the limits: " + seen + ", " + seconds() + " s of the clock");
            assertAllOnce(server, MESSAGES);
            assertTrue(seen.throttled() * 100 <= seen.commands(), seen::toString);
            assertTrue(MESSAGES / seconds() >= 0.9 * RATE, () -> seconds() + " s");
            assertTrue(MESSAGES / seconds() <= 1.1 * RATE, () -> seconds() + " s");
            assertEquals(2, seen.most());
            Parley.close(session);
        }
    }

    @Test
    void aPoolBeyondTheLimitsShrinksPausesAndGrows() throws Exception {
        properties.put("mail.smtp.pool.size", "10");
        properties.put("mail.smtp.rate", "1000");
        try (ThrottlingServer server = new ThrottlingServer(clock, PROVIDER)) {
            Session session = session(server);
            sendAll(session, MESSAGES);
            ThrottlingServer.Seen seen = server.seen();
            System.out.println("beyond the limits: " + seen + ", " + seconds() + " s of the clock");
            assertAllOnce(server, MESSAGES);
            assertEquals(2, seen.most());
            server.limit(ThrottlingServer.Limits.NONE);
            clock.advance(Duration.ofMinutes(10).toNanos());
            List<SmtpTransport> open = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                open.add((SmtpTransport) session.getTransport("parley"));
                open.get(i).connect();
            }
            assertEquals(10, server.seen().most());
            for (SmtpTransport each : open) {
                each.close();
            }
            Parley.close(session);
        }
    }

    /** Another client of the account has all connections that the server accepts, for some time. */
    @Test
    void aConnectionBeyondTheLimitIsNotUsedAgain() throws Exception {
        properties.put("mail.smtp.pool.size", "2");
        try (ThrottlingServer server = new ThrottlingServer(clock, new ThrottlingServer.Limits(1, 10, RATE))) {
            Session session = session(server);
            MimeMessage message = message(session, "hi");
            message.setRecipients(Message.RecipientType.TO, TO);
            try (Socket other = new Socket("127.0.0.1", server.port())) {
                BufferedReader replies = new BufferedReader(new InputStreamReader(other.getInputStream(), US_ASCII));
                assertEquals("220 mx", replies.readLine());
                assertEquals(RetryAdvice.Action.RETRY, send(session, message));
                assertEquals(RetryAdvice.Action.RETRY, send(session, message));
                assertEquals(2, server.seen().throttled());
                other.getOutputStream().write("QUIT\r\n".getBytes(US_ASCII));
                assertEquals("221 bye", replies.readLine());
            }
            assertEquals(RetryAdvice.Action.DONE, send(session, message));
            assertEquals(1, server.committed().size());
            Parley.close(session);
        }
    }

    private static void assertAllOnce(ThrottlingServer server, int count) {
        List<String> committed = server.committed();
        assertEquals(count, new TreeSet<>(committed).size());
        assertEquals(count, committed.size());
    }

    private void sendAll(Session session, int count) throws Exception {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            Thread thread = new Thread(() -> {
                try {
                    for (int number = first; number < count; number += THREADS) {
                        sendUntilAccepted(session, "message " + number);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread each : threads) {
            each.join();
        }
        for (Throwable each : failures) {
            throw new AssertionError(failures.size() + " threads failed", each);
        }
    }

    /** As the queue of an application does, but without the time of the advice. */
    private void sendUntilAccepted(Session session, String subject) throws MessagingException {
        MimeMessage message = message(session, "hi");
        message.setSubject(subject);
        message.setRecipients(Message.RecipientType.TO, TO);
        RetryAdvice.Action action = RetryAdvice.Action.RETRY;
        while (action == RetryAdvice.Action.RETRY && !over) {
            action = send(session, message);
        }
        assertEquals(RetryAdvice.Action.DONE, action);
    }

    private static RetryAdvice.Action send(Session session, MimeMessage message) throws MessagingException {
        try (SmtpTransport transport = (SmtpTransport) session.getTransport("parley")) {
            try {
                transport.connect();
            } catch (MessagingException e) {
                return RetryAdvice.Action.RETRY; // Nothing was sent.
            }
            try {
                transport.sendMessage(message, TO);
            } catch (MessagingException e) {
                // The Delivery has the result.
            }
            return transport.getLastDelivery().orElseThrow().advice().get(0).action();
        }
    }
}
