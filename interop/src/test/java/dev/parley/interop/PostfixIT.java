package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.smtp.SmtpTransport;
import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostfixIT {
    private static final Mailbox ALICE = new Mailbox(Servers.mail("alice"));

    private final Properties properties = new Properties();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    @BeforeAll
    static void trust() {
        Servers.trust();
    }

    @Test
    void everyOctetOverStartTls() throws Exception {
        properties.put("mail.smtp.starttls.required", "true");
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (SmtpTransport transport = connect("SMTP_PORT", "alice")) {
            for (int i = 0; i < 25; i++) {
                assertDelivered(transport, message(random, i));
            }
        }
        assertTrue(trace().contains("     verify  ok"), trace());
        assertTrue(trace().contains("235 2.7.0"), trace());
        assertFalse(trace().contains("AGFsaWNl"), trace());
    }

    @Test
    void everyOctetOverImplicitTls() throws Exception {
        properties.put("mail.smtp.ssl.enable", "true");
        try (SmtpTransport transport = connect("SMTPS_PORT", "alice")) {
            assertDelivered(transport, message(new Random(7), 0));
        }
    }

    @Test
    void startTlsUnasked() throws Exception {
        try (SmtpTransport transport = connect("TLSONLY_PORT", "alice")) {
            assertTrue(transport.isSSL());
            assertDelivered(transport, message(new Random(8), 0));
        }
    }

    @Test
    void overIpv6() throws Exception {
        assumeTrue(Servers.hasIpv6());
        properties.put("mail.smtp.starttls.required", "true");
        SmtpTransport transport = (SmtpTransport) session().getTransport("smtp");
        transport.connect("::1", Servers.postfix("SMTP_PORT"), "alice", Servers.PASSWORD);
        assertDelivered(transport, message(new Random(9), 0));
        transport.close();
    }

    @Test
    void loginWithUtf8() throws Exception {
        for (String mechanism : new String[] {"PLAIN", "LOGIN"}) {
            properties.put("mail.smtp.auth.mechanisms", mechanism);
            SmtpTransport transport = (SmtpTransport) session().getTransport("smtp");
            transport.connect("localhost", Servers.postfix("SMTP_PORT"), "j\u00f6rg", "p\u00e4ssw\u00f6rd");
            transport.close();
        }
    }

    @Test
    void wrongPassword() throws Exception {
        SmtpTransport transport = (SmtpTransport) session().getTransport("smtp");
        AuthenticationFailedException e = assertThrows(
                AuthenticationFailedException.class,
                () -> transport.connect("localhost", Servers.postfix("SMTP_PORT"), "alice", "wrong"));
        assertTrue(e.getMessage().startsWith("535 5.7.8 "), e.getMessage());
        assertEquals(1, trace().split("AUTH SCRAM-SHA-256 .redacted", -1).length - 1, trace());
        assertFalse(trace().contains("#5 AUTH"), trace());
    }

    @Test
    void wrongName() throws Exception {
        properties.put("mail.smtp.starttls.required", "true");
        SmtpTransport transport = (SmtpTransport) session().getTransport("smtp");
        MessagingException e = assertThrows(
                MessagingException.class,
                () -> transport.connect("127.0.0.2", Servers.postfix("SMTP_PORT"), "alice", Servers.PASSWORD));
        assertTrue(e.getMessage().contains("127.0.0.2"), e.getMessage());
    }

    @Test
    void eightBitsForASevenBitServer() throws Exception {
        MimeMessage message = raw("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
                + "\r\nGr\u00fc\u00dfe aus Mainz \r\n.\r\n=\r\n");
        try (SmtpTransport transport = connect("SEVENBIT_PORT", null)) {
            transport.sendMessage(message, message.getAllRecipients());
        }
        String delivered = ALICE.await(id(message));
        assertTrue(delivered.chars().allMatch(c -> c < 0x80), delivered);
        MimeMessage received =
                new MimeMessage(session(), new ByteArrayInputStream(delivered.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(
                "Gr\u00fc\u00dfe aus Mainz \n.\n=\n",
                received.getContent().toString().replace("\r\n", "\n"));
    }

    @Test
    void strangersAreRefusedOneByOne() throws Exception {
        properties.put("mail.smtp.sendpartial", "true");
        Address[] to = InternetAddress.parse("alice@example.test,nobody@example.test");
        MimeMessage message = message(new Random(3), 0);
        try (SmtpTransport transport = connect("SMTP_PORT", "alice")) {
            SendFailedException e = assertThrows(SendFailedException.class, () -> transport.sendMessage(message, to));
            assertEquals("[alice@example.test]", Arrays.toString(e.getValidSentAddresses()));
            assertEquals("[nobody@example.test]", Arrays.toString(e.getInvalidAddresses()));
            assertTrue(e.getNextException().getMessage().startsWith("550 5.1.1 "), e.getNextException()::getMessage);
            assertTrue(transport.isConnected());
        }
        ALICE.await(id(message));
    }

    @Test
    void anInternationalAddress() throws Exception {
        MimeMessage message = message(new Random(4), 0);
        InternetAddress to = new InternetAddress();
        to.setAddress("j\u00f6rg@example.test");
        try (SmtpTransport transport = connect("SMTP_PORT", "alice")) {
            transport.sendMessage(message, new Address[] {to});
        }
        new Mailbox(Servers.mail("joerg")).await(id(message));
        assertTrue(trace().contains(" SMTPUTF8"), trace());
    }

    /** Characters that xtext encodes (RFC 3461 s4) in the identifier and in the address. */
    @Test
    void aNotificationOfSuccess() throws Exception {
        String envelope = "job+" + System.nanoTime() + "=a b";
        properties.put("mail.smtp.dsn.notify", "SUCCESS,FAILURE");
        properties.put("mail.smtp.dsn.envid", envelope);
        properties.put("mail.smtp.dsn.orcpt", "true");
        properties.put("mail.smtp.dsn.ret", "HDRS");
        MimeMessage message = message(new Random(5), 0);
        try (SmtpTransport transport = connect("SMTP_PORT", "alice")) {
            transport.sendMessage(message, InternetAddress.parse("bob+a=1@example.test"));
        }
        String encoded = envelope.replace("+", "+2B").replace("=", "+3D").replace(" ", "+20");
        assertTrue(trace().contains(" RET=HDRS ENVID=" + encoded), trace());
        assertTrue(
                trace().contains("RCPT TO:<bob+a=1@example.test> NOTIFY=SUCCESS,FAILURE"
                        + " ORCPT=rfc822;bob+2Ba+3D1@example.test"),
                trace());
        new Mailbox(Servers.mail("bob")).await(id(message));

        StatusReport report = StatusReport.parse(ALICE.await("\nOriginal-Envelope-Id: " + envelope + "\n"));
        assertEquals(envelope, report.field("Original-Envelope-Id"));
        assertEquals("rfc822;bob+a=1@example.test", report.recipientField("Original-Recipient"));
        assertEquals("rfc822; bob+a=1@example.test", report.recipientField("Final-Recipient"));
        assertEquals("delivered", report.recipientField("Action"));
        assertEquals("2.0.0", report.recipientField("Status"));
        assertEquals("text/rfc822-headers", report.returnedType());
        assertTrue(report.returned().contains(id(message)), report::returned);
    }

    /** The server accepts the recipient, and notifies the sender afterwards. */
    @Test
    void aNotificationOfFailure() throws Exception {
        String envelope = "job+" + System.nanoTime();
        properties.put("mail.smtp.dsn.notify", "FAILURE");
        properties.put("mail.smtp.dsn.envid", envelope);
        properties.put("mail.smtp.dsn.orcpt", "true");
        properties.put("mail.smtp.dsn.ret", "FULL");
        MimeMessage message = raw("Subject: returned\r\n\r\nthe whole message\r\n");
        try (SmtpTransport transport = connect("SMTP_PORT", "alice")) {
            transport.sendMessage(message, InternetAddress.parse("gone@example.test"));
        }
        StatusReport report = StatusReport.parse(ALICE.await("\nOriginal-Envelope-Id: " + envelope + "\n"));
        assertEquals("rfc822;gone@example.test", report.recipientField("Original-Recipient"));
        assertEquals("failed", report.recipientField("Action"));
        assertEquals("5.1.1", report.recipientField("Status"));
        assertEquals("message/rfc822", report.returnedType());
        assertTrue(report.returned().contains("the whole message"), report::returned);
    }

    @Test
    void requireTls() throws Exception {
        properties.put("mail.smtp.requiretls", "true");
        properties.put("mail.smtp.starttls.required", "true");
        try (SmtpTransport transport = connect("SMTP_PORT", "alice")) {
            assumeTrue(transport.supportsExtension("REQUIRETLS"), "Postfix announces REQUIRETLS from version 3.11 on");
            assertDelivered(transport, message(new Random(6), 0));
        }
        assertTrue(trace().contains(" REQUIRETLS"), trace());
    }

    @Test
    void requireTlsFromAServerWithoutIt() throws Exception {
        properties.put("mail.smtp.requiretls", "true");
        properties.put("mail.smtp.starttls.required", "true");
        try (SmtpTransport transport = connect("SMTP_PORT", "alice")) {
            assumeFalse(transport.supportsExtension("REQUIRETLS"), "this Postfix announces REQUIRETLS");
            MimeMessage message = message(new Random(6), 0);
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.sendMessage(message, message.getAllRecipients()));
            assertTrue(e.getMessage().contains("the server does not announce REQUIRETLS"), e.getMessage());
            assertFalse(trace().contains("MAIL FROM"), trace());
        }
    }

    private Session session() {
        properties.put("mail.smtp.trace", "text");
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        return session;
    }

    private String trace() {
        return trace.toString(StandardCharsets.UTF_8);
    }

    private SmtpTransport connect(String port, String user) throws MessagingException {
        SmtpTransport transport = (SmtpTransport) session().getTransport("smtp");
        transport.connect("localhost", Servers.postfix(port), user, user == null ? null : Servers.PASSWORD);
        return transport;
    }

    private static void assertDelivered(SmtpTransport transport, MimeMessage message) throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        transport.sendMessage(message, message.getAllRecipients());
        String sent = octets.toString(StandardCharsets.ISO_8859_1).replaceAll("\r\n|\r", "\n");
        String ended = sent.endsWith("\n") ? sent : sent + "\n";
        String first = ended.substring(0, ended.indexOf('\n') + 1);
        assertEquals(ended, Mailbox.ownOctets(ALICE.await(id(message)), first));
    }

    private static String id(MimeMessage message) throws MessagingException {
        return message.getMessageID();
    }

    private MimeMessage message(Random random, int number) throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setHeader("X-Number", String.valueOf(number));
        message.setFrom("alice@example.test");
        message.setRecipients(Message.RecipientType.TO, "alice@example.test");
        message.setSubject("Gr\u00fc\u00dfe " + number, "UTF-8");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(text(random), "UTF-8");
        MimeBodyPart declared = new MimeBodyPart();
        declared.setText("Gr\u00fc\u00dfe\n.\n" + text(random), "UTF-8");
        declared.setHeader("Content-Transfer-Encoding", "8bit");
        byte[] octets = new byte[random.nextInt(400_000)];
        random.nextBytes(octets);
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(new ByteArrayDataSource(octets, "application/octet-stream")));
        message.setContent(new MimeMultipart(text, declared, file));
        message.saveChanges();
        return message;
    }

    private static String text(Random random) {
        String letters = "ab. \n\r..\tz-";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3000); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private MimeMessage raw(String rest) throws MessagingException {
        String id = "<" + System.nanoTime() + "@example.test>";
        String text = "From: alice@example.test\r\nTo: alice@example.test\r\nMessage-ID: " + id + "\r\n" + rest;
        return new MimeMessage(
                Session.getInstance(properties), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
