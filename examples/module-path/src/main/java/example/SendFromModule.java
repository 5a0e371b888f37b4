package example;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Properties;

/** Sends a mail from a module, and prints what the server replied for the recipient. */
public class SendFromModule {
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "localhost");
        properties.setProperty("mail.smtp.port", System.getenv("SMTP_PORT"));
        Session session = Session.getInstance(properties);

        MimeMessage message = new MimeMessage(session);
        message.setFrom("alice@example.org");
        message.setRecipient(RecipientType.TO, new InternetAddress("bob@example.org"));
        message.setSubject("From a module");
        message.setText("Dear Bob,\n\nno class path here.\n");

        try (SmtpTransport transport = (SmtpTransport) session.getTransport("smtp")) {
            transport.connect();
            List<Delivery> deliveries = transport.sendAll(List.of(message));
            System.out.println("delivered: " + deliveries.get(0).isComplete());
        }
        System.out.println(
                "sent by the module " + SmtpTransport.class.getModule().getName());
    }
}
