package dev.parley.junit.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.junit.SmtpServerExtension;
import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.DeliveryListener;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server with greylisting rejects the first attempt, and accepts the second. */
class GreylistingTest {
    @RegisterExtension
    SmtpServerExtension server = SmtpServerExtension.accepting().greylisting();

    @Test
    void theMessageArrivesWithTheSecondAttempt() throws Exception {
        List<RetryAdvice> advice = new ArrayList<>();
        DeliveryListener listener = (message, delivery) -> advice.addAll(delivery.advice());
        Properties properties = server.properties();
        properties.put("mail.smtp.delivery.listener", listener);
        Outbox outbox = new Outbox(Session.getInstance(properties));
        outbox.add("joe@example.test", "Your order");

        outbox.sendAll();
        server.assertNoMessages();
        assertEquals(RetryAdvice.Action.RETRY, advice.get(0).action());
        assertEquals(Duration.ofMinutes(5), advice.get(0).after());

        outbox.sendAll();
        server.message().assertRecipients("joe@example.test").assertSubject("Your order");
        assertEquals(RetryAdvice.Action.DONE, advice.get(1).action());
    }

    /** The application: keeps each message until the server has accepted it. */
    static class Outbox {
        private final Session session;
        private final List<MimeMessage> waiting = new ArrayList<>();

        Outbox(Session session) {
            this.session = session;
        }

        void add(String recipient, String subject) throws MessagingException {
            MimeMessage message = new MimeMessage(session);
            message.setFrom("shop@example.test");
            message.setRecipients(Message.RecipientType.TO, recipient);
            message.setSubject(subject);
            message.setText("Thank you.");
            waiting.add(message);
        }

        /** A scheduler calls it from time to time. */
        void sendAll() {
            for (MimeMessage message : List.copyOf(waiting)) {
                try {
                    Transport.send(message);
                    waiting.remove(message);
                } catch (MessagingException e) {
                    // Stays for the next call.
                }
            }
        }
    }
}
