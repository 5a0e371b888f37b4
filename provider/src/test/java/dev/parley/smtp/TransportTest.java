package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a dialog file cannot say: types, life cycle, content that fails or is long. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportTest {
    private static final InternetAddress[] TO = {address("b@x.test")};
    private static final String HELLO = "S: 220 mx\nC: EHLO client.example\nS: 250%s\n";
    private static final String ENVELOPE =
            "C: MAIL FROM:<a@x.test>%s\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\n";

    private final Properties properties = new Properties();

    TransportTest() {
        properties.put("mail.smtp.localhost", "client.example");
    }

    @Test
    void itIsAngussTransport() throws Exception {
        try (SMTPTransport transport = (SMTPTransport) session().getTransport("parley")) {
            assertEquals("smtp", transport.getURLName().getProtocol());
            assertInstanceOf(SmtpsTransport.class, session().getTransport("parleys"));
            assertEquals("smtps", session().getTransport("parleys").getURLName().getProtocol());
            assertNull(transport.getLastServerResponse());
            assertEquals(-1, transport.getLastReturnCode());
            assertFalse(transport.supportsExtension("SIZE"));
            assertNull(transport.getExtensionParameter("SIZE"));
            assertFalse(transport.isConnected());
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> transport.sendMessage(message("x"), TO));
            assertEquals("Not connected", e.getMessage());
        }
    }

    @Test
    void settersStandBeforeProperties() throws Exception {
        properties.put("mail.smtp.starttls.enable", "true");
        SMTPTransport transport = (SMTPTransport) session().getTransport("parley");
        assertTrue(transport.getStartTLS());
        transport.setStartTLS(false);
        transport.setLocalHost("me.example");
        transport.setSASLMechanisms(new String[] {"PLAIN", "LOGIN"});
        assertFalse(transport.getStartTLS());
        assertEquals("me.example", transport.getLocalHost());
        assertEquals(List.of("PLAIN", "LOGIN"), List.of(transport.getSASLMechanisms()));
        transport.setLocalHost(null);
        assertEquals("client.example", transport.getLocalHost());
    }

    @Test
    void badConfigurationIsReportedAtConnectAndNamed() throws Exception {
        properties.put("mail.smtp.trace", "loud");
        Transport transport = session().getTransport("parley");
        MessagingException e =
                assertThrows(MessagingException.class, () -> transport.connect("localhost", 1, "u", "p"));
        assertEquals("mail.smtp.trace=loud is none of text, true, off, false", e.getMessage());

        properties.remove("mail.smtp.trace");
        properties.put("mail.smtp.localhost", "two words");
        e = assertThrows(MessagingException.class, () -> transport.connect("localhost", 1, "u", "p"));
        assertTrue(e.getMessage().startsWith("mail.smtp.localhost is neither"), e.getMessage());

        properties.remove("mail.smtp.localhost");
        properties.put("mail.smtp.ssl.socketFactory.class", "no.such.Factory");
        e = assertThrows(MessagingException.class, () -> transport.connect("localhost", 1, "u", "p"));
        assertTrue(e.getMessage().startsWith("mail.smtp.ssl.socketFactory.class=no.such.Factory"), e.getMessage());
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        Transport transport = session().getTransport("parley");
        MailConnectException e =
                assertThrows(MailConnectException.class, () -> transport.connect("localhost", port, "u", "p"));
        assertEquals("localhost", e.getHost());
        assertEquals(port, e.getPort());
        MessagingException unknown =
                assertThrows(MessagingException.class, () -> transport.connect("no.such.invalid", 25, "u", "p"));
        assertEquals("Unknown SMTP host: no.such.invalid", unknown.getMessage());
    }

    @Test
    void aFailedConnectLeavesNoSocket() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            properties.put("mail.smtp.timeout", "200");
            Transport transport = session().getTransport("parley");
            assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.getLocalPort(), "u", "p"));
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout(5000);
                assertEquals(-1, accepted.getInputStream().read());
            }
        }
    }

    @Test
    void tlsToAPortThatSpeaksInClear() throws Exception {
        properties.put("mail.smtp.ssl.enable", "true");
        try (ScriptedServer server = serve("S: 220 mx ready\n")) {
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), "u", null));
            assertEquals(
                    "the dialog broke while connecting: TLS with localhost failed: Unsupported or unrecognized SSL message;"
                            + " see mail.smtp.ssl.enable: the server does not speak TLS from the first octet",
                    e.getMessage());
        }
    }

    @Test
    void aSocketFactoryOfTheApplicationsOwn(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("own.p12"), "localhost");
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        DialogScript script = DialogScript.parse("tls", "S! tls\n" + HELLO.formatted(" mx") + "C: QUIT\nS: 221 bye\n");
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()));
                SmtpTransport transport = (SmtpTransport) session().getTransport("parley")) {
            transport.connect("localhost", server.port(), null, null);
            assertTrue(transport.isSSL());
        }
    }

    @Test
    void aSocketFactoryOfTheApplicationsOwnStillHasToProveTheName(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("own.p12"), "elsewhere.example");
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        DialogScript script = DialogScript.parse("tls", "S! tls-refused\n");
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), null, null));
            assertTrue(e.getMessage().contains("localhost"), e.getMessage());
            assertEquals(List.of("S! tls-refused"), server.transcript());
        }
    }

    @Test
    void aSocketOfTheApplicationsOwn() throws Exception {
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: QUIT\nS: 221 bye\n")) {
            SMTPTransport transport = (SMTPTransport) session().getTransport("parley");
            transport.connect(new Socket("localhost", server.port()));
            transport.close();
            assertEquals(List.of("EHLO client.example", "QUIT"), server.received());
        }
    }

    @Test
    void connectedTwice() throws Exception {
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: NOOP\nS: 250 ok\nC: QUIT\nS: 221 bye\n");
                Transport transport = session().getTransport("parley")) {
            transport.connect("localhost", server.port(), null, null);
            assertThrows(IllegalStateException.class, () -> transport.connect("localhost", server.port(), null, null));
        }
    }

    @Test
    void listenersAreToldOnTheSessionsOwnQueue() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: QUIT\nS: 221 bye\n")) {
            Transport transport = session().getTransport("parley");
            transport.addConnectionListener(new ConnectionAdapter() {
                @Override
                public void opened(ConnectionEvent e) {
                    opened.countDown();
                }

                @Override
                public void closed(ConnectionEvent e) {
                    closed.countDown();
                }
            });
            transport.connect("localhost", server.port(), null, null);
            // The API's queue forgets its events when it is closed before its thread has started.
            assertTrue(opened.await(5, TimeUnit.SECONDS));
            transport.close();
            assertTrue(closed.await(5, TimeUnit.SECONDS));
        }
    }

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
            assertTrue(e.getNextException().getMessage().contains("SMTPUTF8"), e.getNextException()::getMessage);
            assertFalse(transport.isConnected());
        }
    }

    @Test
    void closeFromAnotherThreadAbortsASend() throws Exception {
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS! wait 8000\n";
        try (ScriptedServer server = serve(dialog)) {
            CountDownLatch sent = new CountDownLatch(1);
            properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
                if (event instanceof TraceEvent.Content) {
                    sent.countDown();
                }
            });
            Transport transport = connected(server);
            MimeMessage message = message("x");
            Thread closer = new Thread(() -> closeAfter(sent, transport));
            closer.start();
            long start = System.nanoTime();
            SendFailedException e = assertThrows(SendFailedException.class, () -> transport.sendMessage(message, TO));
            assertTrue(e.getMessage().contains("the reply to the end of the message"), e.getMessage());
            assertTrue(e.getMessage().endsWith("another thread closed it"), e.getMessage());
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(6));
            assertFalse(transport.isConnected());
            closer.join();
        }
    }

    private static void closeAfter(CountDownLatch event, Transport transport) {
        try {
            event.await();
            transport.close();
        } catch (InterruptedException | MessagingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void lmtpHasNoPortOfItsOwn() throws Exception {
        Transport transport = session().getTransport("lmtp");
        MessagingException e =
                assertThrows(MessagingException.class, () -> transport.connect("localhost", -1, null, null));
        assertEquals(
                "LMTP has no port of its own (RFC 2033 s5): set mail.lmtp.port or mail.lmtp.socket", e.getMessage());
    }

    @Test
    void lmtpOverAUnixSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        properties.put("mail.lmtp.timeout", "500");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread thread = new Thread(() -> silentBehindLhlo(server, heard));
            thread.start();
            Transport transport = session().getTransport("lmtp");
            transport.connect();
            assertFalse(transport.isConnected(), "it does not answer NOOP");
            thread.join(5000);
        }
        assertEquals(2, heard.size(), heard::toString);
        assertTrue(heard.get(0).startsWith("LHLO "), heard::toString);
        MessagingException e = assertThrows(
                MessagingException.class, () -> session().getTransport("lmtp").connect());
        assertTrue(e.getMessage().startsWith("no connection to " + path), e.getMessage());
    }

    private static void silentBehindLhlo(ServerSocketChannel server, List<String> heard) {
        try (SocketChannel channel = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            channel.write(ByteBuffer.wrap("220 mx\r\n".getBytes(StandardCharsets.UTF_8)));
            heard.add(in.readLine());
            channel.write(ByteBuffer.wrap("250 mx\r\n".getBytes(StandardCharsets.UTF_8)));
            heard.add(in.readLine());
            in.readLine();
        } catch (IOException e) {
            heard.add(e.toString());
        }
    }

    @Test
    void theLastReplyOfARefusedConnect() throws Exception {
        try (ScriptedServer server = serve("S: 554 5.7.1 go away\n")) {
            SMTPTransport transport = (SMTPTransport) session().getTransport("parley");
            assertThrows(MessagingException.class, () -> transport.connect("localhost", server.port(), null, null));
            assertEquals(554, transport.getLastReturnCode());
            assertEquals("554 5.7.1 go away\n", transport.getLastServerResponse());
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

    /** That factory's trust manager takes any certificate where it has a list: its user has to ask for the host. */
    @Test
    void angussSocketFactoryIsAskedForTheHost() throws Exception {
        MailSSLSocketFactory factory = new MailSSLSocketFactory();
        factory.setTrustedHosts("elsewhere.example");
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", factory);
        Transport transport = session().getTransport("parley");
        MessagingException e =
                assertThrows(MessagingException.class, () -> transport.connect("localhost", 1, "joe", "secret"));
        assertEquals("mail.smtp.ssl.socketFactory does not have localhost among its trusted hosts", e.getMessage());
    }

    @Test
    void closingOverTlsDoesNotWaitForThePeer(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("own.p12"), "localhost");
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        properties.put("mail.smtp.quitwait", "false");
        try (ServerSocket server = silent(certificate)) {
            Transport transport = session().getTransport("parley");
            transport.connect("localhost", server.getLocalPort(), null, null);
            assertTimeoutPreemptively(Duration.ofSeconds(10), transport::close);
        }
    }

    /** A TLS server that greets, and then neither reads nor closes. */
    private static ServerSocket silent(TestCertificate certificate) throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> {
            try (Socket raw = listener.accept()) {
                SSLSocket tls = (SSLSocket)
                        certificate.context().getSocketFactory().createSocket(raw, null, raw.getPort(), true);
                tls.setUseClientMode(false);
                tls.getOutputStream().write("220 mx ready\r\n".getBytes(StandardCharsets.US_ASCII));
                tls.getInputStream().read(new byte[100]);
                tls.getOutputStream().write("250 mx\r\n".getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(60_000);
            } catch (IOException | InterruptedException e) {
                // The test sees what the client makes of it.
            }
        });
        server.setDaemon(true);
        server.start();
        return listener;
    }

    @Test
    void smtpsIsTlsWhateverElseIsSaid() throws Exception {
        properties.put("mail.smtps.ssl.enable", "false");
        try (ScriptedServer server = serve("S: 220 mx ready\n")) {
            Transport transport = session().getTransport("parleys");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), "u", "p"));
            assertTrue(e.getMessage().contains("TLS with localhost failed"), e.getMessage());
        }
    }

    @Test
    void aFailedConnectLeavesNothing() throws Exception {
        Sink sink = new Sink();
        properties.put("mail.smtp.trace.sink", sink);
        SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
        assertThrows(MessagingException.class, () -> transport.connect("localhost", 70_000, null, null));
        assertEquals(1, sink.closed);
        Socket unusable = new Socket();
        unusable.close();
        assertThrows(MessagingException.class, () -> transport.connect(unusable));
        assertEquals(2, sink.closed);
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.protocols", "TLSv9");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.getLocalPort(), null, null));
            assertTrue(e.getMessage().contains("mail.smtp.ssl.protocols"), e.getMessage());
            assertEquals(3, sink.closed);
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout(5000);
                assertEquals(-1, accepted.getInputStream().read());
            }
        }
    }

    private static final class Sink implements TraceSink {
        private int closed;

        @Override
        public void accept(TraceEvent event) {
            // Only its end counts.
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void anErrorOnTheWireDropsTheConnection() throws Exception {
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
            assertThrows(NoClassDefFoundError.class, () -> transport.sendMessage(broken, TO));
            assertFalse(transport.isConnected());
            assertTrue(server.transcript().contains("!! the client closed inside a message"));
        }
    }

    @Test
    void aSinkThatCannotEndDoesNotChangeTheDialog() throws Exception {
        properties.put("mail.smtp.trace.sink", new TraceSink() {
            @Override
            public void accept(TraceEvent event) {
                // Only its end counts.
            }

            @Override
            public void close() {
                throw new IllegalStateException("the disk is full");
            }
        });
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: QUIT\nS: 221 bye\n")) {
            Transport transport = connected(server);
            transport.close();
            assertFalse(transport.isConnected());
        }
    }

    @Test
    void aSendThatBreaksTheLinkLeavesNoThread() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (ScriptedServer server = serve(HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS! close\n")) {
                Transport transport = session().getTransport("parley");
                transport.addTransportListener(new TransportAdapter() {});
                transport.connect("localhost", server.port(), null, null);
                assertThrows(SendFailedException.class, () -> transport.sendMessage(message("x"), TO));
                transport.close();
            }
        }
        Thread.sleep(500);
        long queues = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("EventQueue"))
                .count();
        assertTrue(queues < 5, queues + " threads");
    }

    @Test
    void anAuthenticatorThatSaysTheSameIsNoSecondTry() throws Exception {
        String once = HELLO.formatted("-mx\nS: 250 AUTH PLAIN")
                + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 no\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = serve(once)) {
            Transport transport = asking().getTransport("parley");
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class,
                    () -> transport.connect("localhost", server.port(), "joe", "secret"));
            assertEquals("535 5.7.8 no\n", e.getMessage());
        }
        try (ScriptedServer server = serve(once)) {
            SmtpTransport transport = (SmtpTransport)
                    asking().getTransport(new URLName("parley", "localhost", server.port(), null, "joe", "wrong"));
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class,
                    () -> transport.connect(new Socket("localhost", server.port())));
            assertEquals("535 5.7.8 no\n", e.getMessage());
        }
    }

    private Session asking() {
        return Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("joe", "secret");
            }
        });
    }

    @Test
    void anExecutorThatTakesNoMoreEventsDoesNotFailASend() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        properties.put("mail.event.executor", executor);
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            transport.addTransportListener(new TransportAdapter() {});
            executor.shutdown();
            transport.sendMessage(message("x"), TO);
            drop(transport);
        }
    }

    @Test
    void aTargetDoesNotShowItsPassword() {
        assertEquals("smtp://joe@mx", new Target("smtp", "mx", -1, "joe", "secret").toString());
    }

    /** James: 500 in the middle of the message, and 250 behind the dot all the same. */
    @Test
    void aServerThatSpeaksInsideTheMessageIsNotGivenTheDot() throws Exception {
        String text = "0123456789\r\n".repeat(100_000);
        String dialog = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: From: a@x.test\nC: \nS: 500 too long\n"
                + "C: [message]\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = connected(server);
            MimeMessage slow = new MimeMessage(session()) {
                @Override
                public void writeTo(OutputStream out, String[] ignored) throws IOException {
                    out.write(("From: a@x.test\r\n\r\n" + text).getBytes(StandardCharsets.US_ASCII));
                    try {
                        Thread.sleep(500);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            };
            slow.setFrom("a@x.test");
            SendFailedException e = assertThrows(SendFailedException.class, () -> transport.sendMessage(slow, TO));
            assertTrue(e.getMessage().contains("last words: 500 too long"), e.getMessage());
            assertFalse(transport.isConnected());
            assertTrue(server.transcript().contains("!! the client closed inside a message"));
        }
    }

    @Test
    void aTlsRecordThatDripsGainsNoTime(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("own.p12"), "localhost");
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        properties.put("mail.smtp.timeout", "2000");
        AtomicBoolean drips = new AtomicBoolean();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            inBackground(() -> {
                Socket raw = server.accept();
                SSLSocket tls = (SSLSocket)
                        certificate.context().getSocketFactory().createSocket(raw, null, raw.getPort(), true);
                tls.setUseClientMode(false);
                tls.startHandshake();
                Thread.sleep(300);
                drips.set(true);
                tls.getOutputStream().write("220 mx ready\r\n".getBytes(StandardCharsets.US_ASCII));
            });
            inBackground(() -> {
                Socket client = proxy.accept();
                Socket behind = new Socket("localhost", server.getLocalPort());
                inBackground(() -> client.getInputStream().transferTo(behind.getOutputStream()));
                for (int octet = behind.getInputStream().read(); octet >= 0; ) {
                    Thread.sleep(drips.get() ? 400 : 0);
                    client.getOutputStream().write(octet);
                    octet = behind.getInputStream().read();
                }
            });
            Transport transport = session().getTransport("parley");
            MessagingException e = assertTimeoutPreemptively(
                    Duration.ofSeconds(8),
                    () -> assertThrows(
                            MessagingException.class,
                            () -> transport.connect("localhost", proxy.getLocalPort(), null, null)));
            assertTrue(e.getMessage().contains("no complete reply within 2000 ms"), e.getMessage());
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void inBackground(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception e) {
                // The test sees what the client makes of it.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Angus Mail would do TLS from the first octet here: no password in clear instead. */
    @Test
    void anOldSslSocketFactoryIsNotPassedOver() throws Exception {
        properties.put("mail.smtp.socketFactory.class", "javax.net.ssl.SSLSocketFactory");
        Transport transport = session().getTransport("parley");
        MessagingException e =
                assertThrows(MessagingException.class, () -> transport.connect("localhost", 1, "joe", "secret"));
        assertTrue(e.getMessage().startsWith("mail.smtp.socketFactory.class is not supported"), e.getMessage());
    }

    @Test
    void aNameThatNobodyCheckedIsAWarning(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("own.p12"), "elsewhere.example");
        List<TraceEvent> events = new ArrayList<>();
        TraceSink sink = events::add;
        properties.put("mail.smtp.trace.sink", sink);
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        DialogScript script = DialogScript.parse(
                "tls",
                HELLO.formatted("-mx\nS: 250-STARTTLS\nS: 250 AUTH PLAIN")
                        + "C: STARTTLS\nS: 220 go\nS! tls\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN\n"
                        + "C: AUTH PLAIN [redacted]\nS: 235 ok\nC: QUIT\nS: 221 bye\n");
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()));
                Transport transport = session().getTransport("parley")) {
            transport.connect("localhost", server.port(), "joe", "secret");
            assertTrue(events.stream().anyMatch(TraceEvent.Warned.class::isInstance), events.toString());
        }
    }

    private Session session() {
        return Session.getInstance(properties);
    }

    private Transport connected(ScriptedServer server) throws MessagingException {
        Transport transport = session().getTransport("parley");
        transport.connect("localhost", server.port(), null, null);
        return transport;
    }

    private static void drop(Transport transport) {
        ((SmtpTransport) transport).dialog().orElseThrow().drop("the test is over");
    }

    private static ScriptedServer serve(String dialog) throws IOException {
        return ScriptedServer.start(DialogScript.parse("test", dialog));
    }

    private MimeMessage message(String text) throws MessagingException {
        String raw = "From: a@x.test\r\nSubject: x\r\n\r\n" + text;
        return new MimeMessage(session(), new ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8)));
    }

    private static InternetAddress address(String address) {
        InternetAddress raw = new InternetAddress();
        raw.setAddress(address);
        return raw;
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
}
