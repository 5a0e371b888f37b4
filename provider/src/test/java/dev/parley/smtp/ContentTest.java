package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.mime.Base64Stream;
import dev.parley.testing.Headline;
import dev.parley.testing.UnconnectedSockets;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.BASE64EncoderStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is long, fails, or says what it needs. */
class ContentTest extends TransportFixture {
    @Test
    void aLongMessageIsNotHeldBack() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250 8BITMIME") + ENVELOPE.formatted(" BODY=8BITMIME")
                + "C: [message]\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            String text = "0123456789\r\n".repeat(100_000);
            transport.sendMessage(message(text), TO);
            drop(transport);
            String received = String.join("\r\n", server.received());
            assertTrue(received.endsWith(text + "."));
        }
    }

    @Test
    void aRefusedLongMessageIsNotRenderedToItsEnd() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250 8BITMIME") + "C: MAIL FROM:<a@x.test> BODY=8BITMIME\nS: 550 no\n"
                + "C: RSET\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            Endless endless = new Endless(session(), 0);
            assertThrows(SendFailedException.class, () -> transport.sendMessage(endless, TO));
            assertTrue(endless.octets < 300 * 1024, "rendered " + endless.octets);
            drop(transport);
            assertEquals(
                    List.of("EHLO client.example", "MAIL FROM:<a@x.test> BODY=8BITMIME", "RSET"), server.received());
        }
    }

    /** The rejection ends the rendering of both: what the content throws then is a consequence. */
    @ParameterizedTest
    @ValueSource(ints = {2_000, 50_000})
    void aChunkIsRejectedWhileOthersAreRendered(int lines) throws Exception {
        properties.put("mail.smtp.chunksize", "1000");
        String text = "0123456789\r\n".repeat(lines);
        String chunk = ("From: a@x.test\r\nSubject: x\r\n\r\n" + text).substring(0, 1000);
        String dialog = HELLO.formatted("-mx\nS: 250 CHUNKING") + "C: MAIL FROM:<a@x.test>\nS: 250 ok\n"
                + "C: RCPT TO:<b@x.test>\nS: 250 ok\nC: BDAT 1000\n"
                + "C~ " + chunk.replace("\r", "\\r").replace("\n", "\\n") + "\nS: 552 too big\nC: RSET\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            SMTPSendFailedException e =
                    assertThrows(SMTPSendFailedException.class, () -> transport.sendMessage(message(text), TO));
            assertEquals("BDAT 1000", e.getCommand());
            assertEquals(552, e.getReturnCode());
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    /** The replies to the first message are outstanding when the second one fails on the wire. */
    @Test
    void aContentThatFailsDoesNotHideTheReplyToTheMessageBefore() throws Exception {
        properties.put("mail.smtp.chunking", "eager");
        MimeMessage first = message("hi");
        MimeMessage failing = new MimeMessage(session()) {
            @Override
            public void writeTo(OutputStream out, String[] ignored) throws IOException {
                out.write(("Subject: y\r\n\r\n" + "0123456789\r\n".repeat(50_000)).getBytes(StandardCharsets.US_ASCII));
                throw new IOException("no more");
            }
        };
        failing.setFrom("a@x.test");
        first.setRecipient(Message.RecipientType.TO, TO[0]);
        failing.setRecipient(Message.RecipientType.TO, TO[0]);
        try (CommittingServer server = new CommittingServer("PIPELINING CHUNKING")) {
            SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            List<Delivery> deliveries = transport.sendAll(List.of(first, failing));
            assertTrue(deliveries.get(0).isComplete(), deliveries::toString);
            assertFalse(deliveries.get(1).mayHaveArrived(), deliveries::toString);
            assertEquals(List.of("x"), server.committed());
        }
    }

    @Test
    void aContentThatWritesOnAfterARejectionBeginsNothing() throws Exception {
        String dialog = HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS: 550 no\nC: RSET\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            MimeMessage stubborn = new Stubborn(session());
            SMTPSendFailedException e =
                    assertThrows(SMTPSendFailedException.class, () -> transport.sendMessage(stubborn, TO));
            assertEquals(550, e.getReturnCode());
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    @Test
    void aHeaderFieldThatComesTooLateForMail() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250-SMTPUTF8\nS: 250 8BITMIME") + ENVELOPE.formatted(" BODY=8BITMIME")
                + "C: [message]\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            String raw = "From: a@x.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n"
                    + "0123456789\r\n".repeat(50_000) + "--x\r\nSubject: \u00fc\r\n\r\nx\r\n--x--\r\n";
            MimeMessage late =
                    new MimeMessage(session(), new ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8)));
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(late, TO));
            assertTrue(e.getMessage().contains("SMTPUTF8"), e::getMessage);
            assertFalse(transport.isConnected());
        }
    }

    /** RFC 1870 s6: an estimate, of a message that goes on behind its head. */
    @Test
    void theSizeThatAMessageHasAtLeastIsDeclared() throws Exception {
        MimeMessage message = attached(new ByteArrayDataSource(new byte[300_000], "image/png"));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        assertEquals("MAIL FROM:<a@x.test> SIZE=", mailOf(message, "SIZE").replaceAll("\\d", ""));
        long declared = Long.parseLong(mailOf(message, "SIZE").replaceAll(".*=", ""));
        assertTrue(declared <= octets.size(), declared + " of " + octets.size());
        assertTrue(declared > octets.size() - 300, declared + " of " + octets.size());
    }

    @Test
    void aSizeThatNobodyKnowsIsNot() throws Exception {
        MimeMessage message = attached(new ByteArrayDataSource(new byte[300_000], "image/png") {});
        assertEquals("MAIL FROM:<a@x.test>", mailOf(message, "SIZE"));
    }

    /** What the server will not take is not offered, where that is certain. */
    @Test
    void aMessageThatIsLongerThanTheLimitInAnyCase() throws Exception {
        try (ScriptedServer server = serve(HELLO.formatted("-mx\nS: 250 SIZE 400000") + "C: QUIT\nS: 221 bye\n")) {
            Transport transport = connected(server);
            MimeMessage message = attached(new ByteArrayDataSource(new byte[300_000], "image/png"));
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(message, TO));
            assertTrue(
                    Headline.of(e)
                            .matches(
                                    "not sent to localhost:\\d+: the message has at least 41\\d+ octets, and the server accepts.*"),
                    e::toString);
            transport.close();
            assertEquals(List.of("EHLO client.example", "QUIT"), server.received());
        }
    }

    /** A part that says too late that it is binary is encoded. */
    @Test
    void aBinaryPartBehindTheHead() throws Exception {
        String raw = "From: a@x.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n"
                + "0123456789\r\n".repeat(30_000)
                + "--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\nabc\r\n--x--\r\n";
        String dialog = HELLO.formatted("-mx\nS: 250-CHUNKING\nS: 250 BINARYMIME")
                + "C: MAIL FROM:<a@x.test>\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS: 250 ok\nC: BDAT 262144\n";
        String whole = dialog + chunk(raw.substring(0, 262144)) + "S: 250 ok\n" + "C: BDAT "
                + (raw.length() - 262144 + 1) + " LAST\n"
                + chunk(raw.substring(262144).replace("binary", "base64").replace("abc", "YWJj"))
                + "S: 250 ok\n";
        try (ScriptedServer server = serve(whole)) {
            Transport transport = connected(server);
            transport.sendMessage(
                    new MimeMessage(session(), new ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8))), TO);
            drop(transport);
            assertEquals(DialogScript.parse("", whole).conversation(), server.transcript());
        }
    }

    private static String chunk(String text) {
        return "C~ " + text.replace("\r", "\\r").replace("\n", "\\n") + "\n";
    }

    private MimeMessage attached(DataSource source) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(source));
        MimeMessage message = new MimeMessage(session());
        message.setFrom("a@x.test");
        message.setContent(new MimeMultipart(part));
        message.saveChanges();
        return message;
    }

    private String mailOf(MimeMessage message, String offered) throws Exception {
        try (DiscardingServer server = new DiscardingServer(offered)) {
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1", server.port(), null, null);
            transport.sendMessage(message, TO);
            drop(transport);
            return server.commands().get(1);
        }
    }

    @Test
    void contentThatFailsBeforeMailSendsNothing() throws Exception {
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: QUIT\nS: 221 bye\n")) {
            Transport transport = connected(server);
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.sendMessage(new Endless(session(), 1000), TO));
            assertEquals("IOException while sending message", e.getMessage());
            assertEquals("no more", e.getNextException().getMessage());
            transport.close();
            assertEquals(List.of("EHLO client.example", "QUIT"), server.received());
        }
    }

    @Test
    void contentThatFailsOnTheWireDropsTheConnection() throws Exception {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.sendMessage(new Endless(session(), 500_000), TO));
            assertEquals("no more", e.getNextException().getMessage());
            assertFalse(transport.isConnected());
            assertTrue(server.transcript().contains("!! the client closed inside a message"));
        }
    }

    @Test
    void anSmtpMessagesOptions() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250-DSN\nS: 250 AUTH PLAIN")
                + "C: MAIL FROM:<bounce@x.test> RET=HDRS AUTH=a+2Bb@x.test X=Y\nS: 250 ok\n"
                + "C: RCPT TO:<b@x.test> NOTIFY=SUCCESS,DELAY\nS: 250 ok\nC: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            SMTPMessage message = new SMTPMessage(message("x"));
            message.setEnvelopeFrom("bounce@x.test");
            message.setNotifyOptions(SMTPMessage.NOTIFY_SUCCESS | SMTPMessage.NOTIFY_DELAY);
            message.setReturnOption(SMTPMessage.RETURN_HDRS);
            message.setSubmitter("a+b@x.test");
            message.setMailExtension("X=Y");
            transport.sendMessage(message, TO);
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    /** Angus changes the message, and its Message-ID. */
    @Test
    void anSmtpMessageThatAllowsEightBits() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250 8BITMIME") + ENVELOPE.formatted(" BODY=8BITMIME")
                + "C: [message]\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            SMTPMessage message = new SMTPMessage(session());
            message.setFrom("a@x.test");
            message.setText("Gr\u00fc\u00dfe", "utf-8");
            message.setAllow8bitMIME(true);
            message.saveChanges();
            String id = message.getMessageID();
            transport.sendMessage(message, TO);
            drop(transport);
            assertTrue(server.received().contains("Gr\u00fc\u00dfe"), server.received()::toString);
            assertTrue(server.received().contains("Message-ID: " + id), server.received()::toString);
            assertEquals("base64", message.getEncoding());
        }
    }

    @Test
    void renderingIsLeftToTheMessageWhereThatIsWanted() throws Exception {
        assertEquals(Base64Stream.class, encoderOf("own"));
        assertEquals(BASE64EncoderStream.class, encoderOf("writeTo"));
        MessagingException e = assertThrows(MessagingException.class, () -> encoderOf("fast"));
        assertTrue(e.getMessage().contains("mail.smtp.rendering=fast is not one of own|writeTo"), e.getMessage());
    }

    private Class<?> encoderOf(String rendering) throws Exception {
        properties.put("mail.smtp.rendering", rendering);
        List<Class<?>> given = new ArrayList<>();
        MimeMessage message = new MimeMessage(session());
        message.setFrom("a@x.test");
        message.setDataHandler(new DataHandler(new ByteArrayDataSource(new byte[10], "image/png")) {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                given.add(out.getClass());
                super.writeTo(out);
            }
        });
        message.setHeader("Content-Transfer-Encoding", "base64");
        mailOf(message, "8BITMIME");
        return given.get(0);
    }

    @Test
    void anErrorOnTheWireIsTheCauseAndDropsTheConnection() throws Exception {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            MimeMessage broken = new MimeMessage(session()) {
                @Override
                public void writeTo(OutputStream out, String[] ignored) throws IOException {
                    out.write("From: a@x.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write("0123456789\r\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
                    throw new NoClassDefFoundError("a content handler");
                }
            };
            broken.setFrom("a@x.test");
            MessagingException e = assertThrows(MessagingException.class, () -> transport.sendMessage(broken, TO));
            assertEquals(
                    "the message could not be rendered and was not sent:"
                            + " java.lang.NoClassDefFoundError: a content handler",
                    e.getMessage());
            assertInstanceOf(NoClassDefFoundError.class, e.getCause());
            assertFalse(transport.isConnected());
            assertTrue(server.transcript().contains("!! the client closed inside a message"));
        }
    }

    /** James: 500 in the middle of the message, and 250 behind the dot all the same. */
    @Test
    void aServerThatSpeaksInsideTheMessageIsNotGivenTheDot() throws Exception {
        Socket socket = new Socket();
        properties.put("mail.smtp.socketFactory", new UnconnectedSockets(() -> socket));
        String text = "0123456789\r\n".repeat(100_000);
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: From: a@x.test\nC: \nS& 500 too long\n"
                + "C: [message]\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            MimeMessage slow = new MimeMessage(session()) {
                @Override
                public void writeTo(OutputStream out, String[] ignored) throws IOException {
                    out.write(("From: a@x.test\r\n\r\n" + text).getBytes(StandardCharsets.US_ASCII));
                    try {
                        while (socket.getInputStream().available() == 0) {
                            Thread.sleep(1);
                        }
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            };
            slow.setFrom("a@x.test");
            SendFailedException e = assertThrows(SendFailedException.class, () -> transport.sendMessage(slow, TO));
            assertTrue(e.getMessage().contains("last reply: 500 too long"), e.getMessage());
            assertFalse(transport.isConnected());
            assertTrue(server.transcript().contains("!! the client closed inside a message"));
        }
    }

    /** A message that goes on until it fails; never, where the limit is 0. */
    private static final class Endless extends MimeMessage {
        private final int limit;
        private int octets;

        Endless(Session session, int limit) throws MessagingException {
            super(session);
            this.limit = limit;
            setFrom("a@x.test");
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            out.write("From: a@x.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (limit == 0 || octets < limit) {
                out.write("0123456789012345678901234567890123456789\r\n".getBytes(StandardCharsets.US_ASCII));
                octets += 42;
            }
            throw new IOException("no more");
        }
    }

    /** Ignores whatever its stream throws. */
    static final class Stubborn extends MimeMessage {
        Stubborn(Session session) throws MessagingException {
            super(session);
            setFrom("a@x.test");
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            out.write("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] line = "0123456789\r\n".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 50_000; i++) {
                try {
                    out.write(line);
                } catch (IOException | RuntimeException e) {
                    // It goes on.
                }
            }
        }
    }
}
