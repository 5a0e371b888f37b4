package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that ends between two sends: nothing is wrong with an address, and the exception does not say so. */
class LostConnectionTest extends TransportFixture {
    private static final String MESSAGE = ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n";

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private final List<TransportEvent> events = new ArrayList<>();

    @BeforeAll
    static void make() throws IOException {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
    }

    @ParameterizedTest
    @CsvSource({"clear,close", "clear,reset", "TLS,close", "TLS,reset"})
    void isNoSendFailedException(String link, String end) throws Exception {
        boolean tls = link.equals("TLS");
        if (tls) {
            properties.put("mail.smtp.ssl.enable", "true");
            properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        }
        DialogScript script = DialogScript.parse(
                "lost", (tls ? "S! tls\n" : "") + HELLO.formatted(" mx") + MESSAGE + "S! " + end + "\n");
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            Transport transport = sending(server);
            transport.sendMessage(message("one"), TO);
            server.transcript();
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(message("two"), TO));
            assertFalse(e instanceof SendFailedException, e::toString);
            assertTrue(e.getCause() instanceof SocketException || e.getCause() instanceof EOFException, e::toString);
            assertTrue(e.getMessage().contains(" failed while sending MAIL: "), e::getMessage);
            assertFalse(transport.isConnected());
            TransportEvent last = events.get(events.size() - 1);
            assertEquals(TransportEvent.MESSAGE_NOT_DELIVERED, last.getType());
            assertArrayEquals(TO, last.getValidUnsentAddresses());
        }
    }

    /** From the first reply to MAIL on, the exception has the addresses. */
    @Test
    void afterMailItIsASendFailedException() throws Exception {
        String dialog =
                HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS! close\n";
        try (ScriptedServer server = serve(dialog)) {
            Transport transport = sending(server);
            SendFailedException e =
                    assertThrows(SendFailedException.class, () -> transport.sendMessage(message("one"), TO));
            assertArrayEquals(TO, e.getValidUnsentAddresses());
        }
    }

    @Test
    void a421MeanwhileIsTheReplyToMail() throws Exception {
        try (ScriptedServer server = serve(HELLO.formatted(" mx") + MESSAGE + "S: 421 4.4.2 idle\nS! close\n")) {
            Transport transport = sending(server);
            transport.sendMessage(message("one"), TO);
            server.transcript();
            SMTPSendFailedException e =
                    assertThrows(SMTPSendFailedException.class, () -> transport.sendMessage(message("two"), TO));
            assertEquals(421, e.getReturnCode());
            assertEquals("MAIL FROM:<a@x.test>", e.getCommand());
            assertArrayEquals(TO, e.getValidUnsentAddresses());
            assertEquals(421, assertInstanceOf(SmtpTransport.class, transport).getLastReturnCode());
        }
    }

    private Transport sending(ScriptedServer server) throws MessagingException {
        properties.put("mail.event.executor", (Executor) Runnable::run);
        Transport transport = session().getTransport("parley");
        transport.addTransportListener(new TransportAdapter() {
            @Override
            public void messageNotDelivered(TransportEvent e) {
                events.add(e);
            }
        });
        transport.connect("localhost", server.port(), null, null);
        return transport;
    }
}
