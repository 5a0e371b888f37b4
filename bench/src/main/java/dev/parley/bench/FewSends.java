package dev.parley.bench;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/**
 * The program of {@link ColdStart}: sends a number of short messages by {@code Transport.send} and ends. The first argument
 * is the number, the others are properties.
 */
public final class FewSends {
    private FewSends() {}

    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            properties.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        Session session = Session.getInstance(properties);
        for (int i = Integer.parseInt(args[0]); i > 0; i--) {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress("sender@client.example"));
            message.setRecipient(Message.RecipientType.TO, new InternetAddress("user@bench.example"));
            message.setSubject("bench");
            message.setText("A short text.\r\n", "us-ascii");
            Transport.send(message);
        }
    }
}
