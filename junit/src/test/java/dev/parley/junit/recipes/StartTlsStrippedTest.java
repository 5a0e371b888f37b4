package dev.parley.junit.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.junit.SmtpServerExtension;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An attacker removes STARTTLS from the server's reply to EHLO: neither the password nor the message is sent in clear. */
class StartTlsStrippedTest {
    @RegisterExtension
    SmtpServerExtension server = SmtpServerExtension.accepting();

    @Test
    void nothingIsSentInClear() {
        server.withoutStartTls();
        Mailer mailer = new Mailer(server.properties());

        MessagingException failure = assertThrows(MessagingException.class, () -> mailer.send("joe@example.test"));

        assertTrue(failure.getMessage().contains("mail.smtp.starttls.required"), failure.getMessage());
        server.assertNoMessages();
    }

    @Test
    void withTlsTheMessageIsSent() throws Exception {
        new Mailer(server.properties()).send("joe@example.test");

        assertTrue(server.message().isSecured());
        assertEquals(Optional.of("shop"), server.message().user());
    }

    /** The application: requires TLS and logs in. */
    static class Mailer {
        private final Properties properties;

        Mailer(Properties properties) {
            this.properties = properties;
            properties.put("mail.smtp.starttls.required", "true");
            properties.put("mail.smtp.auth", "true");
        }

        void send(String recipient) throws MessagingException {
            MimeMessage message = new MimeMessage(Session.getInstance(properties));
            message.setFrom("shop@example.test");
            message.setRecipients(Message.RecipientType.TO, recipient);
            message.setSubject("Your order");
            message.setText("Thank you.");
            Transport.send(message, "shop", "correct horse");
        }
    }
}
