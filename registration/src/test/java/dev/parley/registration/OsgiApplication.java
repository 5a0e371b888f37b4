package dev.parley.registration;

import dev.parley.sieve.SieveProvider;
import dev.parley.smtp.Parley;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that logs in to both servers and sends a message when it is started. */
public final class OsgiApplication implements BundleActivator {
    static final String REGISTRATION = "application.registration";
    static final String SMTP_PORT = "application.smtp.port";
    static final String SIEVE_PORT = "application.sieve.port";

    @Override
    public void start(BundleContext context) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "localhost");
        properties.put("mail.smtp.port", context.getProperty(SMTP_PORT));
        properties.put("mail.smtp.localhost", "client.example.test");
        properties.put("mail.smtp.starttls.enable", "false");
        properties.put("mail.sieve.port", context.getProperty(SIEVE_PORT));
        properties.put("mail.debug", "true");
        Session session = Session.getInstance(properties);
        if (context.getProperty(REGISTRATION).equals("installed")) {
            Parley.install(session);
            session.setProvider(new SieveProvider());
        }
        send(session);
        try (Store store = session.getStore("sieve")) {
            store.connect("localhost", "joe", "secret");
        }
    }

    private static void send(Session session) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("a@example.test"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("b@example.test"));
        message.setText("sent from a bundle");
        try (Transport transport = session.getTransport("smtp")) {
            if (!(transport instanceof SmtpTransport)) {
                throw new IllegalStateException("smtp is " + transport.getClass());
            }
            transport.connect("joe", "pässword");
            message.saveChanges();
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    @Override
    public void stop(BundleContext context) {}
}
