package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.settings.MailProperties;
import dev.parley.smtp.send.SmtpSettings;
import dev.parley.smtp.send.Target;
import dev.parley.testing.FullServer;
import dev.parley.testing.Headline;
import dev.parley.trace.DialogTrail;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Connections that do not come about, and what they leave: nothing. */
class ConnectTest extends TransportFixture {
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
    }

    @Test
    void theUserIsHiddenInTheSettingsBeforeTheLogin() {
        properties.put("mail.debug.auth.username", "false");
        properties.put("mail.smtp.from", "joe@x.test");
        MessagingException e = assertThrows(
                MessagingException.class,
                () -> session().getTransport("parley").connect("no.such.invalid", 25, "joe", "secret"));
        String events = DialogTrail.of(e).orElseThrow().events().toString();
        assertTrue(events.contains("mail.smtp.from=[user hidden]@x.test"), events);
    }

    /** As Angus Mail has it, and applications look for: one exception for every host that cannot be reached. */
    @Test
    void anUnknownHostCannotBeReached() throws Exception {
        Transport transport = session().getTransport("parley");
        MailConnectException e =
                assertThrows(MailConnectException.class, () -> transport.connect("no.such.invalid", 25, "u", "p"));
        assertTrue(e.getMessage().contains("Unknown SMTP host: no.such.invalid"), e.getMessage());
        assertEquals("no.such.invalid", e.getHost());
        assertEquals(25, e.getPort());
        assertInstanceOf(UnknownHostException.class, e.getCause());
        MailConnectException angus = assertThrows(
                MailConnectException.class,
                () -> new SMTPTransport(session(), null).connect("no.such.invalid", 25, null, null));
        assertEquals(angus.getHost(), e.getHost());
        assertEquals(angus.getPort(), e.getPort());
        assertInstanceOf(UnknownHostException.class, angus.getCause());
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
    void aFailedConnectLeavesNothing() throws Exception {
        Sink sink = new Sink();
        properties.put("mail.smtp.trace.sink", (Supplier<TraceSink>) () -> sink);
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

    @Test
    void tlsToAPortThatSpeaksInClear() throws Exception {
        properties.put("mail.smtp.ssl.enable", "true");
        try (ScriptedServer server = serve("S& 220 mx ready\n")) {
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), "u", null));
            assertEquals(
                    "the connection to localhost:" + server.port()
                            + " failed while connecting: TLS with localhost failed: the server replied in clear text to the TLS"
                            + " handshake",
                    Headline.of(e));
        }
    }

    @Test
    void aSocketFactoryOfTheApplicationsOwn(@TempDir Path folder) throws Exception {
        TestCertificate certificate = overTls(folder, "localhost");
        DialogScript script = DialogScript.parse("tls", "S! tls\n" + HELLO.formatted(" mx") + "C: QUIT\nS: 221 bye\n");
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()));
                SmtpTransport transport = (SmtpTransport) session().getTransport("parley")) {
            transport.connect("localhost", server.port(), null, null);
            assertTrue(transport.isSSL());
        }
    }

    @Test
    void aSocketFactoryOfTheApplicationsOwnStillHasToProveTheName(@TempDir Path folder) throws Exception {
        TestCertificate certificate = overTls(folder, "elsewhere.example");
        DialogScript script = DialogScript.parse("tls", "S! tls-refused\n");
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), null, null));
            assertTrue(e.getMessage().contains("localhost"), e.getMessage());
            assertEquals(List.of("S! tls-refused"), server.transcript());
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
        assertEquals("mail.smtp.ssl.socketFactory does not list localhost as a trusted host", e.getMessage());
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
    void anAuthenticatorThatSaysTheSameIsNoSecondTry() throws Exception {
        String once = HELLO.formatted("-mx\nS: 250 AUTH PLAIN")
                + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 no\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = serve(once)) {
            Transport transport = asking().getTransport("parley");
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class,
                    () -> transport.connect("localhost", server.port(), "joe", "secret"));
            assertEquals("535 5.7.8 no\n", Headline.of(e));
        }
        try (ScriptedServer server = serve(once)) {
            SmtpTransport transport = (SmtpTransport)
                    asking().getTransport(new URLName("parley", "localhost", server.port(), null, "joe", "wrong"));
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class,
                    () -> transport.connect(new Socket("localhost", server.port())));
            assertEquals("535 5.7.8 no\n", Headline.of(e));
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

    /** The server listens on the second address alone. */
    @Test
    void theNextAddressOfAHostIsTried(@TempDir Path folder) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 two.test\n127.0.0.1 two.test\n");
        assertHello(hosts, "two.test", "client.example");
    }

    /** The server of the first address never replies, which takes longer than this test waits. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeadAddressIsNotWaitedFor(@TempDir Path folder) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 two.test\n127.0.0.1 two.test\n");
        String dialog = "S: 220 mx\nC: EHLO client.example\nS: 250 mx\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = serve(dialog);
                FullServer dead = FullServer.at(new InetSocketAddress("127.0.0.2", server.port()))) {
            assertEquals(server.port(), dead.port());
            assertHello(server, dialog, hosts, "two.test", "client.example");
        }
    }

    @Test
    void theNameOfTheMachineIsTheOneOfEhlo(@TempDir Path folder) throws Exception {
        String name = output("uname", "-n").strip();
        assumeTrue(name.matches("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"), name);
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + name + "\n");
        for (int attempt = 1; ; attempt++) {
            try {
                assertHello(hosts, "127.0.0.1", name);
                return;
            } catch (AssertionError e) {
                // A busy machine may have needed more than the second that the look-up may take.
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    /** The hosts file is a pipe without a writer, so the name of the machine is never found. */
    @Test
    void theNameOfTheMachineIsNotWaitedForLonger(@TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        output("mkfifo", hosts.toString());
        assumeTrue(Files.exists(hosts));
        assertHello(hosts, "127.0.0.1", "[127.0.0.1]");
    }

    @Test
    void anIpv6AddressToConnectFromIsTheLiteralOfEhlo() {
        for (String address : List.of("2001:db8::7", "[2001:db8::7]")) {
            properties.remove("mail.smtp.localhost");
            properties.put("mail.smtp.localaddress", address);
            SmtpSettings settings = SmtpSettings.from(
                    new MailProperties("smtp", properties), false, new Target("smtp", "mx", 25, null, null), false);
            assertEquals("[IPv6:2001:db8::7]", settings.connection().session().localName());
        }
    }

    /** A JVM of its own, which finds names in this hosts file, connects and greets the server like this. */
    private static void assertHello(Path hosts, String host, String name) throws Exception {
        String dialog = "S: 220 mx\nC: EHLO " + name + "\nS: 250 mx\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = serve(dialog)) {
            assertHello(server, dialog, hosts, host, name);
        }
    }

    private static void assertHello(ScriptedServer server, String dialog, Path hosts, String host, String name)
            throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ConnectsAndQuits.class.getName(),
                        host,
                        String.valueOf(server.port()),
                        name.equals("client.example") ? name : "")
                .inheritIO()
                .start();
        try {
            assertTrue(jvm.waitFor(50, TimeUnit.SECONDS), "connected");
            assertEquals(0, jvm.exitValue());
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** A program that connects and ends. */
    static final class ConnectsAndQuits {
        private ConnectsAndQuits() {}

        public static void main(String[] words) throws Exception {
            Properties properties = new Properties();
            properties.put("mail.smtp.localhost", words[2]);
            Transport transport = Session.getInstance(properties).getTransport("parley");
            transport.connect(words[0], Integer.parseInt(words[1]), null, null);
            transport.close();
            System.exit(0);
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

    private Session asking() {
        return Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("joe", "secret");
            }
        });
    }
}
