package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.net.ConnectAttempt;
import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import dev.parley.smtp.send.SmtpSettings;
import dev.parley.smtp.send.SubmissionServers;
import dev.parley.smtp.send.Target;
import dev.parley.testing.Headline;
import dev.parley.testing.TestDns;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.angus.mail.util.MailConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mail.smtp.srv}: the DNS names the server (RFC 6186, RFC 8314 s5.1). */
class SubmissionServersTest extends TransportFixture {
    private static final String SUBMISSIONS = "_submissions._tcp.";
    private static final String SUBMISSION = "_submission._tcp.";
    private static final List<String> NOT_OFFERED = List.of("0 0 0 .");
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final String EHLO = "C: EHLO client.example\nS: 250 mx\n" + QUIT;
    private static final String IMPLICIT = "S! tls\nS: 220 mx\n" + EHLO;
    private static final String STARTTLS =
            HELLO.formatted("-mx\nS: 250 STARTTLS") + "C: STARTTLS\nS: 220 go\nS! tls\n" + EHLO;

    @TempDir
    static Path folder;

    /** For localhost. */
    private static TestCertificate certificate;

    /** For the domain example.test, whose server is localhost. */
    private static TestCertificate ofDomain;

    private final List<TraceEvent> events = new CopyOnWriteArrayList<>();

    SubmissionServersTest() {
        properties.put("mail.smtp.trace.sink", (TraceSink) events::add);
    }

    @BeforeAll
    static void makeCertificates() throws IOException {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost", "127.0.0.1");
        ofDomain = TestCertificate.make(folder.resolve("domain.p12"), "example.test");
    }

    @AfterAll
    static void forget() {
        certificate = null;
        ofDomain = null;
    }

    @Test
    void submissionsHasTlsFromTheFirstOctet() throws Exception {
        try (ScriptedServer server = secure(IMPLICIT, certificate);
                TestDns dns = new TestDns(Map.of(SUBMISSIONS + "localhost", List.of(at(0, server))))) {
            Transport transport = connect(dns, "localhost");
            assertEquals("localhost", transport.getURLName().getHost());
            assertEquals(server.port(), transport.getURLName().getPort());
            transport.close();
            assertServed(IMPLICIT, server);
            assertEquals(List.of(SUBMISSIONS + "localhost", SUBMISSION + "localhost"), dns.asked());
            assertDecided("localhost:" + server.port(), "SRV record _submissions._tcp.localhost");
        }
    }

    @Test
    void submissionHasStartTls() throws Exception {
        try (ScriptedServer server = secure(STARTTLS, certificate);
                TestDns dns = new TestDns(Map.of(SUBMISSION + "localhost", List.of(at(0, server))))) {
            connect(dns, "localhost").close();
            assertServed(STARTTLS, server);
            assertDecided("localhost:" + server.port(), "SRV record _submission._tcp.localhost");
        }
    }

    @Test
    void submissionIsNotUsedWithoutStartTls() throws Exception {
        String dialog = HELLO.formatted(" mx") + QUIT;
        try (ScriptedServer server = secure(dialog, certificate);
                TestDns dns = new TestDns(Map.of(SUBMISSION + "localhost", List.of(at(0, server))))) {
            properties.put("mail.smtp.auth.cleartext", "true");
            MessagingException e = assertThrows(MessagingException.class, () -> connect(dns, "localhost"));
            assertEquals(
                    "mail.smtp.srv=" + dns.url() + ", but localhost:" + server.port() + " does not offer STARTTLS",
                    Headline.of(e));
            assertTrue(e.getMessage().contains("is used only with TLS"), e.getMessage());
            assertServed(dialog, server);
        }
    }

    @Test
    void aRejectionOfStartTlsIsFinalForTheServer() throws Exception {
        String dialog = HELLO.formatted("-mx\nS: 250 STARTTLS") + "C: STARTTLS\nS: 454 no\n" + QUIT;
        try (ScriptedServer server = secure(dialog, certificate);
                TestDns dns = new TestDns(Map.of(SUBMISSION + "localhost", List.of(at(0, server))))) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(dns, "localhost"));
            assertEquals("localhost:" + server.port() + " rejected STARTTLS: 454 no", Headline.of(e));
            assertServed(dialog, server);
        }
    }

    @Test
    void startTlsOffExcludesTheLookup() throws Exception {
        try (TestDns dns = new TestDns(Map.of())) {
            properties.put("mail.smtp.starttls.enable", "false");
            MessagingException e = assertThrows(MessagingException.class, () -> connect(dns, "localhost"));
            assertEquals(
                    "mail.smtp.srv=" + dns.url() + " and mail.smtp.starttls.enable=false exclude each other: a server"
                            + " that the DNS names is used only with TLS",
                    e.getMessage());
            assertEquals(List.of(), dns.asked());
        }
    }

    @Test
    void theLowestPriorityIsFirstAmongBothServices() throws Exception {
        try (ScriptedServer server = secure(STARTTLS, certificate);
                ServerSocket other = unused();
                TestDns dns = new TestDns(Map.of(
                        SUBMISSIONS + "localhost",
                        List.of("20 0 " + other.getLocalPort() + " localhost."),
                        SUBMISSION + "localhost",
                        List.of(at(10, server))))) {
            connect(dns, "localhost").close();
            assertServed(STARTTLS, server);
            assertNoConnection(other);
        }
    }

    @Test
    void submissionsIsFirstWithinOnePriority() throws Exception {
        try (ScriptedServer server = secure(IMPLICIT, certificate);
                ServerSocket other = unused();
                TestDns dns = new TestDns(Map.of(
                        SUBMISSIONS + "localhost",
                        List.of(at(0, server)),
                        SUBMISSION + "localhost",
                        List.of("0 65535 " + other.getLocalPort() + " localhost.")))) {
            connect(dns, "localhost").close();
            assertServed(IMPLICIT, server);
            assertNoConnection(other);
        }
    }

    @Test
    void theNextServerIsUsedWhereTheFirstAcceptsNoConnection() throws Exception {
        int closed = closedPort();
        try (ScriptedServer server = secure(STARTTLS, certificate);
                TestDns dns = new TestDns(Map.of(
                        SUBMISSIONS + "localhost", List.of("0 0 " + closed + " localhost."),
                        SUBMISSION + "localhost", List.of(at(0, server))))) {
            connect(dns, "localhost").close();
            assertServed(STARTTLS, server);
            assertDecided("localhost:" + server.port(), "no connection to localhost:" + closed);
        }
    }

    @Test
    void theErrorListsTheFailureOfEachServer() throws Exception {
        int closed = closedPort();
        try (ScriptedServer server = secure("S: 554 5.7.1 go away\n", certificate);
                TestDns dns = new TestDns(
                        Map.of(SUBMISSION + "localhost", List.of("0 0 " + closed + " localhost.", at(10, server))))) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(dns, "localhost"));
            assertEquals(
                    "no host of mail.smtp.srv=" + dns.url() + " can be used: no connection to localhost:" + closed
                            + ": 127.0.0.1 Connection refused; localhost:" + server.port()
                            + " rejected the connection: 554 5.7.1 go away",
                    Headline.of(e));
        }
    }

    @Test
    void aRejectedLoginIsFinal() throws Exception {
        String rejected = "S! tls\nS: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN\n"
                + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 no\n" + QUIT;
        try (ScriptedServer server = secure(rejected, certificate);
                ServerSocket other = unused();
                TestDns dns = new TestDns(Map.of(
                        SUBMISSIONS + "localhost",
                        List.of(at(0, server), "1 0 " + other.getLocalPort() + " localhost.")))) {
            trust(certificate);
            properties.put("mail.smtp.srv", dns.url());
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class,
                    () -> session().getTransport("parley").connect("localhost", "joe", "secret"));
            assertEquals("535 5.7.8 no\n", Headline.of(e));
            assertNoConnection(other);
        }
    }

    @Test
    void implicitTlsUsesOnlySubmissions() throws Exception {
        try (ScriptedServer server = secure(IMPLICIT, certificate);
                TestDns dns = new TestDns(Map.of(SUBMISSIONS + "localhost", List.of(at(0, server))))) {
            properties.put("mail.smtp.ssl.enable", "true");
            connect(dns, "localhost").close();
            assertServed(IMPLICIT, server);
            assertEquals(List.of(SUBMISSIONS + "localhost"), dns.asked());
        }
    }

    @Test
    void smtpsUsesOnlySubmissions() throws Exception {
        try (ScriptedServer server = secure(IMPLICIT, certificate);
                TestDns dns = new TestDns(Map.of(SUBMISSIONS + "localhost", List.of(at(0, server))))) {
            properties.put("mail.smtps.localhost", "client.example");
            properties.put("mail.smtps.ssl.socketFactory", certificate.context().getSocketFactory());
            properties.put("mail.smtps.srv", dns.url());
            Transport transport = session().getTransport("parleys");
            transport.connect("localhost", null, null);
            transport.close();
            assertServed(IMPLICIT, server);
            assertEquals(List.of(SUBMISSIONS + "localhost"), dns.asked());
        }
    }

    @Test
    void aServiceThatIsNotOfferedLeavesTheOther() throws Exception {
        try (ScriptedServer server = secure(STARTTLS, certificate);
                TestDns dns = new TestDns(Map.of(
                        SUBMISSIONS + "localhost", NOT_OFFERED, SUBMISSION + "localhost", List.of(at(0, server))))) {
            connect(dns, "localhost").close();
            assertServed(STARTTLS, server);
            assertDecided(
                    "localhost:" + server.port(),
                    "SRV record _submission._tcp.localhost; the SRV record of _submissions._tcp.localhost declares that"
                            + " the service does not exist");
        }
        try (ScriptedServer server = secure(IMPLICIT, certificate);
                TestDns dns = new TestDns(Map.of(
                        SUBMISSIONS + "localhost", List.of(at(0, server)), SUBMISSION + "localhost", NOT_OFFERED))) {
            connect(dns, "localhost").close();
            assertServed(IMPLICIT, server);
        }
    }

    @Test
    void noServiceIsOffered() throws Exception {
        try (TestDns dns = new TestDns(Map.of(
                SUBMISSIONS + "none.test", NOT_OFFERED,
                SUBMISSION + "none.test", NOT_OFFERED,
                SUBMISSION + "half.test", NOT_OFFERED))) {
            MessagingException none = assertThrows(MessagingException.class, () -> connect(dns, "none.test"));
            assertEquals(
                    "none.test offers no server for mail submission: the SRV record of _submissions._tcp.none.test"
                            + " declares that the service does not exist, and the SRV record of"
                            + " _submission._tcp.none.test declares that the service does not exist (mail.smtp.srv="
                            + dns.url() + ")",
                    Headline.of(none));
            assertTrue(none.getMessage().contains("fix: check whether mail.smtp.host"), none.getMessage());
            MessagingException half = assertThrows(MessagingException.class, () -> connect(dns, "half.test"));
            assertEquals(
                    "half.test offers no server for mail submission: the DNS has no SRV record"
                            + " _submissions._tcp.half.test, and the SRV record of _submission._tcp.half.test declares"
                            + " that the service does not exist (mail.smtp.srv=" + dns.url() + ")",
                    Headline.of(half));
        }
    }

    /** An empty host would be this machine. */
    @Test
    void aTargetThatIsNoneIsNoServer() throws Exception {
        try (ScriptedServer server = secure(STARTTLS, certificate);
                TestDns dns = new TestDns(
                        Map.of(SUBMISSION + "localhost", List.of("0 0 " + closedPort() + " .", at(10, server))))) {
            connect(dns, "localhost").close();
            assertServed(STARTTLS, server);
            assertFalse(events.toString().contains("no connection to"), events.toString());
        }
    }

    @Test
    void aDomainWithoutRecordsIsItsOwnServer() throws Exception {
        try (TestDns dns = new TestDns(Map.of())) {
            MailConnectException e = assertThrows(MailConnectException.class, () -> connect(dns, "127.0.0.3"));
            assertEquals("127.0.0.3", e.getHost());
            assertEquals(25, e.getPort());
            assertDecided(
                    "127.0.0.3:25",
                    "the DNS has no SRV record _submissions._tcp.127.0.0.3, and the DNS has no SRV record"
                            + " _submission._tcp.127.0.0.3");
        }
    }

    /** A forged reply without records would otherwise be a way around TLS. */
    @Test
    void aDomainWithoutRecordsIsNotUsedWithoutTls() throws Exception {
        try (TestDns dns = new TestDns(Map.of())) {
            properties.put("mail.smtp.srv", dns.url());
            Target target = new Target("smtp", "none.test", -1, null, null);
            SmtpSettings itself = SmtpSettings.from(new MailProperties("smtp", properties), false, target, false);
            assertEquals(StartTls.UNSET, itself.connection().security().startTls());
            List<SmtpSettings> servers = SubmissionServers.find(itself, "smtp", session(), new ConnectAttempt());
            assertEquals(1, servers.size());
            assertEquals(
                    StartTls.REQUIRED, servers.get(0).connection().security().startTls());
        }
    }

    @Test
    void theLookupFails() throws Exception {
        try (TestDns dns = new TestDns(Map.of(SUBMISSION + "broken.test", List.of()))) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(dns, "broken.test"));
            String message = Headline.of(e);
            assertTrue(
                    message.startsWith("the DNS lookup of _submission._tcp.broken.test failed: ")
                            && message.endsWith("; mail.smtp.srv=" + dns.url() + " requires this lookup"),
                    message);
            assertTrue(e.getMessage().contains("mail.smtp.srv=false"), e.getMessage());
        }
    }

    @Test
    void aPortThatIsGivenIsNotLookedUp() throws Exception {
        String dialog = HELLO.formatted(" mx") + QUIT;
        try (TestDns dns = new TestDns(Map.of())) {
            properties.put("mail.smtp.srv", dns.url());
            try (ScriptedServer server = serve(dialog)) {
                connected(server).close();
            }
            try (ScriptedServer server = serve(dialog)) {
                connect("localhost:" + server.port() + ",localhost:" + server.port())
                        .close();
            }
            try (ScriptedServer server = serve(dialog)) {
                properties.put("mail.smtp.port", server.port());
                connect("localhost").close();
            }
            assertEquals(List.of(), dns.asked());
        }
    }

    @Test
    void falseLooksUpNothing() throws Exception {
        properties.put("mail.smtp.srv", "false");
        MailConnectException e = assertThrows(MailConnectException.class, () -> connect("127.0.0.3"));
        assertEquals(25, e.getPort());
    }

    @Test
    void theErrorsOfTheProperty() throws Exception {
        properties.put("mail.smtp.srv", "maybe");
        MessagingException bad = assertThrows(MessagingException.class, () -> connect("localhost"));
        assertEquals("mail.smtp.srv=maybe is not one of true, false, dns://server", bad.getMessage());
        properties.put("mail.smtp.srv", "true");
        MessagingException list = assertThrows(MessagingException.class, () -> connect("a.test:25,b.test"));
        assertEquals(
                "mail.smtp.srv=true requires one host, but mail.smtp.host (or the host of connect) is the list"
                        + " a.test:25,b.test: add a port to each host, or set mail.smtp.srv=false",
                list.getMessage());
        properties.put("mail.lmtp.srv", "true");
        MessagingException lmtp = assertThrows(
                MessagingException.class, () -> session().getTransport("lmtp").connect("localhost", 24, null, null));
        assertEquals(
                "mail.lmtp.srv=true cannot be used: no SRV record is defined for LMTP; set mail.lmtp.host and"
                        + " mail.lmtp.port",
                lmtp.getMessage());
    }

    /** A forged record could name any server: it must have the certificate of the domain. */
    @Test
    void aServerElsewhereMustHaveTheCertificateOfTheDomain() throws Exception {
        for (String dialog : List.of(IMPLICIT, STARTTLS)) {
            String service = dialog.equals(IMPLICIT) ? SUBMISSIONS : SUBMISSION;
            try (ScriptedServer server = secure(dialog, ofDomain);
                    TestDns dns = new TestDns(Map.of(service + "example.test", List.of(at(0, server))))) {
                trust(ofDomain);
                properties.put("mail.smtp.srv", dns.url());
                connect("example.test").close();
                assertServed(dialog, server);
            }
            String refused = dialog.substring(0, dialog.indexOf("S! tls")) + "S! tls-refused\n";
            try (ScriptedServer server = secure(refused, certificate);
                    TestDns dns = new TestDns(Map.of(service + "example.test", List.of(at(0, server))))) {
                MessagingException e = assertThrows(MessagingException.class, () -> connect(dns, "example.test"));
                assertTrue(e.getMessage().contains("TLS with example.test failed"), e.getMessage());
                assertServed(refused, server);
            }
        }
    }

    /** The server that is used has TLS from the first octet: the next connect must not use its port without a lookup. */
    @Test
    void theSameTransportLooksUpTheDomainAgain() throws Exception {
        Map<String, List<String>> records = new ConcurrentHashMap<>();
        try (TestDns dns = new TestDns(records)) {
            Transport transport;
            try (ScriptedServer server = secure(IMPLICIT, certificate)) {
                records.put(SUBMISSIONS + "localhost", List.of(at(0, server)));
                transport = connect(dns, "localhost");
                transport.close();
            }
            try (ScriptedServer server = secure(STARTTLS, certificate)) {
                records.clear();
                records.put(SUBMISSION + "localhost", List.of(at(0, server)));
                transport.connect();
                assertEquals(server.port(), transport.getURLName().getPort());
                transport.close();
                assertServed(STARTTLS, server);
            }
        }
    }

    @Test
    void anIdleConnectionIsUsedAgain() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        try (ScriptedServer server = secure(STARTTLS, certificate);
                TestDns dns = new TestDns(Map.of(
                        SUBMISSION + "localhost", List.of("0 0 " + closedPort() + " localhost.", at(1, server))))) {
            trust(certificate);
            properties.put("mail.smtp.srv", dns.url());
            properties.put("mail.smtp.host", "localhost");
            Session session = session();
            Transport one = session.getTransport("parley");
            one.connect();
            one.close();
            Transport two = session.getTransport("parley");
            two.connect();
            assertEquals(server.port(), two.getURLName().getPort());
            drop(two);
        }
    }

    private static ScriptedServer secure(String dialog, TestCertificate own) throws IOException {
        return ScriptedServer.start(DialogScript.parse("test", dialog), Optional.of(own.context()));
    }

    private static String at(int priority, ScriptedServer server) {
        return priority + " 0 " + server.port() + " localhost.";
    }

    private void trust(TestCertificate own) {
        properties.put("mail.smtp.ssl.socketFactory", own.context().getSocketFactory());
    }

    private Transport connect(TestDns dns, String host) throws MessagingException {
        trust(certificate);
        properties.put("mail.smtp.srv", dns.url());
        return connect(host);
    }

    private Transport connect(String host) throws MessagingException {
        properties.put("mail.smtp.host", host);
        Transport transport = session().getTransport("parley");
        transport.connect();
        return transport;
    }

    private void assertDecided(String choice, String because) {
        assertTrue(
                events.stream()
                        .filter(TraceEvent.Decided.class::isInstance)
                        .map(Object::toString)
                        .anyMatch(decided -> decided.contains("choice=" + choice)
                                && decided.contains("because=" + because)
                                && decided.contains("mail.smtp.srv")),
                events.toString());
    }

    private static void assertServed(String dialog, ScriptedServer server) throws Exception {
        assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
    }

    private static ServerSocket unused() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void assertNoConnection(ServerSocket server) throws IOException {
        server.setSoTimeout(1);
        assertThrows(SocketTimeoutException.class, server::accept);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket gone = unused()) {
            return gone.getLocalPort();
        }
    }
}
