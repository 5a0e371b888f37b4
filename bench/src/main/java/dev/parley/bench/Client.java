package dev.parley.bench;

import dev.parley.smtp.SmtpTransport;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import java.util.Map;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Who sends. Neither waits for the reply to QUIT. */
public enum Client {
    PARLEY("Parley"),
    ANGUS("Angus"),
    ANGUS_NODELAY("Angus + TCP_NODELAY");

    private final String shown;

    Client(String shown) {
        this.shown = shown;
    }

    boolean isParley() {
        return this == PARLEY;
    }

    /** A Session for a server on this machine. */
    public Session session(int port, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "localhost");
        properties.put("mail.smtp.port", String.valueOf(port));
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.quitwait", "false");
        if (this == ANGUS_NODELAY) {
            properties.put("mail.smtp.socketFactory", new NoDelay());
        }
        properties.putAll(more);
        return Session.getInstance(properties);
    }

    /** A transport, not connected yet. */
    public Transport transport(Session session) {
        URLName url = new URLName("smtp", null, -1, null, null, null);
        return isParley() ? new SmtpTransport(session, url) : new SMTPTransport(session, url);
    }

    @Override
    public String toString() {
        return shown;
    }
}
