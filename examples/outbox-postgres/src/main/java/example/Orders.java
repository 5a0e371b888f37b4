package example;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMailMessage;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The business: an order and its confirmation are stored in one transaction. */
@Service
public class Orders {
    private final JdbcClient jdbc;
    private final JavaMailSender mails;
    private final Outbox outbox;

    Orders(JdbcClient jdbc, JavaMailSender mails, Outbox outbox) {
        this.jdbc = jdbc;
        this.mails = mails;
        this.outbox = outbox;
    }

    /** Stores an order, and enqueues its confirmation. If the transaction is rolled back, no mail is sent. */
    @Transactional
    public long place(String customer) {
        long order = jdbc.sql("insert into customer_order (customer) values (?) returning id")
                .param(customer)
                .query(Long.class)
                .single();

        MimeMailMessage confirmation = new MimeMailMessage(mails.createMimeMessage());
        confirmation.setFrom("shop@example.org");
        confirmation.setTo(customer);
        confirmation.setSubject("Your order " + order);
        confirmation.setText("Dear customer,\n\nyour order " + order + " is confirmed.\n");
        outbox.enqueue(confirmation.getMimeMessage(), "bounces@example.org", Resend.ONCE);
        return order;
    }
}
