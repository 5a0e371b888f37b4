package dev.parley.junit.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.junit.SmtpServerExtension;
import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.DeliveryListener;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The mailbox of one of two recipients is full: the other one receives the message. */
class FullMailboxTest {
    @RegisterExtension
    SmtpServerExtension server = SmtpServerExtension.accepting().fullMailbox("bob@example.test");

    @Test
    void onlyTheFullMailboxIsLeft() throws Exception {
        List<RetryAdvice> advice = new ArrayList<>();
        DeliveryListener listener = (message, delivery) -> advice.addAll(delivery.advice());
        Properties properties = server.properties();
        properties.put("mail.smtp.delivery.listener", listener);
        properties.put("mail.smtp.sendpartial", "true");
        Newsletter newsletter = new Newsletter(Session.getInstance(properties));

        List<String> left = newsletter.send("alice@example.test, bob@example.test");

        assertEquals(List.of("bob@example.test"), left);
        server.message().assertRecipients("alice@example.test");
        assertEquals(RetryAdvice.Action.DONE, advice.get(0).action());
        assertEquals(RetryAdvice.Action.RETRY, advice.get(1).action());
    }

    @Test
    void aPermanentRejectionIsNotSentAgain() throws Exception {
        server.rejectRecipient("bob@example.test", "552 5.2.2 Mailbox full");
        server.rejectRecipient("alice@example.test", "550 5.1.1 User unknown");
        Newsletter newsletter = new Newsletter(server.session());

        assertEquals(List.of("bob@example.test"), newsletter.send("bob@example.test")); // RFC 5321 s4.5.3.1.10
        assertEquals(List.of(), newsletter.send("alice@example.test"));
        server.assertNoMessages();
    }

    /** The application: returns the recipients to whom the issue must be sent again. */
    static class Newsletter {
        private final Session session;

        Newsletter(Session session) {
            this.session = session;
        }

        List<String> send(String recipients) throws MessagingException {
            MimeMessage message = new MimeMessage(session);
            message.setFrom("news@example.test");
            message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(recipients));
            message.setSubject("News");
            message.setText("Nothing happened.");
            List<String> left = new ArrayList<>();
            try {
                Transport.send(message);
            } catch (SendFailedException e) {
                for (Address address : e.getValidUnsentAddresses()) {
                    left.add(address.toString());
                }
            }
            return left;
        }
    }
}
