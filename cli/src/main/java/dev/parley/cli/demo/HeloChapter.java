package dev.parley.cli.demo;

import static dev.parley.cli.demo.Chapter.check;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** Sends 8-bit text to a server of 1997, which does not support EHLO. */
final class HeloChapter implements Chapter {
    private static final String SENDER = "joe@lab.test";
    private static final String TEXT = "Gr\u00fc\u00dfe aus Mainz!\r\nBis sp\u00e4ter\r\n";

    private final DemoOutput output;
    private final DialogScript script;
    private ScriptedServer server;
    private Session session;
    private MimeMessage message;
    private byte[] before;

    HeloChapter(DemoOutput output, DialogScript script) {
        this.output = output;
        this.script = script;
    }

    static DialogScript ibmVm() {
        try (InputStream file = HeloChapter.class.getResourceAsStream("ibm-vm.txt")) {
            return DialogScript.parse("ibm-vm.txt", new String(file.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String title() {
        return "2. 8-bit text to a server without EHLO (server: IBM VM of 1997, from a dialog file)";
    }

    @Override
    public String preface() {
        return """
                The text of the message is 8bit. A server without EHLO does not announce 8BITMIME, and SMTP without it
                transfers only ASCII. The text is re-encoded while it is sent; the message object is not changed.""";
    }

    @Override
    public void start() throws IOException {
        server = ScriptedServer.start(script);
    }

    @Override
    public List<Step> steps() {
        return List.of(
                new Step("send 8-bit text to a server without EHLO", this::send),
                new Step("re-encode the text", this::compareTexts),
                new Step("keep the message object unchanged", this::compareOctets));
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private String send() throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.from", SENDER);
        session = output.session("smtp", properties, fact -> {});
        message = message(session);
        before = octets(message);
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect("localhost", server.port(), null, null);
            transport.sendMessage(message, InternetAddress.parse("maint@vm.gmd.de"));
        }
        check(server.transcript().equals(script.conversation()), "the dialog differs from its file");
        return "message accepted after HELO";
    }

    private String compareTexts() throws Exception {
        String arrived = content();
        check(US_ASCII.newEncoder().canEncode(arrived), "the received message is not ASCII");
        MimeMessage read = new MimeMessage(session, new ByteArrayInputStream(arrived.getBytes(US_ASCII)));
        check(
                "quoted-printable".equals(read.getEncoding()),
                "the encoding of the received message is " + read.getEncoding());
        check(TEXT.equals(read.getContent()), "the received text differs");
        return "received as quoted-printable in ASCII, with the same text";
    }

    private String compareOctets() throws CheckFailedException, MessagingException, IOException {
        check(Arrays.equals(before, octets(message)), "the message was changed");
        return "still " + message.getEncoding() + ", no octet changed";
    }

    /** The content between DATA and the final dot. */
    private String content() throws InterruptedException {
        List<String> lines = server.received();
        return lines.subList(lines.indexOf("DATA") + 1, lines.lastIndexOf(".")).stream()
                .map(line -> (line.startsWith(".") ? line.substring(1) : line) + "\r\n")
                .collect(Collectors.joining());
    }

    private static MimeMessage message(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(SENDER);
        message.setRecipients(MimeMessage.RecipientType.TO, "maint@vm.gmd.de");
        message.setSubject("Greetings from 1997");
        message.setText(TEXT, "utf-8");
        message.setHeader("Content-Transfer-Encoding", "8bit");
        message.saveChanges();
        return message;
    }

    private static byte[] octets(MimeMessage message) throws MessagingException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return octets.toByteArray();
    }
}
