package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import application.Thrown;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Application code throws anything, anywhere: what the application learns of a message is what the server did with it,
 * and the connection is in step afterwards, or closed.
 */
class ApplicationThrowsTest {
    private static final String HOSTILE = "hostile";
    private static final int LONG = 220 * 1024;

    /** Held, so that the level stays: java.util.logging holds its loggers weakly. */
    private static final Logger LOG = Logger.getLogger("dev.parley");

    private static final Records RECORDS = new Records();

    /** How the content is transferred. */
    private enum Transfer {
        DATA("SIZE"),
        DATA_IN_GROUP("PIPELINING"),
        DATA_EAGER("PIPELINING", "pipelining", "eager"),
        BDAT("CHUNKING"),
        BDAT_IN_GROUP("PIPELINING CHUNKING", "chunking", "eager");

        private final String extensions;
        private final List<String> property;

        Transfer(String extensions, String... property) {
            this.extensions = extensions;
            this.property = List.of(property);
        }

        boolean isChunked() {
            return extensions.contains("CHUNKING");
        }
    }

    /** Which method sends the message, and whether the server accepts it. */
    private enum Call {
        SEND,
        SEND_REJECTED,
        SEND_ALL
    }

    /** Code that observes a message and has no part in it. */
    private enum Observer {
        PROGRESS_IN_CONTENT,
        PROGRESS_AT_END,
        DELIVERY_LISTENER,
        TRANSPORT_LISTENER,
        EVENT_EXECUTOR,
        SINK_AT_CONNECT,
        SINK_BEFORE_MAIL,
        SINK_IN_CONTENT,
        SINK_AT_END,
        SINK_AFTER_REPLY,
        SINK_CLOSE;

        boolean isSink() {
            return name().startsWith("SINK");
        }
    }

    /** Where the DataSource of a message throws. */
    private enum Source {
        CONTENT_TYPE,
        INPUT_STREAM,
        FIRST_READ,
        LATE_READ,
        LAST_READ,
        CLOSE_OF_SHORT,
        CLOSE_OF_LONG;

        boolean isLong() {
            return this == LATE_READ || this == LAST_READ || this == CLOSE_OF_LONG;
        }
    }

    @BeforeAll
    static void listenToTheLog() {
        LOG.setUseParentHandlers(false);
        LOG.addHandler(RECORDS);
    }

    @AfterAll
    static void leaveTheLog() {
        LOG.removeHandler(RECORDS);
        LOG.setUseParentHandlers(true);
    }

    @TestFactory
    Stream<DynamicTest> observers() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Observer observer : Observer.values()) {
            for (Transfer transfer : Transfer.values()) {
                for (Call call : Call.values()) {
                    for (Thrown thrown : Thrown.values()) {
                        boolean slow = observer == Observer.PROGRESS_IN_CONTENT;
                        if (!slow || call == Call.SEND && transfer != Transfer.DATA_IN_GROUP) {
                            tests.add(DynamicTest.dynamicTest(
                                    String.join(" ", observer.name(), transfer.name(), call.name(), thrown.name()),
                                    new ObserverCase(observer, transfer, call, thrown)::perform));
                        }
                    }
                }
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> dataSources() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Source source : Source.values()) {
            for (Transfer transfer : Transfer.values()) {
                for (Call call : List.of(Call.SEND, Call.SEND_ALL)) {
                    for (Thrown thrown : Thrown.values()) {
                        tests.add(DynamicTest.dynamicTest(
                                String.join(" ", source.name(), transfer.name(), call.name(), thrown.name()),
                                new SourceCase(source, transfer, call, thrown)::perform));
                    }
                }
            }
        }
        return tests.stream();
    }

    /** The messages before it are sent, and their listener is notified: only the list of deliveries is lost. */
    @ParameterizedTest
    @EnumSource(Thrown.class)
    void iterableOfSendAll(Thrown kind) throws Exception {
        Throwable failure = kind.make();
        List<String> notified = new ArrayList<>();
        Case sending = new Case(Transfer.DATA_EAGER, Call.SEND_ALL, failure) {
            @Override
            void run() throws Exception {
                DeliveryListener listener = (message, delivery) -> notified.add(subject(message));
                properties.put("mail.smtp.delivery.listener", listener);
                try (CommittingServer server = new CommittingServer(transfer.extensions)) {
                    connect(server);
                    Iterator<Message> messages =
                            List.<Message>of(plain("first"), plain("last")).iterator();
                    Iterable<Message> throwing = () -> new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return true;
                        }

                        @Override
                        public Message next() {
                            if (!messages.hasNext()) {
                                spring();
                            }
                            return messages.next();
                        }
                    };
                    assertSame(failure, assertThrows(Throwable.class, () -> transport.sendAll(throwing)));
                    told.addAll(List.of("first", "last"));
                    sendAnother();
                    assertTold(server);
                }
            }
        };
        sending.perform();
        assertEquals(List.of("first", "last", "after"), notified);
    }

    private static String subject(Message message) {
        try {
            return message.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What both kinds of case have in common. */
    private abstract static class Case {
        final Transfer transfer;
        final Call call;
        final Throwable failure;
        final Properties properties = new Properties();
        final List<String> told = new ArrayList<>();
        final List<Integer> events = new ArrayList<>();
        boolean armed;
        int thrown;
        SmtpTransport transport;

        Case(Transfer transfer, Call call, Throwable failure) {
            this.transfer = transfer;
            this.call = call;
            this.failure = failure;
            properties.put("mail.smtp.localhost", "client.example");
            properties.put("mail.smtp.timeout", "30000");
            properties.put("mail.smtp.chunksize", "4096");
            properties.put("mail.event.executor", (Executor) Runnable::run);
            if (!transfer.property.isEmpty()) {
                properties.put("mail.smtp." + transfer.property.get(0), transfer.property.get(1));
            }
        }

        abstract void run() throws Exception;

        /** Before the listener that records the events, which must be notified all the same. */
        void addListeners() {
            // Most cases have none.
        }

        /** An OutOfMemoryError would end the test run. */
        void perform() throws Exception {
            try {
                run();
            } catch (OutOfMemoryError e) {
                throw new AssertionError("the application got " + e, e);
            }
        }

        void spring() {
            thrown++;
            Thrown.<RuntimeException>sneakily(failure);
        }

        void connect(CommittingServer server) throws MessagingException {
            transport = (SmtpTransport) session().getTransport("parley");
            addListeners();
            transport.addTransportListener(new TransportAdapter() {
                @Override
                public void messageDelivered(TransportEvent e) {
                    events.add(e.getType());
                }

                @Override
                public void messageNotDelivered(TransportEvent e) {
                    events.add(e.getType());
                }
            });
            transport.connect("127.0.0.1", server.port(), null, null);
        }

        Session session() {
            return Session.getInstance(properties);
        }

        MimeMessage message(String subject, DataSource body) throws MessagingException {
            MimeMessage message = new MimeMessage(session());
            message.setFrom("a@x.test");
            message.setRecipients(Message.RecipientType.TO, "b@x.test");
            message.setSubject(subject);
            message.setDataHandler(new DataHandler(body));
            // Named, since otherwise saveChanges reads the whole body to choose one.
            message.setHeader("Content-Transfer-Encoding", "base64");
            return message;
        }

        MimeMessage plain(String subject) throws MessagingException {
            return message(subject, new Body(8 * 1024));
        }

        /** Sends another message: over the connection if it stands, and then the server must be in step. */
        void sendAnother() throws MessagingException {
            if (transport.isConnected()) {
                transport.sendMessage(plain("after"), TransportFixture.TO);
                told.add("after");
            }
        }

        void tell(List<Delivery> deliveries, String... subjects) {
            assertEquals(subjects.length, deliveries.size());
            for (int i = 0; i < subjects.length; i++) {
                assertFalse(deliveries.get(i).isUncertain());
                if (deliveries.get(i).isComplete()) {
                    told.add(subjects[i]);
                }
            }
        }

        void assertTold(CommittingServer server) throws Exception {
            transport.close();
            assertFalse(transport.isConnected());
            assertEquals(server.committed(), told, "committed, and what the application was told");
            assertEquals(List.of(), server.unexpected());
            long delivered = events.stream()
                    .filter(type -> type == TransportEvent.MESSAGE_DELIVERED)
                    .count();
            assertEquals(told.size(), delivered, "DELIVERED events");
            assertTrue(thrown > 0, "nothing was thrown");
        }
    }

    private static final class ObserverCase extends Case {
        private final Observer observer;
        private final Thrown kind;

        ObserverCase(Observer observer, Transfer transfer, Call call, Thrown kind) {
            super(transfer, call, kind.make());
            this.observer = observer;
            this.kind = kind;
        }

        @Override
        void run() throws Exception {
            int logged = RECORDS.of(failure);
            try (CommittingServer server = new CommittingServer(transfer.extensions)) {
                observe();
                armed = observer == Observer.SINK_AT_CONNECT;
                connect(server);
                armed = true;
                send();
                boolean beforeClose = observer != Observer.SINK_CLOSE;
                armed = !beforeClose;
                sendAnother();
                assertTold(server);
                assertEquals(1, server.connections());
                assertEquals(logged + thrown, RECORDS.of(failure), "logged");
            }
        }

        @Override
        void addListeners() {
            if (observer == Observer.TRANSPORT_LISTENER) {
                transport.addTransportListener(new TransportAdapter() {
                    @Override
                    public void messageDelivered(TransportEvent e) {
                        spring();
                    }

                    @Override
                    public void messageNotDelivered(TransportEvent e) {
                        spring();
                    }
                });
            }
        }

        private void send() throws MessagingException {
            switch (call) {
                case SEND -> {
                    transport.sendMessage(hostile(), TransportFixture.TO);
                    told.add(HOSTILE);
                    assertTrue(transport.getLastDelivery().orElseThrow().isComplete());
                }
                case SEND_REJECTED -> sendRejected();
                case SEND_ALL ->
                    tell(
                            transport.sendAll(List.of(plain("first"), hostile(), plain("last"))),
                            "first",
                            HOSTILE,
                            "last");
            }
        }

        private void sendRejected() throws MessagingException {
            MimeMessage rejected = plain("rejected");
            Throwable told = assertThrows(Throwable.class, () -> transport.sendMessage(rejected, TransportFixture.TO));
            boolean sameThread = observer != Observer.SINK_CLOSE && observer != Observer.SINK_AT_CONNECT;
            if (kind.isVirtualMachineError() && sameThread) {
                assertSame(failure, told);
                assertTrue(Arrays.stream(told.getSuppressed()).anyMatch(SendFailedException.class::isInstance));
            } else {
                assertEquals(554, ((DeliveryException) told).getReturnCode());
            }
        }

        private MimeMessage hostile() throws MessagingException {
            return observer == Observer.PROGRESS_IN_CONTENT
                    ? message(HOSTILE, new Body(LONG, () -> thrown > 0))
                    : plain(HOSTILE);
        }

        private void observe() {
            switch (observer) {
                case PROGRESS_IN_CONTENT, PROGRESS_AT_END, DELIVERY_LISTENER ->
                    properties.put("mail.smtp.delivery.listener", new Listener());
                case EVENT_EXECUTOR ->
                    properties.put("mail.event.executor", (Executor) task -> {
                        task.run();
                        if (armed) {
                            spring();
                        }
                    });
                case TRANSPORT_LISTENER -> {
                    // It is added to the transport.
                }
                default -> properties.put("mail.smtp.trace.sink", (Supplier<TraceSink>) Sink::new);
            }
        }

        private final class Listener implements DeliveryListener {
            @Override
            public void onDelivery(Message message, Delivery delivery) {
                if (armed && observer == Observer.DELIVERY_LISTENER) {
                    spring();
                }
            }

            @Override
            public void onProgress(Message message, long octets, OptionalLong expected) {
                if (armed && observer != Observer.DELIVERY_LISTENER) {
                    spring();
                }
            }
        }

        private final class Sink implements TraceSink {
            @Override
            public void accept(TraceEvent event) {
                if (armed && isTheMoment(event)) {
                    spring();
                }
            }

            @Override
            public void close() {
                if (armed && observer == Observer.SINK_CLOSE) {
                    spring();
                }
            }

            private boolean isTheMoment(TraceEvent event) {
                return switch (observer) {
                    case SINK_AT_CONNECT -> true;
                    case SINK_BEFORE_MAIL ->
                        event instanceof TraceEvent.Sent sent && sent.phase().equals("mail");
                    case SINK_IN_CONTENT ->
                        transfer.isChunked()
                                ? event instanceof TraceEvent.Content content
                                        && content.content().what().equals("chunk")
                                : event instanceof TraceEvent.Received reply
                                        && reply.phase().equals("data");
                    case SINK_AT_END ->
                        event instanceof TraceEvent.Content content
                                && content.content().what().equals("message");
                    case SINK_AFTER_REPLY ->
                        event instanceof TraceEvent.Received reply
                                && reply.phase().equals("end_of_data");
                    default -> false;
                };
            }
        }
    }

    private static final class SourceCase extends Case {
        private final Source source;

        SourceCase(Source source, Transfer transfer, Call call, Thrown kind) {
            super(transfer, call, kind.make());
            this.source = source;
        }

        @Override
        void run() throws Exception {
            try (CommittingServer server = new CommittingServer(transfer.extensions)) {
                connect(server);
                MimeMessage hostile = message(HOSTILE, new HostileBody());
                if (source != Source.CONTENT_TYPE) {
                    hostile.saveChanges();
                }
                armed = true;
                if (call == Call.SEND) {
                    MessagingException told = assertThrows(
                            MessagingException.class, () -> transport.sendMessage(hostile, TransportFixture.TO));
                    assertTrue(isCauseOf(told), () -> "the cause of " + told);
                    assertEquals(
                            Delivery.Outcome.NOT_SENT,
                            transport
                                    .getLastDelivery()
                                    .orElseThrow()
                                    .recipients()
                                    .get(0)
                                    .outcome());
                } else {
                    tell(transport.sendAll(List.of(plain("first"), hostile, plain("last"))), "first", HOSTILE, "last");
                }
                assertFalse(told.contains(HOSTILE));
                assertEquals(source.isLong(), !transport.isConnected(), "closed");
                sendAnother();
                assertTold(server);
            }
        }

        private boolean isCauseOf(Throwable told) {
            for (Throwable cause = told.getCause(); cause != null; cause = cause.getCause()) {
                if (cause == failure) {
                    return true;
                }
            }
            return false;
        }

        private final class HostileBody extends Body {
            HostileBody() {
                super(source.isLong() ? LONG : 100);
            }

            @Override
            public String getContentType() {
                springAt(Source.CONTENT_TYPE);
                return super.getContentType();
            }

            @Override
            public InputStream getInputStream() {
                springAt(Source.INPUT_STREAM);
                InputStream in = super.getInputStream();
                return new InputStream() {
                    private int count;

                    @Override
                    public int read() throws IOException {
                        return read(new byte[1], 0, 1);
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        springAt(Source.FIRST_READ);
                        int got = in.read(target, offset, length);
                        count += Math.max(0, got);
                        if (got < 0) {
                            springAt(Source.LAST_READ);
                        } else if (count > LONG - 10_000) {
                            springAt(Source.LATE_READ);
                        }
                        return got;
                    }

                    @Override
                    public void close() {
                        springAt(source == Source.CLOSE_OF_LONG ? Source.CLOSE_OF_LONG : Source.CLOSE_OF_SHORT);
                    }
                };
            }

            private void springAt(Source place) {
                if (armed && place == source) {
                    spring();
                }
            }
        }
    }

    /** Octets without end, up to a length and an event. */
    private static class Body implements DataSource {
        private final int length;
        private final Supplier<Boolean> enough;

        Body(int length) {
            this(length, () -> true);
        }

        Body(int length, Supplier<Boolean> enough) {
            this.length = length;
            this.enough = enough;
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                private long count;

                @Override
                public int read() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read(byte[] target, int offset, int wanted) {
                    if (count >= length && enough.get()) {
                        return -1;
                    } else if (count >= length) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    int given = count < length ? (int) Math.min(wanted, length - count) : wanted;
                    Arrays.fill(target, offset, offset + given, (byte) 'x');
                    count += given;
                    return given;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getName() {
            return "body.bin";
        }
    }

    /** What has been logged. */
    private static final class Records extends Handler {
        private final List<LogRecord> records = new ArrayList<>();

        @Override
        public synchronized void publish(LogRecord entry) {
            records.add(entry);
        }

        synchronized int of(Throwable thrown) {
            return (int) records.stream()
                    .filter(entry -> entry.getLevel() == Level.WARNING && entry.getThrown() == thrown)
                    .count();
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
