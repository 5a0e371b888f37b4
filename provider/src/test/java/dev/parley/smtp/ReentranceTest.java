package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message whose content uses the transport that sends it, after the server has accepted DATA or the first chunk. */
class ReentranceTest extends TransportFixture {
    private static final int LINES = 10_000;

    /** What the content does in the middle of itself. */
    private interface Use {
        void of(SmtpTransport transport) throws MessagingException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "PIPELINING", "CHUNKING"})
    void isConnectedSendsNoCommand(String extension) throws Exception {
        try (CommittingServer server = new CommittingServer(extension)) {
            SmtpTransport transport = connected(server);
            transport.sendMessage(using(transport, used -> assertTrue(used.isConnected())), TO);
            drop(transport);
            assertEquals(List.of("using"), server.committed());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "PIPELINING", "CHUNKING"})
    void anotherSendIsRejected(String extension) throws Exception {
        assertRejected(extension, used -> used.sendMessage(message("inner"), TO));
        assertRejected(extension, used -> used.sendAll(List.of(message("inner"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "PIPELINING", "CHUNKING"})
    void aCommandIsRejected(String extension) throws Exception {
        assertRejected(extension, used -> used.simpleCommand("NOOP"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "PIPELINING CHUNKING"})
    void aCommandWithinAMessageThatTheNextMayOverlap(String extensions) throws Exception {
        properties.put("mail.smtp.pipelining", "eager");
        assertRejected(extensions, used -> used.simpleCommand("NOOP"));
    }

    @Test
    void aCommandOfASinkThatGetsTheLastReply() throws Exception {
        properties.put("mail.smtp.pipelining", "eager");
        List<SmtpTransport> used = new ArrayList<>();
        List<Throwable> thrown = new ArrayList<>();
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Received received
                    && received.phase().equals("end_of_data")) {
                thrown.add(assertThrows(
                        IllegalStateException.class, () -> used.get(0).simpleCommand("NOOP")));
            }
        });
        try (CommittingServer server = new CommittingServer("PIPELINING")) {
            SmtpTransport transport = connected(server);
            used.add(transport);
            transport.sendMessage(message("hi"), TO);
            assertEquals(1, thrown.size());
            assertEquals(250, transport.simpleCommand("NOOP"), "the send is over");
            drop(transport);
            assertEquals(List.of("x"), server.committed());
        }
    }

    private void assertRejected(String extension, Use use) throws Exception {
        try (CommittingServer server = new CommittingServer(extension)) {
            SmtpTransport transport = connected(server);
            MimeMessage outer = using(transport, use);
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(outer, TO));
            assertInstanceOf(IllegalStateException.class, e.getCause());
            assertEquals(List.of(), server.committed());
        }
    }

    private SmtpTransport connected(CommittingServer server) throws MessagingException {
        properties.put("mail.smtp.timeout", "5000");
        SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
        transport.connect("127.0.0.1", server.port(), null, null);
        return transport;
    }

    private MimeMessage using(SmtpTransport transport, Use use) throws MessagingException {
        MimeMessage message = new MimeMessage((Session) null) {
            @Override
            public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
                out.write("Subject: using\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                byte[] line = ("x".repeat(76) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < LINES; i++) {
                    out.write(line);
                }
                use.of(transport);
                out.write(line);
            }
        };
        message.setFrom("a@x.test");
        message.setText("the body is above");
        return message;
    }
}
