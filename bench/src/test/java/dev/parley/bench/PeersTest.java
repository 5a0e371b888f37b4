package dev.parley.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.bench.server.CountingServer;
import dev.parley.bench.server.Counts;
import dev.parley.bench.server.Offer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.smtp.ReceivedMail;
import dev.parley.replay.smtp.SmtpServer;
import dev.parley.smtp.DeliveryException;
import dev.parley.smtp.SmtpTransport;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** The statements of docs/comparison.md on other libraries that can be run. Each of them has its own connections and defaults. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeersTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(100);
    private static final String SENDER = "a@lab.test";

    /** Logs the failures that the tests cause. */
    private static final Logger OF_VERTX = Logger.getLogger("io.vertx");

    @TempDir
    static Path folder;

    private static SSLContext tls;

    @BeforeAll
    static void start() throws IOException {
        OF_VERTX.setLevel(Level.OFF);
        tls = TestCertificate.make(folder.resolve("server.p12"), "localhost").context();
    }

    /** Sends messages, one after another. */
    private interface Library {
        void send(int port, int messages, int recipients) throws Exception;
    }

    // -- Turnarounds --------------------------------------------------------------------------------------------------

    @Test
    void turnaroundsOfAMessageToTenRecipients() throws Exception {
        assertEquals(4, turnarounds(jakartaMail(Client.PARLEY), 1, 10));
        assertEquals(15, turnarounds(jakartaMail(Client.ANGUS), 1, 10));
        assertEquals(15, turnarounds(simpleJavaMail(SMTPTransport.class), 1, 10));
        assertEquals(4, turnarounds(simpleJavaMail(SmtpTransport.class), 1, 10));
        assertEquals(4, turnarounds(PeersTest::vertx, 1, 10));
    }

    /** Simple Java Mail sends NOOP before it uses a connection of its pool again, vert.x sends RSET. */
    @Test
    void turnaroundsOfTheNextMessageOverTheSameConnection() throws Exception {
        assertEquals(2, turnaroundsOfNext(jakartaMail(Client.PARLEY)));
        assertEquals(4, turnaroundsOfNext(jakartaMail(Client.ANGUS)));
        assertEquals(5, turnaroundsOfNext(simpleJavaMail(SMTPTransport.class)));
        assertEquals(2, turnaroundsOfNext(simpleJavaMail(SmtpTransport.class)));
        assertEquals(3, turnaroundsOfNext(PeersTest::vertx));
    }

    private static int turnaroundsOfNext(Library library) throws Exception {
        return turnarounds(library, 2, 1) - turnarounds(library, 1, 1);
    }

    private static int turnarounds(Library library, int messages, int recipients) throws Exception {
        try (CountingServer server = CountingServer.start(Offer.PIPELINING, ROUND_TRIP, Optional.empty())) {
            library.send(server.port(), messages, recipients);
            Counts counts = server.counts();
            assertEquals(messages, counts.messages());
            assertEquals(1, counts.connections());
            return counts.turnarounds();
        }
    }

    // -- A server that does not announce STARTTLS ---------------------------------------------------------------------

    @Test
    void angusSendsThePasswordInClearIfStartTlsIsOnlyEnabled() throws Exception {
        try (SmtpServer server = new SmtpServer(tls).hideStartTls()) {
            logInAndSend(server, Map.of("mail.smtp.starttls.enable", "true"));
            assertLoginInClear(server);
        }
    }

    @Test
    void angusDoesNotLogInIfStartTlsIsRequired() throws Exception {
        try (SmtpServer server = new SmtpServer(tls).hideStartTls()) {
            assertThrows(
                    MessagingException.class,
                    () -> logInAndSend(server, Map.of("mail.smtp.starttls.required", "true")));
            assertNoLogin(server);
        }
    }

    private static void logInAndSend(SmtpServer server, Map<String, String> properties) throws MessagingException {
        logInAndSend(Client.ANGUS, Client.ANGUS.session(server.port(), properties));
    }

    private static void logInAndSend(Client client, Session session) throws MessagingException {
        try (Transport transport = client.transport(session)) {
            transport.connect("joe", "secret");
            Message message = Messages.TEXT.of(session, 100, 1);
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    @Test
    void simpleJavaMailSendsThePasswordInClearWithItsStrategySmtpOnly() throws Exception {
        try (SmtpServer server = new SmtpServer(tls).hideStartTls()) {
            simpleJavaMail(server.port(), SMTPTransport.class, TransportStrategy.SMTP, "joe", 1, 1);
            assertLoginInClear(server);
        }
        try (SmtpServer server = new SmtpServer(tls).hideStartTls()) {
            assertThrows(
                    RuntimeException.class,
                    () -> simpleJavaMail(server.port(), SMTPTransport.class, TransportStrategy.SMTP_TLS, "joe", 1, 1));
            assertNoLogin(server);
        }
    }

    @Test
    void vertxSendsThePasswordInClearUnlessStartTlsIsRequired() throws Exception {
        try (SmtpServer server = new SmtpServer(tls).hideStartTls()) {
            vertx(config(server.port()).setUsername("joe").setPassword("secret"), 1, 1);
            assertLoginInClear(server);
        }
        try (SmtpServer server = new SmtpServer(tls).hideStartTls()) {
            MailConfig config = config(server.port())
                    .setUsername("joe")
                    .setPassword("secret")
                    .setStarttls(StartTLSOptions.REQUIRED);
            assertThrows(ExecutionException.class, () -> vertx(config, 1, 1));
            assertNoLogin(server);
        }
    }

    private static void assertLoginInClear(SmtpServer server) {
        ReceivedMail mail = server.received().get(0);
        assertEquals(Optional.of("joe"), mail.user());
        assertEquals(false, mail.secured());
    }

    private static void assertNoLogin(SmtpServer server) {
        assertEquals(List.of(), server.received());
        assertEquals(false, server.transcript().contains("C: AUTH [redacted]"), String.valueOf(server.transcript()));
    }

    // -- A certificate that cannot be verified ------------------------------------------------------------------------

    @Test
    void angusAndVertxRejectACertificateThatCannotBeVerified() throws Exception {
        try (SmtpServer server = new SmtpServer(tls)) {
            MessagingException ofAngus = assertThrows(
                    MessagingException.class, () -> logInAndSend(server, Map.of("mail.smtp.starttls.enable", "true")));
            assertInstanceOf(SSLHandshakeException.class, ofAngus.getCause());
            ExecutionException ofVertx =
                    assertThrows(ExecutionException.class, () -> vertx(config(server.port()), 1, 1));
            assertInstanceOf(SSLHandshakeException.class, ofVertx.getCause());
            assertNoLogin(server);
        }
    }

    @Test
    void parleyAcceptsItOnlyIfStartTlsIsNotSet() throws Exception {
        try (SmtpServer server = new SmtpServer(tls)) {
            logInAndSend(Client.PARLEY, Client.PARLEY.session(server.port(), Map.of()));
            assertEquals(true, server.received().get(0).secured());
        }
        try (SmtpServer server = new SmtpServer(tls)) {
            Session session = Client.PARLEY.session(server.port(), Map.of("mail.smtp.starttls.enable", "true"));
            MessagingException e = assertThrows(MessagingException.class, () -> logInAndSend(Client.PARLEY, session));
            assertInstanceOf(SSLHandshakeException.class, e.getCause().getCause());
            assertNoLogin(server);
        }
    }

    /** STARTTLS is used before a login, and if it is set. */
    @Test
    void parleyUsesNoStartTlsWithoutALoginIfItIsNotSet() throws Exception {
        try (SmtpServer server = new SmtpServer(tls)) {
            jakartaMail(Client.PARLEY).send(server.port(), 1, 1);
            assertEquals(false, server.received().get(0).secured());
        }
    }

    // -- A connection that is lost after the final dot ----------------------------------------------------------------

    @Test
    void angusReportsALostReplyToTheFinalDotAsNotSent() throws Exception {
        try (SmtpServer server = new SmtpServer(tls).dropAfterNextMessage()) {
            SMTPSendFailedException e = assertThrows(
                    SMTPSendFailedException.class,
                    () -> jakartaMail(Client.ANGUS).send(server.port(), 1, 1));
            assertEquals(-1, e.getReturnCode());
            assertEquals(1, e.getValidUnsentAddresses().length);
            assertEquals(true, e.getMessage().contains("[EOF]"), e.getMessage());
        }
    }

    @Test
    void parleyReportsItAsUncertain() throws Exception {
        try (SmtpServer server = new SmtpServer(tls).dropAfterNextMessage()) {
            DeliveryException e = assertThrows(
                    DeliveryException.class, () -> jakartaMail(Client.PARLEY).send(server.port(), 1, 1));
            assertEquals(true, e.isDeliveryUncertain());
        }
    }

    @Test
    void simpleJavaMailThrowsTheExceptionOfAngusAsItsCause() throws Exception {
        try (SmtpServer server = new SmtpServer(tls).dropAfterNextMessage()) {
            RuntimeException e = assertThrows(
                    RuntimeException.class,
                    () -> simpleJavaMail(SMTPTransport.class).send(server.port(), 1, 1));
            assertEquals(
                    -1,
                    assertInstanceOf(SMTPSendFailedException.class, e.getCause())
                            .getReturnCode());
        }
    }

    @Test
    void vertxReportsALostReplyToTheFinalDotAsALossBeforeTheMessage() throws Exception {
        try (SmtpServer server = new SmtpServer(tls).hideStartTls().dropAfterNextMessage();
                RejectingServer closing = new RejectingServer("8BITMIME")) {
            Throwable before = assertThrows(ExecutionException.class, () -> vertx(config(closing.port()), 1, 1))
                    .getCause();
            Throwable after = assertThrows(ExecutionException.class, () -> vertx(config(server.port()), 1, 1))
                    .getCause();
            assertInstanceOf(IOException.class, after);
            assertEquals(before.toString(), after.toString());
        }
    }

    // -- Debug output -------------------------------------------------------------------------------------------------

    @Test
    void angusDebugOutputHasTheContentAndOnRequestThePassword() throws Exception {
        String password = Base64.getEncoder().encodeToString("secret".getBytes(StandardCharsets.US_ASCII));
        String output = debugOutput(Map.of());
        assertEquals(true, output.contains("Subject: "), output);
        assertEquals(false, output.contains(password), output);
        output = debugOutput(Map.of("mail.debug.auth", "true"));
        assertEquals(true, output.contains(password), output);
    }

    private static String debugOutput(Map<String, String> properties) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (SmtpServer server = new SmtpServer(tls)) {
            Session session = Client.ANGUS.session(server.port(), properties);
            session.setDebugOut(new PrintStream(output, true, StandardCharsets.UTF_8));
            session.setDebug(true);
            logInAndSend(Client.ANGUS, session);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    // -- Mechanisms after a rejected password -------------------------------------------------------------------------

    @Test
    void mechanismsThatAreTriedWithAWrongPassword() throws Exception {
        String offer = "AUTH LOGIN PLAIN CRAM-MD5 SCRAM-SHA-256";
        assertEquals(List.of("SCRAM-SHA-256"), tried(offer, port -> logIn(Client.PARLEY, port)));
        assertEquals(List.of("LOGIN"), tried(offer, port -> logIn(Client.ANGUS, port)));
        assertEquals(
                List.of("LOGIN"),
                tried(offer, port -> simpleJavaMail(port, SMTPTransport.class, TransportStrategy.SMTP, "joe", 1, 1)));
        assertEquals(
                List.of("CRAM-MD5", "LOGIN", "PLAIN"),
                tried(offer, port -> vertx(config(port).setUsername("joe").setPassword("secret"), 1, 1)));
    }

    private interface Attempt {
        void logIn(int port) throws Exception;
    }

    private static void logIn(Client client, int port) throws MessagingException {
        try (Transport transport = client.transport(client.session(port, Map.of()))) {
            transport.connect("joe", "secret");
        }
    }

    private static List<String> tried(String offer, Attempt attempt) throws Exception {
        try (RejectingServer server = new RejectingServer(offer)) {
            assertThrows(Exception.class, () -> attempt.logIn(server.port()));
            return server.tried();
        }
    }

    /** Rejects every AUTH with 535, and closes the connection after MAIL. */
    private static final class RejectingServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final String offer;
        private final List<String> mechanisms = new CopyOnWriteArrayList<>();

        RejectingServer(String offer) throws IOException {
            this.offer = offer;
            Thread thread = new Thread(this::serve, "rejecting-server");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listener.getLocalPort();
        }

        List<String> tried() {
            return List.copyOf(mechanisms);
        }

        private void serve() {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept();
                        BufferedReader in = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                    reply(socket, "220 mx.lab.test ESMTP");
                    String line = in.readLine();
                    for (; line != null && !line.startsWith("MAIL"); line = in.readLine()) {
                        String[] words = line.split(" ");
                        if (words[0].equals("AUTH")) {
                            mechanisms.add(words[1]);
                        }
                        switch (words[0]) {
                            case "EHLO" -> reply(socket, "250-mx.lab.test\r\n250 " + offer);
                            case "AUTH" -> reply(socket, "535 5.7.8 Authentication credentials invalid");
                            default -> reply(socket, "250 2.0.0 Ok");
                        }
                    }
                } catch (IOException e) {
                    // The client or the test has closed the connection.
                }
            }
        }

        private static void reply(Socket socket, String reply) throws IOException {
            socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    // -- The libraries ------------------------------------------------------------------------------------------------

    private static Library jakartaMail(Client client) {
        return (port, messages, recipients) -> {
            Session session = client.session(port, Map.of("mail.smtp.sendpartial", "true"));
            Message message = Messages.TEXT.of(session, 2048, recipients);
            Way.ONE_TRANSPORT.send(client, session, null, message, messages);
        };
    }

    private static Library simpleJavaMail(Class<? extends Transport> transport) {
        return (port, messages, recipients) ->
                simpleJavaMail(port, transport, TransportStrategy.SMTP, null, messages, recipients);
    }

    /** With the batch module, so with smtp-connection-pool. */
    private static void simpleJavaMail(
            int port,
            Class<? extends Transport> transport,
            TransportStrategy strategy,
            String user,
            int messages,
            int recipients)
            throws Exception {
        Mailer mailer = MailerBuilder.withSMTPServer("localhost", port, user, user == null ? null : "secret")
                .withTransportStrategy(strategy)
                .withProperty("mail.smtp.class", transport.getName())
                .withProperty("mail.smtp.localhost", "client.example")
                .withProperty("mail.smtp.sendpartial", "true")
                .buildMailer();
        try {
            Email email = EmailBuilder.startingBlank()
                    .from(SENDER)
                    .toMultiple(addresses(recipients).toArray(String[]::new))
                    .withSubject("Peers")
                    .withPlainText("Hello")
                    .buildEmail();
            for (int i = 0; i < messages; i++) {
                mailer.sendMail(email).get(30, TimeUnit.SECONDS);
            }
        } finally {
            mailer.close();
        }
    }

    private static void vertx(int port, int messages, int recipients) throws Exception {
        vertx(config(port), messages, recipients);
    }

    private static MailConfig config(int port) {
        return new MailConfig("localhost", port).setOwnHostname("client.example");
    }

    private static void vertx(MailConfig config, int messages, int recipients) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            MailClient client = MailClient.create(vertx, config);
            MailMessage message = new MailMessage()
                    .setFrom(SENDER)
                    .setTo(addresses(recipients))
                    .setSubject("Peers")
                    .setText("Hello");
            for (int i = 0; i < messages; i++) {
                client.sendMail(message)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> addresses(int count) {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add("r" + i + "@lab.test");
        }
        return addresses;
    }
}
