package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.testing.Headline;
import dev.parley.testing.OwnThread;
import dev.parley.testing.UnconnectedSockets;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are kept for the next connect: whose they are, and how they end. */
class ReuseTest extends TransportFixture {
    private static final String MESSAGE = ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";

    private void sendOver(Session session, ScriptedServer server, String password) throws Exception {
        try (Transport transport = session.getTransport("parley")) {
            transport.connect("localhost", server.port(), password == null ? null : "u", password);
            transport.sendMessage(message("hi"), TO);
        }
    }

    @Test
    void whatNobodyTakesEndsWithQuitAndLeavesNoThread() throws Exception {
        properties.put("mail.smtp.reuse", "3");
        String dialog = HELLO.formatted(" mx") + MESSAGE + MESSAGE + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            sendOver(session, server, null);
            sendOver(session, server, null);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
        for (Thread watcher : watchers()) {
            watcher.join();
        }
        assertFalse(isWatched());
    }

    @Test
    void aConnectionWithTheSameLoginIsTaken() throws Exception {
        properties.put("mail.smtp.reuse", "2");
        properties.put("mail.smtp.starttls.enable", "false");
        String dialog =
                "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN [redacted]\nS: 235 ok\n"
                        + MESSAGE + MESSAGE + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            sendOver(session, server, "secret");
            sendOver(session, server, "secret");
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    private static boolean isWatched() {
        return !watchers().isEmpty();
    }

    private static List<Thread> watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("parley idle connections"))
                .toList();
    }

    @Test
    void aSinkThatThrowsAtTheEndOfOneDoesNotEndTheWatcher() throws Exception {
        properties.put("mail.smtp.trace.sink", (Supplier<TraceSink>) () -> event -> {
            if (event instanceof TraceEvent.Sent sent && sent.line().equals("QUIT")) {
                throw new Error("the disk is full");
            }
        });
        assertAnotherEndsAfterOneThatFails();
    }

    @Test
    void aSocketThatCannotBeClosedDoesNotEndTheWatcher() throws Exception {
        properties.put("mail.smtp.socketFactory", new UnconnectedSockets(() -> new Socket() {
            @Override
            public void close() throws IOException {
                super.close();
                throw new Error("the socket's own failure");
            }
        }));
        assertAnotherEndsAfterOneThatFails();
    }

    /** The one that fails has less time than another, which is idle by then. */
    private void assertAnotherEndsAfterOneThatFails() throws Exception {
        Properties harmless = new Properties();
        harmless.put("mail.smtp.localhost", "client.example");
        harmless.put("mail.smtp.reuse", "2");
        properties.put("mail.smtp.reuse", "1");
        String dialog = HELLO.formatted(" mx") + MESSAGE + QUIT;
        try (ScriptedServer failing = serve(dialog);
                ScriptedServer other = serve(dialog)) {
            sendOver(Session.getInstance(harmless), other, null);
            sendOver(session(), failing, null);
            assertEquals(DialogScript.parse("", dialog).conversation(), failing.transcript());
            assertEquals(DialogScript.parse("", dialog).conversation(), other.transcript());
        }
    }

    /** What the application gave is what decides, not what is made of it for each connect. */
    @Test
    void fiveSendsOverOneConnection() throws Exception {
        Counting sink = new Counting();
        List<Counting> made = new ArrayList<>();
        Supplier<TraceSink> supplier = () -> {
            made.add(new Counting());
            return made.get(made.size() - 1);
        };
        assertOneConnection("trace.sink", sink);
        assertEquals(5, sink.messages);
        assertEquals(0, sink.closed);
        assertOneConnection("trace.sink", supplier);
        assertEquals(1, made.size());
        assertEquals(5, made.get(0).messages);
        assertEquals(1, made.get(0).closed);
        assertOneConnection("trace.sink", Counting.class.getName());
        assertOneConnection("ssl.hostnameverifier.class", "legacy");
        assertOneConnection("ssl.hostnameverifier.class", AnyName.class.getName());
        assertOneConnection("socketFactory.class", OneForEachCall.class.getName());
    }

    private void assertOneConnection(String property, Object value) throws Exception {
        properties.put("mail.smtp.reuse", "30");
        properties.put("mail.smtp." + property, value);
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Session session = session();
            for (int i = 0; i < 5; i++) {
                try (Transport transport = session.getTransport("parley")) {
                    transport.connect("127.0.0.1", server.port(), null, null);
                    transport.sendMessage(message("hi"), TO);
                }
            }
            Transport kept = session.getTransport("parley");
            kept.connect("127.0.0.1", server.port(), null, null);
            drop(kept);
            assertEquals(5, server.committed().size());
            assertEquals(1, server.connections(), property + "=" + value);
        }
        properties.remove("mail.smtp." + property);
    }

    /** A sink that counts the messages of its dialogs. */
    public static final class Counting implements TraceSink {
        private int messages;
        private int closed;

        @Override
        public void accept(TraceEvent event) {
            messages += event instanceof TraceEvent.Content ? 1 : 0;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** A verifier that accepts any host. */
    public static final class AnyName implements HostnameVerifier {
        @Override
        public boolean verify(String host, SSLSession session) {
            return true;
        }
    }

    /** A class whose getDefault() makes a new factory for each call, as most of them do. */
    public static final class OneForEachCall {
        private OneForEachCall() {}

        public static SocketFactory getDefault() {
            return new UnconnectedSockets(Socket::new);
        }
    }

    @Test
    void aWatcherThatWasInterruptedIsStartedAgain() throws Exception {
        properties.put("mail.smtp.reuse", "2");
        String dialog = HELLO.formatted(" mx") + MESSAGE + QUIT;
        try (ScriptedServer first = serve(dialog);
                ScriptedServer second = serve(dialog)) {
            sendOver(session(), first, null);
            for (Thread watcher : watchers()) {
                watcher.interrupt();
                watcher.join();
            }
            sendOver(session(), second, null);
            assertEquals(DialogScript.parse("", dialog).conversation(), first.transcript());
            assertEquals(DialogScript.parse("", dialog).conversation(), second.transcript());
        }
    }

    @Test
    void anotherSessionGetsAConnectionOfItsOwn() throws Exception {
        properties.put("mail.smtp.reuse", "1");
        String dialog =
                HELLO.formatted(" mx") + MESSAGE + QUIT + "S! accept\n" + HELLO.formatted(" mx") + MESSAGE + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            sendOver(Session.getInstance(properties), server, null);
            sendOver(Session.getInstance(properties), server, null);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    @Test
    void anotherPasswordGetsAConnectionOfItsOwn() throws Exception {
        properties.put("mail.smtp.reuse", "1");
        String hello = HELLO.formatted("-mx\nS: 250 AUTH PLAIN") + "C: AUTH PLAIN [redacted]\nS: 235 ok\n";
        String dialog = hello + MESSAGE + QUIT + "S! accept\n" + hello + MESSAGE + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            sendOver(session, server, "one");
            sendOver(session, server, "two");
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    @Test
    void aSessionKeepsNoMoreThanItMay() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        properties.put("mail.smtp.reuse.max", "1");
        try (ScriptedServer first = serve(HELLO.formatted(" mx") + MESSAGE + QUIT);
                ScriptedServer second = serve(HELLO.formatted(" mx") + MESSAGE + MESSAGE)) {
            Session session = session();
            sendOver(session, first, null);
            sendOver(session, second, null);
            assertEquals("S: 221 bye", first.transcript().get(first.transcript().size() - 1));
            Transport transport = session.getTransport("parley");
            transport.connect("localhost", second.port(), null, null);
            transport.sendMessage(message("hi"), TO);
            drop(transport);
            assertEquals(
                    "S: 250 ok", second.transcript().get(second.transcript().size() - 1));
        }
    }

    /** The DataSource of a message may give its octets only once. */
    @Test
    void aMessageForADeadConnectionIsNotRenderedAgain() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        String dialog = HELLO.formatted(" mx") + MESSAGE + "S! close\nS! accept\n" + HELLO.formatted(" mx") + MESSAGE;
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            sendOver(session, server, null);
            Transport transport = session.getTransport("parley");
            transport.connect("localhost", server.port(), null, null);
            OneShot message = new OneShot(session);
            transport.sendMessage(message, TO);
            drop(transport);
            assertEquals(1, message.rendered);
            assertTrue(String.join("\n", server.received()).contains("0123456789"));
        }
    }

    /** The fresh connection must not get the part of the content that was rendered for the dead one. */
    @Test
    void aMessageThatFailsForADeadConnectionIsNotSentInPart() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        String dialog = HELLO.formatted(" mx") + MESSAGE
                + "C: MAIL FROM:<a@x.test>\nS: 421 4.4.2 idle for too long\nS! close\nS! accept\n"
                + HELLO.formatted(" mx");
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            sendOver(session, server, null);
            Transport transport = session.getTransport("parley");
            transport.connect("localhost", server.port(), null, null);
            IllegalStateException failure = new IllegalStateException("the source failed");
            MimeMessage message = new MimeMessage(session) {
                @Override
                public void writeTo(OutputStream out, String[] ignored) throws IOException {
                    out.write(("From: a@x.test\r\n\r\n" + "0123456789\r\n".repeat(50_000))
                            .getBytes(StandardCharsets.US_ASCII));
                    throw failure;
                }
            };
            message.setFrom("a@x.test");
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(message, TO));
            assertSame(failure, e.getCause().getCause());
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    @Test
    void theConnectionThatWasKeptLastGoesOn() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Session session = session();
            SmtpTransport first = (SmtpTransport) session.getTransport("parley");
            SmtpTransport last = (SmtpTransport) session.getTransport("parley");
            first.connect("127.0.0.1", server.port(), null, null);
            last.connect("127.0.0.1", server.port(), null, null);
            SmtpConnection keptFirst = first.connection().current();
            SmtpConnection keptLast = last.connection().current();
            first.close();
            last.close();
            first.connect("127.0.0.1", server.port(), null, null);
            assertSame(keptLast, first.connection().current());
            last.connect("127.0.0.1", server.port(), null, null);
            assertSame(keptFirst, last.connection().current());
            drop(first);
            drop(last);
        }
    }

    @Test
    void theDeliveryNamesTheServerOfTheOtherConnection() throws Exception {
        String other = HELLO.formatted(" mx").replace("220 mx", "220 other");
        Delivery delivery = sentOverADeadConnection(other + MESSAGE);
        assertTrue(delivery.isComplete());
        assertEquals("other", delivery.server());
    }

    /** What was rendered for one server may be unfit for another. */
    @Test
    void aMessageIsNotSentAgainToAServerWithOtherExtensions() throws Exception {
        Delivery delivery = sentOverADeadConnection(HELLO.formatted("-mx\nS: 250 8BITMIME"));
        assertEquals(421, delivery.reply().orElseThrow().code());
    }

    @Test
    void closeWithinAReconnectAbortsIt() throws Exception {
        List<Transport> closing = new ArrayList<>();
        properties.put("mail.smtp.reuse", "30");
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Connected && !closing.isEmpty()) {
                close(closing.get(0));
            }
        });
        String dialog = HELLO.formatted(" mx") + MESSAGE + "C: MAIL FROM:<a@x.test>\nS: 421 bye\nS! close\nS! accept\n"
                + HELLO.formatted(" mx") + MESSAGE;
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            sendOver(session, server, null);
            Transport transport = session.getTransport("parley");
            transport.connect("localhost", server.port(), null, null);
            closing.add(transport);
            SMTPSendFailedException e =
                    assertThrows(SMTPSendFailedException.class, () -> transport.sendMessage(message("hi"), TO));
            assertEquals(421, e.getReturnCode());
            assertFalse(transport.isConnected());
        }
    }

    private Delivery sentOverADeadConnection(String reconnect) throws Exception {
        properties.put("mail.smtp.reuse", "30");
        String dialog = HELLO.formatted(" mx") + MESSAGE
                + "C: MAIL FROM:<a@x.test>\nS: 421 4.4.2 idle for too long\nS! close\nS! accept\n" + reconnect;
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            sendOver(session, server, null);
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            transport.connect("localhost", server.port(), null, null);
            MimeMessage message = message("hi");
            message.setRecipient(Message.RecipientType.TO, TO[0]);
            transport.sendAll(List.of(message));
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
            return transport.getLastDelivery().orElseThrow();
        }
    }

    /** Only what was dead before anything was accepted is sent again: after the dot it would be a second delivery. */
    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "PIPELINING", "CHUNKING", "PIPELINING CHUNKING"})
    void aMessageThatMayBeDeliveredIsNotSentAgain(String extensions) throws Exception {
        properties.put("mail.smtp.reuse", "30");
        try (CommittingServer server = new CommittingServer(extensions)) {
            Session session = session();
            try (Transport transport = session.getTransport("parley")) {
                transport.connect("127.0.0.1", server.port(), null, null);
                transport.sendMessage(message("hi"), TO);
            }
            Transport kept = session.getTransport("parley");
            kept.connect("127.0.0.1", server.port(), null, null);
            MimeMessage message = message("hi");
            message.setSubject("unanswered");
            DeliveryException e = assertThrows(DeliveryException.class, () -> kept.sendMessage(message, TO));
            assertTrue(e.isDeliveryUncertain());
            assertFalse(kept.isConnected());
            assertEquals(List.of("x", "unanswered"), server.committed());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void anIdleConnectionDoesNotHoldItsSession() throws Exception {
        properties.put("mail.smtp.reuse", "600");
        ReferenceQueue<Session> collected = new ReferenceQueue<>();
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + MESSAGE)) {
            WeakReference<Session> session = sent(server, collected);
            do {
                System.gc();
            } while (collected.remove(100) == null);
            assertNull(session.get());
        }
    }

    private WeakReference<Session> sent(ScriptedServer server, ReferenceQueue<Session> collected) throws Exception {
        Session session = Session.getInstance(properties);
        sendOver(session, server, null);
        return new WeakReference<>(session, collected);
    }

    @Test
    void theEndOfTheJvmSaysQuit() throws Exception {
        String dialog = HELLO.formatted(" mx") + MESSAGE + QUIT;
        try (ScriptedServer server = serve(dialog)) {
            Process jvm = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            SendsAndExits.class.getName(),
                            String.valueOf(server.port()))
                    .inheritIO()
                    .start();
            assertEquals(0, jvm.waitFor());
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    /** A program that sends one message and ends. */
    static final class SendsAndExits {
        private SendsAndExits() {}

        public static void main(String[] port) throws Exception {
            Properties properties = new Properties();
            properties.put("mail.smtp.localhost", "client.example");
            properties.put("mail.smtp.reuse", "60");
            InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
            properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
                Thread current = Thread.currentThread();
                boolean holds = current.getContextClassLoader() != null || inherited.get() != null;
                if (event instanceof TraceEvent.Sent sent && sent.line().equals("QUIT") && holds) {
                    System.err.println(current + " holds the application");
                    Runtime.getRuntime().halt(1);
                }
            });
            inherited.set("of the application");
            Session session = Session.getInstance(properties);
            MimeMessage message = new MimeMessage(session);
            message.setFrom("a@x.test");
            message.setText("hi");
            message.saveChanges();
            try (Transport transport = session.getTransport("parley")) {
                transport.connect("localhost", Integer.parseInt(port[0]), null, null);
                transport.sendMessage(message, TO);
            }
        }
    }

    private static final class OneShot extends MimeMessage {
        private int rendered;

        OneShot(Session session) throws Exception {
            super(session);
            setFrom("a@x.test");
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            rendered++;
            out.write("From: a@x.test\r\n\r\n0123456789\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** The next thread that connects gets it; a second close() of the transport that had it must not reach it. */
    @Test
    void theTransportThatHadItDoesNotAbortIt() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Session session = session();
            SmtpTransport first = (SmtpTransport) session.getTransport("parley");
            first.connect("127.0.0.1", server.port(), null, null);
            first.close();
            Transport second = session.getTransport("parley");
            second.connect("127.0.0.1", server.port(), null, null);
            first.connection().beginOperation();
            try {
                CompletableFuture.runAsync(() -> close(first), OwnThread.EXECUTOR)
                        .get();
            } finally {
                first.connection().endOperation();
            }
            second.sendMessage(message("hi"), TO);
            assertTrue(second.isConnected());
            assertEquals(1, server.connections());
            drop(second);
        }
    }

    /** The connection is closed before the server replies to MAIL, but it is this side that closed it. */
    @Test
    void closeDuringASendPreventsAReconnect() throws Exception {
        AtomicReference<Transport> sending = new AtomicReference<>();
        AtomicInteger opened = new AtomicInteger();
        properties.put("mail.smtp.reuse", "30");
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Opened) {
                opened.incrementAndGet();
            } else if (event instanceof TraceEvent.Sent sent && sent.line().startsWith("MAIL")) {
                Optional.ofNullable(sending.get())
                        .ifPresent(open -> CompletableFuture.runAsync(() -> close(open), OwnThread.EXECUTOR)
                                .join());
            }
        });
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + MESSAGE + "C: MAIL FROM:<a@x.test>\n")) {
            Session session = session();
            sendOver(session, server, null);
            Transport transport = session.getTransport("parley");
            transport.connect("localhost", server.port(), null, null);
            sending.set(transport);
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(message("two"), TO));
            assertTrue(Headline.of(e).endsWith("closed by another thread"), e::getMessage);
            assertFalse(transport.isConnected());
            assertEquals(1, opened.get());
        }
    }

    /** A DataSource that closes the transport: the next connect must not get a connection inside a content. */
    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "PIPELINING", "CHUNKING"})
    void closeWithinAContentDoesNotKeepIt(String extension) throws Exception {
        properties.put("mail.smtp.reuse", "30");
        properties.put("mail.smtp.timeout", "5000");
        try (CommittingServer server = new CommittingServer(extension)) {
            Session session = session();
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            List<SmtpConnection> used =
                    new ArrayList<>(List.of(transport.connection().current()));
            MimeMessage closing = new MimeMessage(session) {
                @Override
                public void writeTo(OutputStream out, String[] ignored) throws IOException {
                    out.write("Subject: closing\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] line = ("x".repeat(76) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; i < 10_000; i++) {
                        out.write(line);
                    }
                    close(transport);
                    try (Transport other = session.getTransport("parley")) {
                        other.connect("127.0.0.1", server.port(), null, null);
                        used.add(((SmtpTransport) other).connection().current());
                        other.sendMessage(message("hi"), TO);
                    } catch (MessagingException e) {
                        throw new IOException(e);
                    }
                }
            };
            closing.setFrom("a@x.test");
            closing.setText("the body is above");
            assertThrows(MessagingException.class, () -> transport.sendMessage(closing, TO));
            assertFalse(transport.isConnected());
            assertNotSame(used.get(0), used.get(1));
            Transport kept = session.getTransport("parley");
            kept.connect("127.0.0.1", server.port(), null, null);
            drop(kept);
            assertEquals(List.of("x"), server.committed());
        }
    }

    /** More messages than are begun before the first has a result. */
    @Test
    void aBatchIsReportedWhenTheReconnectFails() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        String dialog = HELLO.formatted(" mx") + MESSAGE + "C: MAIL FROM:<a@x.test>\nS: 421 bye\nS! close\n";
        try (ScriptedServer server = serve(dialog)) {
            Session session = session();
            sendOver(session, server, null);
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            transport.connect("localhost", server.port(), null, null);
            MimeMessage message = message("hi");
            message.setRecipients(Message.RecipientType.TO, TO);
            List<Delivery> deliveries = transport.sendAll(Collections.nCopies(102, message));
            assertEquals(102, deliveries.size());
            assertTrue(deliveries.stream().noneMatch(Delivery::mayHaveArrived));
            assertFalse(transport.isConnected());
        }
    }

    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
