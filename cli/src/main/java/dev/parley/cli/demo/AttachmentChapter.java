package dev.parley.cli.demo;

import static dev.parley.cli.demo.Chapter.check;

import dev.parley.trace.TraceEvent;
import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/** Sends a message with an attachment over TLS after a login, and reads it back. */
final class AttachmentChapter implements Chapter {
    private static final String USER = "joe@lab.test";
    private static final String PASSWORD = "correct horse";
    private static final String BLIND_COPY = "archive@lab.test";
    private static final int PATIENCE_MILLIS = 5000;

    private final DemoOutput output;
    private final SSLContext tls;
    private final MailServer server;
    private final List<TraceEvent> events = new ArrayList<>();
    private MimeMessage message;

    AttachmentChapter(DemoOutput output, SSLContext tls, MailServer server) {
        this.output = output;
        this.tls = tls;
        this.server = server;
    }

    static MailServer server(SSLContext tls) {
        return new MailServer(tls, USER, PASSWORD);
    }

    @Override
    public String title() {
        return "1. A message with an attachment, over TLS, after a login (server: GreenMail)";
    }

    @Override
    public String preface() {
        return """
                SMTPS uses TLS from the first octet. AUTH logs in; the trace never shows the password. The message has a
                blind copy: a second RCPT is sent, and no Bcc field.""";
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public List<Step> steps() {
        return List.of(
                new Step("send a message with an attachment over TLS", this::send),
                new Step("log in before sending", this::login),
                new Step("read the message back", this::readBack));
    }

    @Override
    public void close() {
        server.close();
    }

    private String send() throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtps.ssl.socketFactory", tls.getSocketFactory());
        properties.put("mail.smtps.auth", "true");
        properties.put("mail.smtps.localhost", "client.example");
        properties.put("mail.from", USER);
        Session session = output.session("smtps", properties, events::add);
        message = message(session);
        try (Transport transport = session.getTransport("smtps")) {
            transport.connect("localhost", server.port(), USER, PASSWORD);
            transport.sendMessage(message, message.getAllRecipients());
        }
        return "accepted for " + message.getAllRecipients().length + " recipients";
    }

    /** GreenMail accepts mail without a login, too, so that an accepted message does not prove the login. */
    private String login() throws CheckFailedException {
        return events.stream()
                .filter(TraceEvent.Received.class::isInstance)
                .map(reply -> ((TraceEvent.Received) reply).lines().get(0))
                .filter(line -> line.startsWith("235"))
                .findFirst()
                .orElseThrow(() -> new CheckFailedException("the trace has no reply 235"));
    }

    private String readBack() throws CheckFailedException, MessagingException, IOException {
        int copies = message.getAllRecipients().length;
        check(server.waitForIncomingEmail(PATIENCE_MILLIS, copies), "the message did not arrive");
        byte[] sent = octets(message, "Bcc");
        for (MimeMessage copy : server.getReceivedMessages()) {
            byte[] received = octets(copy, "Return-Path", "Received");
            int difference = Arrays.mismatch(sent, received);
            check(
                    difference < 0 || difference == received.length && difference == sent.length - "\r\n".length(),
                    "octet " + difference + " of " + sent.length + " differs in what arrived");
        }
        return sent.length + " octets unchanged in both mailboxes, apart from the header fields that the server"
                + " adds (GreenMail drops the last CRLF)";
    }

    private static MimeMessage message(Session session) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText("The minutes are attached.\r\n.\r\nThe dot above is not the end of this message.\r\n");
        MimeBodyPart attachment = new MimeBodyPart();
        attachment.setDataHandler(new DataHandler(new ByteArrayDataSource(everyOctet(), "application/octet-stream")));
        attachment.setFileName("minutes.bin");
        MimeMessage message = new MimeMessage(session);
        message.setFrom(USER);
        message.setRecipients(Message.RecipientType.TO, USER);
        message.setRecipients(Message.RecipientType.BCC, BLIND_COPY);
        message.setSubject("Minutes");
        message.setContent(new MimeMultipart(text, attachment));
        message.saveChanges();
        return message;
    }

    private static byte[] everyOctet() {
        byte[] octets = new byte[1024];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        return octets;
    }

    private static byte[] octets(MimeMessage message, String... without) throws MessagingException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets, without);
        return octets.toByteArray();
    }
}
