package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.observation.Operation;
import dev.parley.observation.OperationObserver;
import dev.parley.observation.OperationResult;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code mail.smtp.observer} is notified of. */
class ObserverTest extends TransportFixture {
    private static final String BYE = "C: QUIT\nS: 221 bye\n";
    private static final String MAIL = "C: MAIL FROM:<a@x.test>\nS: 250 ok\n";
    private static final String RCPT = "C: RCPT TO:<b@x.test>\n";
    private static final String CONNECTED = "CONNECT ACCEPTED connect 250";

    /** The results, one line each; "begin KIND" where the operation has not ended before the next one. */
    private final List<String> results = new ArrayList<>();

    private final List<Operation> operations = new ArrayList<>();

    @BeforeEach
    void observe() {
        OperationObserver observer = operation -> {
            operations.add(operation);
            return result -> results.add(line(operation, result));
        };
        properties.put("mail.smtp.observer", observer);
    }

    private static String line(Operation operation, OperationResult result) {
        String line = operation.kind() + " " + result.outcome() + " " + result.phase() + " " + result.code();
        return line.strip() + (result.failure() == null ? "" : " with a failure");
    }

    private void send(String dialog, InternetAddress... to) throws IOException, MessagingException {
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            try {
                transport.sendMessage(message("hi"), to);
            } finally {
                transport.close();
            }
        }
    }

    @Test
    void aConnectAndAMessage() throws Exception {
        send(HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n" + BYE, TO);
        assertEquals(List.of(CONNECTED, "SEND ACCEPTED end_of_data 250"), results);
        Operation connect = operations.get(0);
        assertEquals(new Operation(Operation.Kind.CONNECT, "", "smtp", "localhost", connect.port()), connect);
        assertTrue(connect.port() > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "450, SEND REJECTED_FOR_NOW rcpt 450",
        "550, SEND REJECTED rcpt 550",
    })
    void aRejectedRecipient(String code, String expected) {
        String dialog = HELLO.formatted(" mx") + MAIL + RCPT + "S: " + code + " no\nC: RSET\nS: 250 ok\n" + BYE;
        assertThrows(MessagingException.class, () -> send(dialog, TO));
        assertEquals(List.of(CONNECTED, expected), results);
    }

    /** The phase and the code are those of the same recipient, the one that is the reason for the outcome. */
    @ParameterizedTest
    @CsvSource({
        "550, 450, SEND REJECTED_FOR_NOW rcpt 450",
        "450, 550, SEND REJECTED_FOR_NOW rcpt 450",
        "550, 553, SEND REJECTED rcpt 550",
    })
    void rejectedRecipients(String first, String second, String expected) {
        properties.put("mail.smtp.sendpartial", "true");
        String dialog = HELLO.formatted(" mx") + MAIL + RCPT + "S: " + first + " no\nC: RCPT TO:<c@x.test>\nS: "
                + second + " no\nC: RSET\nS: 250 ok\n" + BYE;
        assertThrows(MessagingException.class, () -> send(dialog, TO[0], address("c@x.test")));
        assertEquals(List.of(CONNECTED, expected), results);
    }

    @ParameterizedTest
    @CsvSource({
        "451, SEND REJECTED_FOR_NOW data 451",
        "554, SEND REJECTED rcpt 550",
    })
    void aRejectedRecipientAndARejectedData(String code, String expected) {
        properties.put("mail.smtp.sendpartial", "true");
        String dialog = HELLO.formatted(" mx") + MAIL + RCPT + "S: 550 no\nC: RCPT TO:<c@x.test>\nS: 250 ok\n"
                + "C: DATA\nS: " + code + " no\nC: RSET\nS: 250 ok\n" + BYE;
        assertThrows(MessagingException.class, () -> send(dialog, TO[0], address("c@x.test")));
        assertEquals(List.of(CONNECTED, expected), results);
    }

    @Test
    void aRejectedSender() {
        String dialog = HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS: 552 no\n" + BYE;
        assertThrows(MessagingException.class, () -> send(dialog, TO));
        assertEquals(List.of(CONNECTED, "SEND REJECTED mail 552"), results);
    }

    /** An invalid address is not in the transaction. */
    @Test
    void anInvalidAddressAndARejectedRecipient() {
        properties.put("mail.smtp.sendpartial", "true");
        String dialog = HELLO.formatted(" mx") + MAIL + RCPT + "S: 450 no\nC: RSET\nS: 250 ok\n" + BYE;
        assertThrows(MessagingException.class, () -> send(dialog, address("c\n@x.test"), TO[0]));
        assertEquals(List.of(CONNECTED, "SEND REJECTED_FOR_NOW rcpt 450"), results);
    }

    /** A server of LMTP replies for each recipient after the message (RFC 2033 s4.2). */
    @Test
    void someRecipientsOfLmtp() throws Exception {
        properties.put("mail.lmtp.localhost", "client.example");
        properties.put("mail.lmtp.observer", properties.remove("mail.smtp.observer"));
        String dialog = "S: 220 mx\nC: LHLO client.example\nS: 250 mx\n" + MAIL + RCPT
                + "S: 250 ok\nC: RCPT TO:<c@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\nC: [message]\n"
                + "S: 250 ok\nS: 452 full\n" + BYE;
        try (ScriptedServer server = serve(dialog);
                Transport transport = session().getTransport("lmtp")) {
            transport.connect("localhost", server.port(), null, null);
            assertThrows(
                    MessagingException.class,
                    () -> transport.sendMessage(message("hi"), new Address[] {TO[0], address("c@x.test")}));
        }
        assertEquals(List.of(CONNECTED, "SEND PARTIALLY_ACCEPTED end_of_data 452"), results);
        assertEquals("lmtp", operations.get(1).protocol());
    }

    @ParameterizedTest
    @CsvSource({
        "451, SEND REJECTED_FOR_NOW end_of_data 451",
        "554, SEND REJECTED end_of_data 554",
    })
    void aRejectedMessage(String code, String expected) {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS: " + code + " no\n" + BYE;
        assertThrows(MessagingException.class, () -> send(dialog, TO));
        assertEquals(List.of(CONNECTED, expected), results);
    }

    @Test
    void someRecipients() {
        properties.put("mail.smtp.sendpartial", "true");
        String dialog = HELLO.formatted(" mx") + MAIL + RCPT + "S: 250 ok\nC: RCPT TO:<c@x.test>\nS: 550 no\n"
                + "C: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n" + BYE;
        assertThrows(MessagingException.class, () -> send(dialog, TO[0], address("c@x.test")));
        assertEquals(List.of(CONNECTED, "SEND PARTIALLY_ACCEPTED rcpt 550"), results);
    }

    @Test
    void aConnectionThatIsLostAfterTheMessageIsUncertain() {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS! close\n";
        assertThrows(MessagingException.class, () -> send(dialog, TO));
        assertEquals(List.of(CONNECTED, "SEND UNCERTAIN end_of_data with a failure"), results);
    }

    @Test
    void aMessageThatIsRefusedBeforeMail() {
        properties.put("mail.smtp.requiretls", "true");
        assertThrows(MessagingException.class, () -> send(HELLO.formatted(" mx") + BYE, TO));
        assertEquals(List.of(CONNECTED, "SEND FAILED with a failure"), results);
    }

    @Test
    void noConnection() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Transport transport = session().getTransport("parley");
        assertThrows(MessagingException.class, () -> transport.connect("localhost", port, null, null));
        assertEquals(List.of("CONNECT FAILED connect with a failure"), results);
    }

    @ParameterizedTest
    @CsvSource({"554, CONNECT REJECTED greeting 554", "421, CONNECT REJECTED_FOR_NOW greeting 421"})
    void aRejectedConnection(String code, String expected) throws Exception {
        try (ScriptedServer server = serve("S: " + code + " no\n")) {
            assertThrows(MessagingException.class, () -> connected(server));
        }
        assertEquals(List.of(expected), results);
    }

    @ParameterizedTest
    @CsvSource({
        "235, LOGIN ACCEPTED auth 235, CONNECT ACCEPTED connect 235",
        "535, LOGIN REJECTED auth 535, CONNECT REJECTED auth 535",
        "454, LOGIN REJECTED_FOR_NOW auth 454, CONNECT REJECTED_FOR_NOW auth 454",
    })
    void theLoginEndsBeforeTheConnect(String code, String login, String connect) throws Exception {
        String dialog = "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN\n"
                + "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nS: " + code + " text\n" + BYE;
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = session().getTransport("parley");
            try {
                transport.connect("localhost", server.port(), "joe", "secret");
                transport.close();
            } catch (AuthenticationFailedException e) {
                assertTrue(!code.equals("235"), e::getMessage);
            }
        }
        assertEquals(List.of(login, connect), results);
        assertEquals(
                List.of(Operation.Kind.CONNECT, Operation.Kind.LOGIN),
                operations.stream().map(Operation::kind).toList());
    }

    @Test
    void eachMessageOfABatch() throws Exception {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n"
                + ENVELOPE.formatted("") + "C: [message]\nS: 552 full\n" + BYE;
        try (ScriptedServer server = serve(dialog);
                SmtpTransport transport = (SmtpTransport) connected(server)) {
            MimeMessage message = message("hi");
            message.setRecipients(Message.RecipientType.TO, TO);
            transport.sendAll(List.of(message, message));
        }
        assertEquals(List.of(CONNECTED, "SEND ACCEPTED end_of_data 250", "SEND REJECTED end_of_data 552"), results);
    }

    @ParameterizedTest
    @CsvSource({"begin", "end", "null"})
    void whatTheObserverThrowsDoesNotChangeTheResult(String where) throws Exception {
        OperationObserver hostile = operation -> {
            if (where.equals("begin")) {
                throw new StackOverflowError("begin");
            }
            return where.equals("null")
                    ? null
                    : result -> {
                        throw new IllegalStateException("end");
                    };
        };
        properties.put("mail.smtp.observer", hostile);
        send(HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n" + BYE, TO);
    }

    @Test
    void theGeneralPropertyIsTheDefault() throws Exception {
        properties.put("mail.observer", properties.remove("mail.smtp.observer"));
        try (ScriptedServer server = serve("S: 554 no\n")) {
            assertThrows(MessagingException.class, () -> connected(server));
        }
        assertEquals(List.of("CONNECT REJECTED greeting 554"), results);
    }

    @Test
    void anIdleConnectionIsNoConnect() throws Exception {
        properties.put("mail.smtp.pool.idle", "30000");
        properties.put("mail.smtp.pool.size", "1");
        String message = ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n";
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + message + message + BYE)) {
            var session = session();
            for (int i = 0; i < 2; i++) {
                try (Transport transport = session.getTransport("parley")) {
                    transport.connect("localhost", server.port(), null, null);
                    transport.sendMessage(message(session, "hi"), TO);
                }
            }
            Parley.close(session);
        }
        String sent = "SEND ACCEPTED end_of_data 250";
        assertEquals(List.of(CONNECTED, sent, sent), results);
    }

    /** A socket factory of the application may throw anything. */
    @Test
    void anErrorOfAnotherConnectEndsTheSend() throws Exception {
        properties.put("mail.smtp.pool.size", "1");
        properties.put("mail.smtp.pool.messages", "1");
        properties.put("mail.smtp.socketFactory", new OneSocketFactory());
        String message = MAIL + RCPT + "S: 250 ok\nC: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n";
        try (ScriptedServer server = serve(HELLO.formatted(" ok") + message + BYE)) {
            Transport transport = connected(server);
            transport.sendMessage(message("hi"), TO);
            Error thrown = assertThrows(Error.class, () -> transport.sendMessage(message("hi"), TO));
            assertEquals("of the factory", thrown.getMessage());
            assertEquals("SEND FAILED with a failure", results.get(results.size() - 1), results::toString);
            transport.close();
        }
    }

    private static final class OneSocketFactory extends SocketFactory {
        private boolean used;

        @Override
        public Socket createSocket() {
            if (used) {
                throw new Error("of the factory");
            }
            used = true;
            return new Socket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return new Socket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return new Socket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return new Socket(host, port, local, localPort);
        }
    }
}
