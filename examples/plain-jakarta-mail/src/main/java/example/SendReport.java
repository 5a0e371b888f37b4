package example;

import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.util.Properties;

/** Sends a mail with an attachment with {@code Transport.send}. The code does not refer to Parley. */
public class SendReport {
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "localhost");
        properties.setProperty("mail.smtp.port", System.getenv("SMTP_PORT"));
        Session session = Session.getInstance(properties);

        MimeBodyPart text = new MimeBodyPart();
        text.setText("Dear Bob,\n\nthe figures are attached. Grüße!\n", "UTF-8");
        MimeBodyPart figures = new MimeBodyPart();
        figures.setDataHandler(new DataHandler(new ByteArrayDataSource("year,mails\n2025,7\n2026,11\n", "text/csv")));
        figures.setFileName("figures.csv");

        InternetAddress bob = new InternetAddress("bob@example.org");
        MimeMessage message = new MimeMessage(session);
        message.setFrom("alice@example.org");
        message.setRecipient(RecipientType.TO, bob);
        message.setSubject("Zahlen für 2026", "UTF-8");
        message.setContent(new MimeMultipart(text, figures));
        Transport.send(message);

        System.out.println("sent by " + session.getTransport(bob).getClass());
    }
}
