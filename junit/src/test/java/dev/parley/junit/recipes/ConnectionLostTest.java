package dev.parley.junit.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.junit.SmtpServerExtension;
import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.DeliveryListener;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The connection is lost between the message and the reply: the client cannot determine that the message has arrived. */
class ConnectionLostTest {
    @RegisterExtension
    SmtpServerExtension server = SmtpServerExtension.accepting().dropAfterNextMessage();

    @Test
    void theInvoiceIsNotSentTwice() throws Exception {
        List<RetryAdvice> advice = new ArrayList<>();
        Invoices invoices = new Invoices();
        Properties properties = server.properties();
        properties.put("mail.smtp.delivery.listener", (DeliveryListener) (message, delivery) -> {
            advice.addAll(delivery.advice());
            invoices.uncertain = delivery.isUncertain();
        });

        String failure = invoices.send(Session.getInstance(properties), "joe@example.test");

        assertTrue(failure.contains("may have been delivered"), failure);
        assertEquals(RetryAdvice.Action.ASK, advice.get(0).action());
        server.message().assertRecipients("joe@example.test");
    }

    /** The application: sends an invoice at most twice, and not again if it may have arrived. */
    static class Invoices {
        private boolean uncertain;

        String send(Session session, String recipient) throws MessagingException {
            MimeMessage message = new MimeMessage(session);
            message.setFrom("shop@example.test");
            message.setRecipients(Message.RecipientType.TO, recipient);
            message.setSubject("Invoice 42");
            message.setText("Please pay.");
            try {
                Transport.send(message);
            } catch (MessagingException e) {
                if (uncertain) {
                    return e.getMessage(); // A person looks into the server's log.
                }
                Transport.send(message);
            }
            return "";
        }
    }
}
