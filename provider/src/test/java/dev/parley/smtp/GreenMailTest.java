package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole messages through a real server and back, by the ways applications send. */
class GreenMailTest {
    private final ServerSetup setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    private final GreenMail server = new GreenMail(setup);
    private final Properties properties = new Properties();

    @BeforeEach
    void start() {
        setup.setServerStartupTimeout(20_000); // GreenMail's own 2 seconds are short for a busy machine.
        server.start();
        server.setUser("joe@lab.test", "joe", "secret");
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(server.getSmtp().getPort()));
        properties.put("mail.smtp.starttls.enable", "false");
        properties.put("mail.event.executor", (Executor) Runnable::run);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void transportSendUsesUs() throws Exception {
        Session session = session();
        assertInstanceOf(SmtpTransport.class, session.getTransport("smtp"));
        assertInstanceOf(SmtpTransport.class, session.getTransport(new InternetAddress("b@lab.test")));
        MimeMessage message = attachment(session);
        Transport.send(message);
        assertSame(message, received(1)[0]);
    }

    @Test
    void authenticatorLogsIn() throws Exception {
        properties.put("mail.smtp.auth", "true");
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("joe", "secret");
            }
        });
        Transport.send(attachment(session));
        assertEquals(1, received(1).length);
    }

    @Test
    void authTrueWithoutPasswordSendsNothing() throws Exception {
        properties.put("mail.smtp.auth", "true");
        Session session = session();
        AuthenticationFailedException e =
                assertThrows(AuthenticationFailedException.class, () -> Transport.send(attachment(session)));
        assertEquals("failed to connect, no password specified?", e.getMessage());
    }

    @Test
    void manyMessagesOnOneConnection() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Session session = session();
        MimeMessage[] sent = new MimeMessage[20];
        try (Transport transport = session.getTransport("parley")) {
            transport.connect("127.0.0.1", server.getSmtp().getPort(), "joe", "secret");
            for (int i = 0; i < sent.length; i++) {
                sent[i] = text(session, random);
                transport.sendMessage(sent[i], sent[i].getAllRecipients());
            }
            assertTrue(transport.isConnected());
        }
        MimeMessage[] received = received(sent.length);
        for (int i = 0; i < sent.length; i++) {
            assertSame(sent[i], received[i]);
        }
    }

    private Session session() {
        return Session.getInstance(properties);
    }

    private MimeMessage[] received(int count) {
        assertTrue(server.waitForIncomingEmail(5000, count));
        return server.getReceivedMessages();
    }

    private static MimeMessage attachment(Session session) throws Exception {
        byte[] octets = new byte[100_000];
        new Random(1).nextBytes(octets);
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Grüße\n.\n..\n", "UTF-8");
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(new ByteArrayDataSource(octets, "application/octet-stream")));
        file.setFileName("octets.bin");
        MimeMessage message = envelope(session);
        message.setContent(new MimeMultipart(text, file));
        message.saveChanges();
        return message;
    }

    private static MimeMessage text(Session session, Random random) throws Exception {
        StringBuilder text = new StringBuilder();
        String letters = "ab. \n\n..\tz";
        for (int i = random.nextInt(5000); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        MimeMessage message = envelope(session);
        message.setText(text + "\n");
        message.saveChanges();
        return message;
    }

    private static MimeMessage envelope(Session session) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("a@lab.test");
        message.setRecipients(Message.RecipientType.TO, "joe@lab.test");
        message.setSubject("Grüße", "UTF-8");
        return message;
    }

    /** From the message's own first header field on, but for the last CRLF, which GreenMail drops. */
    private static void assertSame(MimeMessage sent, MimeMessage received) throws Exception {
        byte[] expected = crlf(octets(sent));
        byte[] actual = octets(received);
        int start = new String(actual, StandardCharsets.ISO_8859_1)
                .indexOf(new String(expected, 0, 20, StandardCharsets.ISO_8859_1));
        assertTrue(start >= 0, () -> new String(actual, StandardCharsets.ISO_8859_1));
        assertArrayEquals(
                Arrays.copyOf(expected, expected.length - 2), Arrays.copyOfRange(actual, start, actual.length));
    }

    private static byte[] octets(MimeMessage message) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] crlf(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1).replaceAll("\r\n|\r|\n", "\r\n");
        return (text.endsWith("\r\n") ? text : text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
