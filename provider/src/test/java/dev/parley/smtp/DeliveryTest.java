package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.Delivery.Outcome;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application learns of a message, beside the exceptions. */
class DeliveryTest extends TransportFixture {
    private static final String DOT = "C: [message]\n";

    private final List<String> told = new ArrayList<>();
    private int supplied;
    private MessagingException failed;

    private static void closeQuietly(SmtpTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private SmtpTransport open(ScriptedServer server) throws MessagingException {
        return (SmtpTransport) connected(server);
    }

    private void listen() {
        DeliveryListener listener = (Message message, Delivery delivery) ->
                told.add(delivery.recipients().toString());
        properties.put("mail.smtp.delivery.listener", listener);
    }

    @Test
    void theListenerAndTheTransportSayTheSame() throws Exception {
        listen();
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S: 250 2.0.0 Ok: queued as 4F2A1\n";
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = open(server);
            assertEquals(Optional.empty(), transport.getLastDelivery());
            transport.sendMessage(message("hi"), TO);
            Delivery delivery = transport.getLastDelivery().orElseThrow();
            assertEquals(List.of("[b@x.test accepted: 250 2.0.0 Ok: queued as 4F2A1]"), told);
            assertEquals(Optional.of("4F2A1"), delivery.queueId());
            assertEquals(
                    Optional.of(new EnhancedStatus(2, 0, 0)),
                    delivery.reply().orElseThrow().status());
            assertEquals(250, delivery.reply().orElseThrow().code());
            assertEquals("mx", delivery.server());
            assertEquals(Optional.empty(), delivery.tls());
            assertEquals("From: a@x.test\r\nSubject: x\r\n\r\nhi\r\n".length(), delivery.octets());
            assertTrue(delivery.durations().envelope().compareTo(Duration.ZERO) > 0);
            assertTrue(delivery.isComplete());
            drop(transport);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "30"})
    void aTransportThatIsClosedBetweenTwoMessagesSendsNoFurtherOne(String reuse) throws Exception {
        properties.put("mail.smtp.reuse", reuse);
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S: 250 ok\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = open(server);
            MimeMessage message = message("hi");
            message.setRecipients(Message.RecipientType.TO, TO);
            Iterable<MimeMessage> closing = () -> Stream.of(message, message, message)
                    .peek(next -> {
                        supplied++;
                        if (supplied == 2) {
                            closeQuietly(transport);
                        }
                    })
                    .iterator();
            List<Delivery> deliveries = transport.sendAll(closing);
            assertEquals(
                    List.of(Outcome.ACCEPTED, Outcome.NOT_SENT, Outcome.NOT_SENT),
                    deliveries.stream()
                            .map(delivery -> delivery.recipients().get(0).outcome())
                            .toList());
        }
    }

    /** An Error of the application must not replace the report of an uncertain delivery. */
    @Test
    void aMessageWhoseIdFailsIsReportedAsUncertain() throws Exception {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S! close\n";
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = open(server);
            MimeMessage message = new MimeMessage(message("hi")) {
                @Override
                public String getMessageID() {
                    throw new StackOverflowError();
                }
            };
            DeliveryException e = assertThrows(DeliveryException.class, () -> transport.sendMessage(message, TO));
            assertTrue(e.isDeliveryUncertain());
            drop(transport);
        }
    }

    @Test
    void aMessageThatCannotNameItsRecipientsDoesNotPreventTheNext() throws Exception {
        MimeMessage nameless = new MimeMessage(session()) {
            @Override
            public Address[] getAllRecipients() {
                throw new IllegalStateException("no recipients yet");
            }
        };
        MimeMessage next = message("hi");
        next.setRecipient(Message.RecipientType.TO, TO[0]);
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S: 250 ok\n")) {
            SmtpTransport transport = open(server);
            List<Delivery> deliveries = transport.sendAll(List.of(nameless, next));
            assertTrue(deliveries.get(0).problem().orElseThrow().contains("no recipients yet"), deliveries::toString);
            assertTrue(deliveries.get(1).isComplete(), deliveries::toString);
            drop(transport);
        }
    }

    /** However many messages there are, no more than a hundred wait for their news. */
    @Test
    void aListenerLearnsOfAHundredMessagesBeforeTheNext() throws Exception {
        listen();
        MimeMessage message = message("hi");
        message.setRecipient(Message.RecipientType.TO, TO[0]);
        List<Integer> toldBefore = new ArrayList<>();
        Iterator<MimeMessage> messages = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return toldBefore.size() < 102;
            }

            @Override
            public MimeMessage next() {
                toldBefore.add(told.size());
                return message;
            }
        };
        try (CommittingServer server = new CommittingServer("PIPELINING")) {
            SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            Iterable<MimeMessage> all = () -> messages;
            transport.sendAll(all);
            drop(transport);
        }
        assertEquals(0, toldBefore.get(100));
        assertEquals(100, toldBefore.get(101));
        assertEquals(102, told.size());
    }

    @Test
    void noReplyToTheDotIsUncertainAndTheExceptionSaysSo() throws Exception {
        listen();
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S! close\n")) {
            SmtpTransport transport = open(server);
            DeliveryException e = assertThrows(DeliveryException.class, () -> transport.sendMessage(message("hi"), TO));
            assertTrue(e.isDeliveryUncertain());
            assertSame(transport.getLastDelivery().orElseThrow(), e.getDelivery());
            assertEquals(List.of("[b@x.test unknown, may have been delivered]"), told);
        }
    }

    @Test
    void aRefusedMessageIsCertain() throws Exception {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S: 554 no\nC: RSET\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = open(server);
            DeliveryException e = assertThrows(DeliveryException.class, () -> transport.sendMessage(message("hi"), TO));
            assertFalse(e.isDeliveryUncertain());
            assertEquals(Outcome.REFUSED, e.getDelivery().recipients().get(0).outcome());
            assertEquals(554, e.getReply().orElseThrow().code());
            assertEquals(Optional.empty(), e.getEnhancedStatus());
            drop(transport);
        }
    }

    @Test
    void anExceptionHasTheStatusOfTheReply() throws Exception {
        String dialog = HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS: 452 4.3.1 full\n";
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = open(server);
            DeliveryException e = assertThrows(DeliveryException.class, () -> transport.sendMessage(message("hi"), TO));
            assertEquals(Optional.of(new EnhancedStatus(4, 3, 1)), e.getEnhancedStatus());
            assertEquals(Optional.empty(), reread(e).getReply());
            drop(transport);
        }
    }

    @Test
    void theExceptionOfARecipientHasTheStatusOfItsReply() throws Exception {
        String dialog = HELLO.formatted(" mx")
                + "C: MAIL FROM:<a@x.test>\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS: 550 5.1.1 unknown\n"
                + "C: RSET\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = open(server);
            SendFailedException e =
                    assertThrows(SendFailedException.class, () -> transport.sendMessage(message("hi"), TO));
            Rejection rejection = (Rejection) e.getNextException();
            assertEquals(Optional.of(new EnhancedStatus(5, 1, 1)), rejection.getEnhancedStatus());
            drop(transport);
        }
    }

    @Test
    void aSerializedExceptionReportsUncertainDelivery() throws Exception {
        for (Delivery.Outcome outcome : List.of(Delivery.Outcome.UNKNOWN, Delivery.Outcome.REFUSED)) {
            Delivery.Durations durations = new Delivery.Durations(Duration.ZERO, Duration.ZERO, Duration.ZERO);
            Delivery delivery = new Delivery(
                    List.of(new Delivery.Recipient(address("b@x.test"), outcome, Optional.empty())),
                    Optional.empty(),
                    Optional.of("the connection broke"),
                    Optional.empty(),
                    "mx",
                    Optional.empty(),
                    0,
                    durations);
            DeliveryException e = new DeliveryException(".", -1, "broken", null, null, null, null, delivery);
            DeliveryException reread = (DeliveryException) reread(e);
            assertEquals(outcome == Delivery.Outcome.UNKNOWN, reread.isDeliveryUncertain());
            assertNull(reread.getDelivery());
        }
    }

    private static Rejection reread(Exception e) throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new ObjectOutputStream(written).writeObject(e);
        return (Rejection) new ObjectInputStream(new ByteArrayInputStream(written.toByteArray())).readObject();
    }

    @Test
    void anAddressThatCannotBeSaid() throws Exception {
        listen();
        try (ScriptedServer server = serve(HELLO.formatted(" mx"))) {
            SmtpTransport transport = open(server);
            InternetAddress[] to = {address("b@x.test"), address("c@x.test> NOTIFY=NEVER")};
            assertThrows(SendFailedException.class, () -> transport.sendMessage(message("hi"), to));
            assertEquals(List.of("[b@x.test not sent, c@x.test> NOTIFY=NEVER rejected (permanent)]"), told);
            drop(transport);
        }
    }

    @Test
    void contentThatFails() throws Exception {
        listen();
        try (ScriptedServer server = serve(HELLO.formatted(" mx"))) {
            SmtpTransport transport = open(server);
            MimeMessage broken = new Broken(session());
            assertThrows(MessagingException.class, () -> transport.sendMessage(broken, TO));
            assertEquals(List.of("[b@x.test not sent]"), told);
            drop(transport);
        }
    }

    /** Tells what it is notified of besides deliveries, and throws. */
    private final class FailureListener implements DeliveryListener {
        @Override
        public void onDelivery(Message message, Delivery delivery) {
            told.add("delivery " + delivery.isComplete());
        }

        @Override
        public void onDeliveryFailure(Message message, Delivery delivery, MessagingException failure) {
            failed = failure;
            told.add("failure " + delivery.recipients(Outcome.REFUSED).size());
            throw new IllegalStateException("the listener's own trouble");
        }

        @Override
        public void onConnectFailure(MessagingException failure) {
            failed = failure;
            told.add("no connection");
            throw new IllegalStateException("the listener's own trouble");
        }
    }

    @Test
    void theListenerReceivesTheExceptionOfASend() throws Exception {
        properties.put("mail.smtp.delivery.listener", new FailureListener());
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S: 250 ok\n";
        String rejected = "C: MAIL FROM:<a@x.test>\nS: 553 5.1.8 no\n";
        try (ScriptedServer server = serve(dialog + rejected)) {
            SmtpTransport transport = open(server);
            transport.sendMessage(message("hi"), TO);
            assertEquals(List.of("delivery true"), told);
            MessagingException thrown =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(message("hi"), TO));
            assertSame(thrown, failed);
            assertEquals(List.of("delivery true", "delivery false", "failure 1"), told);
            drop(transport);
        }
    }

    /** The exception of {@code reportsuccess} is not a failure. */
    @Test
    void theListenerReceivesNoFailureOfASuccess() throws Exception {
        properties.put("mail.smtp.delivery.listener", new FailureListener());
        properties.put("mail.smtp.reportsuccess", "true");
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S: 250 ok\n")) {
            SmtpTransport transport = open(server);
            assertThrows(SendFailedException.class, () -> transport.sendMessage(message("hi"), TO));
            assertEquals(List.of("delivery true"), told);
            drop(transport);
        }
    }

    @Test
    void theListenerReceivesTheExceptionOfAConnect() throws Exception {
        properties.put("mail.smtp.delivery.listener", new FailureListener());
        try (ScriptedServer server = serve("S: 554 5.7.1 no\nC: QUIT\nS: 221 bye\n")) {
            MessagingException thrown = assertThrows(MessagingException.class, () -> open(server));
            assertSame(thrown, failed);
            assertEquals(List.of("no connection"), told);
        }
    }

    @Test
    void aPropertyWithoutAListenerDoesNotReplaceTheFailureOfAConnect() throws Exception {
        properties.put("mail.smtp.delivery.listener", "com.example.Listener");
        try (ScriptedServer server = serve("S: 554 5.7.1 no\nC: QUIT\nS: 221 bye\n")) {
            MessagingException thrown = assertThrows(MessagingException.class, () -> open(server));
            assertTrue(thrown.getMessage().contains("554 5.7.1 no"), thrown.getMessage());
        }
    }

    @Test
    void aListenerThatThrowsChangesNothing() throws Exception {
        DeliveryListener listener = (message, delivery) -> {
            throw new IllegalStateException("the listener's own trouble");
        };
        properties.put("mail.smtp.delivery.listener", listener);
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + ENVELOPE.formatted("") + DOT + "S: 250 ok\n")) {
            SmtpTransport transport = open(server);
            transport.sendMessage(message("hi"), TO);
            assertTrue(transport.getLastDelivery().orElseThrow().isComplete());
            drop(transport);
        }
    }

    @Test
    void aListenerThatIsNoneIsAnErrorBeforeAnythingIsSent() throws Exception {
        properties.put("mail.smtp.delivery.listener", "com.example.Listener");
        try (ScriptedServer server = serve(HELLO.formatted(" mx"))) {
            SmtpTransport transport = open(server);
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(message("hi"), TO));
            assertTrue(e.getMessage().startsWith("mail.smtp.delivery.listener must hold a dev.parley.smtp.Delivery"));
            drop(transport);
            assertEquals(List.of("EHLO client.example"), server.received());
        }
    }

    private static final class Broken extends MimeMessage {
        Broken(Session session) throws MessagingException {
            super(session);
            setFrom("a@x.test");
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            throw new IOException("no more");
        }
    }
}
