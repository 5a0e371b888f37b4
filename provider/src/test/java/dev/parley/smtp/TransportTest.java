package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.send.Target;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.internet.NewsAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Test;

/** The type, its options and its listeners. */
class TransportTest extends TransportFixture {
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
    void controlCharactersOfAMechanismNameAreEscaped() throws Exception {
        String dialog = "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH GSS\u001bAPI\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), "joe", "secret"));
            assertTrue(e.getMessage().contains("GSS\\x1bAPI"), e.getMessage());
        }
    }

    @Test
    void badConfigurationIsReportedAtConnectAndNamed() throws Exception {
        Transport transport = session().getTransport("parley");
        properties.put("mail.smtp.localhost", "two words");
        MessagingException e =
                assertThrows(MessagingException.class, () -> transport.connect("localhost", 1, "u", "p"));
        assertTrue(e.getMessage().startsWith("mail.smtp.localhost is neither"), e.getMessage());

        properties.remove("mail.smtp.localhost");
        properties.put("mail.smtp.ssl.socketFactory.class", "no.such.Factory");
        e = assertThrows(MessagingException.class, () -> transport.connect("localhost", 1, "u", "p"));
        assertTrue(e.getMessage().startsWith("mail.smtp.ssl.socketFactory.class=no.such.Factory"), e.getMessage());
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
    void addressesOfAnotherKindAreNotInTheWayOfMail() throws Exception {
        String quit = "C: QUIT\nS: 221 bye\n";
        String mail = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n" + quit;
        String nothing = HELLO.formatted(" mx").replace("EHLO", "LHLO") + quit;
        try (ScriptedServer mx = serve(mail);
                ScriptedServer other = serve(nothing)) {
            properties.put("mail.transport.protocol.rfc822", "parley");
            properties.put("mail.smtp.host", "localhost");
            properties.put("mail.smtp.port", mx.port());
            properties.put("mail.transport.protocol.news", "lmtp");
            properties.put("mail.lmtp.host", "localhost");
            properties.put("mail.lmtp.port", other.port());
            properties.put("mail.lmtp.localhost", "client.example");
            Address[] both = {new NewsAddress("comp.lang.java"), TO[0]};
            SendFailedException e = assertThrows(SendFailedException.class, () -> Transport.send(message("x"), both));
            assertEquals("Sending failed", e.getMessage());
            assertEquals(
                    "comp.lang.java is not an InternetAddress",
                    e.getNextException().getMessage());
            assertEquals(DialogScript.parse("", mail).conversation(), mx.transcript());
            assertEquals(DialogScript.parse("", nothing).conversation(), other.transcript());
        }
    }

    @Test
    void aTargetDoesNotShowItsPassword() {
        assertEquals("smtp://joe@mx", new Target("smtp", "mx", -1, "joe", "secret").toString());
    }
}
