package dev.parley.micrometer;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;

/** A scripted server, and the Session of its client. Addresses, user, subject and texts of the server contain "confidential". */
final class MailServer implements AutoCloseable {
    static final String SECRET = "confidential";
    static final String USER = "joe-confidential";
    static final String TO = "bob.confidential@example.org";

    static final String HELLO = """
            S: 220 mx
            C: EHLO client.example
            S: 250-mx
            S: 250 AUTH PLAIN
            """;

    static final String LOGIN = HELLO + "C: AUTH PLAIN AGpvZS1jb25maWRlbnRpYWwAcHctY29uZmlkZW50aWFs\n";

    static final String RECIPIENT = """
            C: MAIL FROM:<alice.confidential@example.org>
            S: 250 OK
            C: RCPT TO:<bob.confidential@example.org>
            """;

    static final String CONTENT = RECIPIENT + """
            S: 250 OK
            C: DATA
            S: 354 go
            C: [message]
            """;

    static final String SENT = CONTENT + "S: 250 OK for confidential\n";

    static final String REJECTED =
            RECIPIENT + "S: 550 5.1.1 <bob.confidential@example.org>: User unknown\nC: RSET\nS: 250 OK\n";

    static final String BYE = """
            C: QUIT
            S: 221 bye
            """;

    final Properties properties = new Properties();
    private final ScriptedServer server;

    MailServer(Object observer, String... connections) throws IOException {
        server = ScriptedServer.start(DialogScript.parse("mail server", String.join("S! accept\n", connections)));
        configure(properties, observer, server.port());
    }

    static void configure(Properties properties, Object observer, int port) {
        properties.put("mail.smtp.host", "localhost");
        properties.put("mail.smtp.port", String.valueOf(port));
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.auth.cleartext", "true");
        properties.put("mail.observer", observer);
    }

    int port() {
        return server.port();
    }

    Session session() {
        return Session.getInstance(properties);
    }

    static MimeMessage message(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("alice.confidential@example.org");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(TO));
        message.setSubject("A confidential subject");
        message.setText("Hello\n");
        return message;
    }

    /** Connects without a login, sends this number of messages one after another, and closes. */
    void send(int count) throws MessagingException {
        Session session = session();
        try (SmtpTransport transport = (SmtpTransport) session.getTransport("smtp")) {
            transport.connect();
            for (int i = 0; i < count; i++) {
                MimeMessage message = message(session);
                message.saveChanges();
                transport.sendMessage(message, message.getAllRecipients());
            }
        }
    }

    void logIn() throws MessagingException {
        try (SmtpTransport transport = (SmtpTransport) session().getTransport("smtp")) {
            transport.connect("localhost", server.port(), USER, "pw-confidential");
        }
    }

    static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
