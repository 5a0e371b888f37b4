package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.Test;

/** A socket of the application that fails: the outcome is what the server replied before, or may have done. */
class BrokenSocketTest extends TransportFixture {
    private static final int CHUNK = 100_000;

    private int chunks;

    /** What a write of the socket does besides. */
    private interface Write {
        void of(String octets, Socket socket) throws IOException;
    }

    @Test
    void aChunkWasRejectedBeforeAWriteFails() throws Exception {
        properties.put("mail.smtp.chunksize", String.valueOf(CHUNK));
        sockets(this::failWhenARejectionHasArrived, (octets, socket) -> {});
        String text = "0123456789\r\n".repeat(CHUNK);
        String chunk = ("From: a@x.test\r\nSubject: x\r\n\r\n" + text).substring(0, CHUNK);
        String dialog = HELLO.formatted("-mx\nS: 250-PIPELINING\nS: 250 CHUNKING")
                + "C: MAIL FROM:<a@x.test>\nC: RCPT TO:<b@x.test>\nS: 250 ok\nS: 250 ok\nC: BDAT 100000\n"
                + "C~ " + chunk.replace("\r", "\\r").replace("\n", "\\n") + "\nS: 552 too big\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            SMTPSendFailedException e =
                    assertThrows(SMTPSendFailedException.class, () -> transport.sendMessage(message(text), TO));
            assertEquals(552, e.getReturnCode());
            assertEquals("BDAT 100000", e.getCommand());
            assertFalse(transport.isConnected());
        }
    }

    private void failWhenARejectionHasArrived(String octets, Socket socket) throws IOException {
        chunks += octets.contains("BDAT ") ? 1 : 0;
        if (chunks == 2) {
            for (int tries = 0; socket.getInputStream().available() == 0 && tries < 1000; tries++) {
                sleep();
            }
            throw new SocketException("no route");
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anUnexpectedFailureAfterTheLastChunkIsUncertain() throws Exception {
        sockets((octets, socket) -> {}, (octets, socket) -> {
            if (octets.endsWith("the end\r\n")) {
                throw new IllegalStateException("the socket's own trouble");
            }
        });
        assertUncertain("CHUNKING", "0123456789\r\n".repeat(10_000) + "the end\r\n");
    }

    @Test
    void anUnexpectedFailureAfterTheFinalDotIsUncertain() throws Exception {
        sockets((octets, socket) -> {}, (octets, socket) -> {
            if (octets.endsWith("\r\n.\r\n")) {
                throw new IllegalStateException("the socket's own trouble");
            }
        });
        assertUncertain("SIZE", "hi");
    }

    private void assertUncertain(String extension, String text) throws Exception {
        try (CommittingServer server = new CommittingServer(extension)) {
            Transport transport = connected(server);
            MimeMessage message = message(text);
            DeliveryException e = assertThrows(DeliveryException.class, () -> transport.sendMessage(message, TO));
            assertTrue(e.isDeliveryUncertain());
            assertFalse(transport.isConnected());
            assertEquals(List.of("x"), server.committed());
        }
    }

    /** The content ignores the failure, and it is the cause all the same. */
    @Test
    void anUnexpectedFailureOfMail() throws Exception {
        sockets(
                (octets, socket) -> {
                    if (octets.startsWith("MAIL")) {
                        throw new IllegalStateException("the socket's own trouble");
                    }
                },
                (octets, socket) -> {});
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Transport transport = connected(server);
            MimeMessage stubborn = new ContentTest.Stubborn(session());
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(stubborn, TO));
            assertEquals("the socket's own trouble", e.getCause().getMessage());
            assertFalse(((SmtpTransport) transport).connection().isOpen(), "a reply to MAIL would be awaited");
            assertFalse(transport.isConnected());
            assertEquals(List.of(), server.committed());
        }
    }

    @Test
    void theFirstFailureIsTheCauseAlsoOfAContentThatWritesOn() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        sockets(
                (octets, socket) -> {
                    if (written.addAndGet(octets.length()) > 400_000) {
                        throw new SocketException("failure " + failures.incrementAndGet());
                    }
                },
                (octets, socket) -> {});
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Transport transport = connected(server);
            MimeMessage stubborn = new ContentTest.Stubborn(session());
            SendFailedException e = assertThrows(SendFailedException.class, () -> transport.sendMessage(stubborn, TO));
            assertEquals("failure 1", e.getCause().getMessage());
            assertEquals(List.of(), server.committed());
        }
    }

    @Test
    void anUnexpectedFailureOfRsetDoesNotHideTheRejection() throws Exception {
        sockets(
                (octets, socket) -> {
                    if (octets.startsWith("RSET")) {
                        throw new IllegalStateException("the socket's own trouble");
                    }
                },
                (octets, socket) -> {});
        try (CommittingServer server = new CommittingServer("SIZE")) {
            Transport transport = connected(server);
            MimeMessage message = message("hi");
            message.setSubject("rejected");
            SMTPSendFailedException e =
                    assertThrows(SMTPSendFailedException.class, () -> transport.sendMessage(message, TO));
            assertEquals(554, e.getReturnCode());
            assertFalse(transport.isConnected());
        }
    }

    private Transport connected(CommittingServer server) throws MessagingException {
        Transport transport = session().getTransport("parley");
        transport.connect("127.0.0.1", server.port(), null, null);
        return transport;
    }

    private void sockets(Write before, Write after) {
        properties.put("mail.smtp.socketFactory", new Sockets(before, after));
    }

    private static final class Sockets extends SocketFactory {
        private final Write before;
        private final Write after;

        Sockets(Write before, Write after) {
            this.before = before;
            this.after = after;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public OutputStream getOutputStream() throws IOException {
                    Socket socket = this;
                    return new FilterOutputStream(super.getOutputStream()) {
                        @Override
                        public void write(byte[] source, int offset, int length) throws IOException {
                            String octets = new String(source, offset, length, StandardCharsets.ISO_8859_1);
                            before.of(octets, socket);
                            out.write(source, offset, length);
                            after.of(octets, socket);
                        }
                    };
                }
            };
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
}
