package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.FullServer;
import dev.parley.testing.Headline;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.angus.mail.util.MailConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code mail.smtp.host} lists several hosts. */
@Timeout(60)
class SeveralHostsTest extends TransportFixture {
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final String GREETS = HELLO.formatted(" mx") + QUIT;

    private final List<TraceEvent> events = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @Test
    void theNextHostIsTriedWhereTheFirstAcceptsNoConnection() throws Exception {
        int closed = closedPort();
        try (ScriptedServer server = serve(GREETS)) {
            properties.put("mail.smtp.host", "127.0.0.1:" + closed + ", localhost:" + server.port());
            properties.put("mail.smtp.trace.sink", (TraceSink) events::add);
            CountDownLatch opened = new CountDownLatch(1);
            Transport transport = session().getTransport("parley");
            transport.addConnectionListener(new ConnectionAdapter() {
                @Override
                public void opened(ConnectionEvent e) {
                    opened.countDown();
                }
            });
            transport.connect();
            opened.await();
            assertEquals("localhost", transport.getURLName().getHost());
            assertEquals(server.port(), transport.getURLName().getPort());
            transport.close();
            assertEquals(DialogScript.parse("", GREETS).conversation(), server.transcript());
            String because = "choice=localhost:" + server.port() + ", because=no connection to 127.0.0.1:" + closed
                    + ": 127.0.0.1 Connection refused, property=Optional[mail.smtp.host]";
            assertTrue(events.toString().contains(because), events.toString());
        }
    }

    @Test
    void theNextHostIsTriedAfterAFailureBeforeTheLogin() throws Exception {
        for (String dialog : List.of(
                "S: 554 5.7.1 go away\n",
                "S: 421 4.3.2 busy\n",
                "S! close\n",
                "S: 220 mx\nC: EHLO client.example\nS: 421 4.3.2 busy\n" + QUIT,
                "S: 220 mx\nC: EHLO client.example\nS! close\n")) {
            try (ScriptedServer first = serve(dialog);
                    ScriptedServer second = serve(GREETS)) {
                connect("127.0.0.1:" + first.port() + ",localhost:" + second.port())
                        .close();
                assertEquals(DialogScript.parse("", GREETS).conversation(), second.transcript());
            }
        }
    }

    @Test
    void theFirstHostThatCanBeUsedIsTheOnlyOne() throws Exception {
        try (ScriptedServer first = serve(GREETS);
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            connect("localhost:" + first.port() + ",127.0.0.1:" + second.getLocalPort())
                    .close();
            assertNoConnection(second);
        }
    }

    @Test
    void aRejectedLoginIsFinal() throws Exception {
        String rejected =
                HELLO.formatted("-mx\nS: 250 AUTH PLAIN") + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 no\n" + QUIT;
        int closed = closedPort();
        try (ScriptedServer server = serve(rejected);
                ServerSocket last = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            properties.put(
                    "mail.smtp.host",
                    "localhost:" + closed + ",localhost:" + server.port() + ",localhost:" + last.getLocalPort());
            AuthenticationFailedException e = assertThrows(
                    AuthenticationFailedException.class,
                    () -> session().getTransport("parley").connect("joe", "secret"));
            assertEquals("535 5.7.8 no\n", Headline.of(e));
            assertTrue(e.getSuppressed()[1].getMessage().contains("no connection to localhost:" + closed));
            assertNoConnection(last);
        }
    }

    @Test
    void theErrorListsTheFailureOfEachHost() throws Exception {
        int closed = closedPort();
        try (ScriptedServer server = serve("S: 554 5.7.1 go away\n")) {
            int port = server.port();
            MessagingException e =
                    assertThrows(MessagingException.class, () -> connect("localhost:" + closed + ",127.0.0.1:" + port));
            assertEquals(
                    "no host of mail.smtp.host can be used: no connection to localhost:" + closed
                            + ": 127.0.0.1 Connection refused; 127.0.0.1:" + port
                            + " rejected the connection: 554 5.7.1 go away",
                    Headline.of(e));
            assertFalse(e instanceof MailConnectException);
            assertEquals(2, e.getSuppressed().length);
        }
    }

    @Test
    void noHostAcceptsAConnection() throws Exception {
        int closed = closedPort();
        MailConnectException e =
                assertThrows(MailConnectException.class, () -> connect("no.such.invalid,127.0.0.1:" + closed));
        String message = "no host of mail.smtp.host can be used: Unknown SMTP host: no.such.invalid;"
                + " no connection to 127.0.0.1:" + closed + ": 127.0.0.1 Connection refused";
        assertTrue(e.getMessage().contains("; " + message), e.getMessage());
        assertEquals("127.0.0.1", e.getHost());
        assertEquals(closed, e.getPort());
        assertInstanceOf(IOException.class, e.getCause());
    }

    @Test
    void aHostWithoutPortHasThatOfTheProperty() throws Exception {
        try (ScriptedServer server = serve(GREETS)) {
            properties.put("mail.smtp.port", String.valueOf(server.port()));
            connect("localhost:" + closedPort() + ",127.0.0.1").close();
            assertEquals(DialogScript.parse("", GREETS).conversation(), server.transcript());
        }
    }

    @Test
    void oneHostMayHaveItsPort() throws Exception {
        try (ScriptedServer server = serve(GREETS)) {
            connect("[127.0.0.1]:" + server.port()).close();
            assertEquals(DialogScript.parse("", GREETS).conversation(), server.transcript());
        }
    }

    @Test
    void theArgumentOfConnectMayBeAList() throws Exception {
        try (ScriptedServer server = serve(GREETS)) {
            Transport transport = session().getTransport("parley");
            transport.connect("127.0.0.1:" + closedPort() + ",localhost", server.port(), null, null);
            assertEquals("localhost", transport.getURLName().getHost());
            transport.close();
        }
    }

    @Test
    void theSameTransportTriesAllHostsAgain() throws Exception {
        int first = closedPort();
        Transport transport;
        try (ScriptedServer second = serve(GREETS)) {
            transport = connect("127.0.0.1:" + first + ",localhost:" + second.port());
            transport.close();
            assertEquals("localhost", transport.getURLName().getHost());
        }
        MailConnectException e = assertThrows(MailConnectException.class, transport::connect);
        assertTrue(e.getMessage().contains("127.0.0.1:" + first), e.getMessage());
    }

    @Test
    void anIdleConnectionIsUsedBeforeAnotherHostIsTried() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        int first = closedPort();
        try (ScriptedServer second = serve(GREETS)) {
            properties.put("mail.smtp.host", "127.0.0.1:" + first + ",localhost:" + second.port());
            Session session = session();
            Transport one = session.getTransport("parley");
            one.connect();
            one.close();
            try (ServerSocket again = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
                Transport two = session.getTransport("parley");
                two.connect();
                assertEquals(second.port(), two.getURLName().getPort());
                assertNoConnection(again);
                drop(two);
            }
        }
    }

    /** Both hosts have the certificate of the second one. */
    @Test
    void theCertificateMustNameTheHostThatIsConnectedTo() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("own.p12"), "localhost");
        properties.put("mail.smtps.localhost", "client.example");
        properties.put("mail.smtps.ssl.socketFactory", certificate.context().getSocketFactory());
        DialogScript refused = DialogScript.parse("first", "S! tls-refused\n");
        DialogScript accepted = DialogScript.parse("second", "S! tls\n" + GREETS);
        try (ScriptedServer first = ScriptedServer.start(refused, Optional.of(certificate.context()));
                ScriptedServer second = ScriptedServer.start(accepted, Optional.of(certificate.context()))) {
            properties.put("mail.smtps.host", "127.0.0.1:" + first.port() + ",localhost:" + second.port());
            Transport transport = session().getTransport("parleys");
            transport.connect();
            transport.close();
            assertEquals(refused.conversation(), first.transcript());
            assertEquals(accepted.conversation(), second.transcript());
        }
    }

    @Test
    void lmtp() throws Exception {
        String dialog = GREETS.replace("EHLO", "LHLO");
        try (ScriptedServer server = serve(dialog)) {
            properties.put("mail.lmtp.localhost", "client.example");
            properties.put("mail.lmtp.host", "127.0.0.1:" + closedPort() + ",localhost:" + server.port());
            Transport transport = session().getTransport("lmtp");
            transport.connect();
            transport.close();
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    @Test
    void anAbortedConnectTriesNoOtherHost() throws Exception {
        try (FullServer first = FullServer.start();
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CountDownLatch resolved = new CountDownLatch(1);
            properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
                if (event instanceof TraceEvent.Resolved) {
                    resolved.countDown();
                }
            });
            properties.put("mail.smtp.host", "127.0.0.1:" + first.port() + ",localhost:" + second.getLocalPort());
            Transport transport = session().getTransport("parley");
            Thread closing = new Thread(() -> {
                try {
                    resolved.await();
                    transport.close();
                } catch (InterruptedException | MessagingException e) {
                    throw new AssertionError(e);
                }
            });
            closing.start();
            MessagingException e = assertThrows(MessagingException.class, transport::connect);
            closing.join();
            assertEquals(
                    "the connection to 127.0.0.1:" + first.port()
                            + " failed while connecting: closed by another thread",
                    Headline.of(e));
            assertNoConnection(second);
        }
    }

    @Test
    void aBadListIsAnErrorThatNamesTheProperty() throws Exception {
        for (String list : List.of("localhost,", "localhost:x,localhost", "localhost,[::1")) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(list));
            assertTrue(e.getMessage().startsWith("mail.smtp.host=" + list + " "), e.getMessage());
        }
        URLName url = new URLName("parley", "localhost,", 25, null, null, null);
        MessagingException e = assertThrows(
                MessagingException.class, () -> session().getTransport(url).connect());
        assertTrue(e.getMessage().contains("an element is empty"), e.getMessage());
    }

    private Transport connect(String hosts) throws MessagingException {
        properties.put("mail.smtp.host", hosts);
        Transport transport = session().getTransport("parley");
        transport.connect();
        return transport;
    }

    private static void assertNoConnection(ServerSocket server) throws IOException {
        server.setSoTimeout(1);
        assertThrows(SocketTimeoutException.class, server::accept);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return gone.getLocalPort();
        }
    }
}
