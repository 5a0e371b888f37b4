package dev.parley.smtp;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A Session, and a server that a few lines of dialog make. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class TransportFixture {
    static final InternetAddress[] TO = {address("b@x.test")};

    static final String HELLO = "S: 220 mx\nC: EHLO client.example\nS: 250%s\n";

    static final String ENVELOPE =
            "C: MAIL FROM:<a@x.test>%s\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\n";

    final Properties properties = new Properties();
    private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();

    TransportFixture() {
        properties.put("mail.smtp.localhost", "client.example");
    }

    Session session() {
        Session session = Session.getInstance(properties);
        sessions.add(session);
        return session;
    }

    /** An idle connection of one test would keep the thread that the next one waits for. */
    @AfterEach
    void closePools() {
        sessions.forEach(Parley::close);
    }

    /** From here on it is TLS from the first octet, and only a server with the certificate returned is trusted. */
    TestCertificate overTls(Path folder, String name) throws IOException {
        TestCertificate certificate = TestCertificate.make(folder.resolve("own.p12"), name);
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        return certificate;
    }

    Transport connected(ScriptedServer server) throws MessagingException {
        Transport transport = session().getTransport("parley");
        transport.connect("localhost", server.port(), null, null);
        return transport;
    }

    static void drop(Transport transport) {
        ((SmtpTransport) transport).connection().current().close("the test is over");
    }

    static ScriptedServer serve(String dialog) throws IOException {
        return ScriptedServer.start(DialogScript.parse("test", dialog));
    }

    MimeMessage message(String text) throws MessagingException {
        return message(session(), text);
    }

    static MimeMessage message(Session session, String text) throws MessagingException {
        String raw = "From: a@x.test\r\nSubject: x\r\n\r\n" + text;
        return new MimeMessage(session, new ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8)));
    }

    static InternetAddress address(String address) {
        InternetAddress raw = new InternetAddress();
        raw.setAddress(address);
        return raw;
    }
}
