package example;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.mail.MailPreparationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The mails that are stored until they are sent: enqueues a mail, and lets a person decide about an uncertain one. */
@Service
public class Outbox {
    static final TaskDescriptor<Void> SEND = TaskDescriptor.of("send-mail");

    /** A mail that may have been delivered to this recipient. */
    public record Uncertain(String messageId, String address, String reason) {}

    private final JdbcClient jdbc;
    private final SchedulerClient scheduler;

    Outbox(JdbcClient jdbc, DataSource dataSource) {
        this.jdbc = jdbc;
        // The proxy gives it the connection of the transaction. Otherwise it would schedule in a transaction of its own.
        this.scheduler = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
                .build();
    }

    /**
     * Stores the bytes of a mail for its recipients (To, Cc and Bcc) and schedules their delivery, in the transaction of
     * the caller.
     *
     * @param sender the envelope sender, which receives the bounces
     * @return the Message-ID
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String enqueue(MimeMessage mail, String sender, Resend resend) {
        try {
            List<String> recipients = addresses(mail.getAllRecipients());
            mail.saveChanges(); // The only time: it creates the Message-ID.
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            mail.writeTo(content, new String[] {"Bcc"});
            return store(mail.getMessageID(), recipients, sender, content.toByteArray(), resend);
        } catch (MessagingException | IOException e) {
            throw new MailPreparationException(e); // Unchecked, so that the transaction is rolled back.
        }
    }

    private String store(String messageId, List<String> recipients, String sender, byte[] content, Resend resend) {
        Instant now = Instant.now();
        jdbc.sql("insert into mail (message_id, sender, content, resend, created) values (?, ?, ?, ?, ?)")
                .params(messageId, sender, content, resend.name(), Timestamp.from(now))
                .update();
        for (String address : recipients) {
            jdbc.sql("insert into mail_recipient (message_id, address, state, due) values (?, ?, 'WAITING', ?)")
                    .params(messageId, address, Timestamp.from(now))
                    .update();
        }
        scheduler.scheduleIfNotExists(SEND.instance(messageId).scheduledTo(now));
        return messageId;
    }

    /** The members in place of a group, since Parley sends to them, and each has a result of its own. */
    private static List<String> addresses(Address[] recipients) throws AddressException {
        Set<String> addresses = new LinkedHashSet<>();
        for (Address recipient : recipients == null ? new Address[0] : recipients) {
            InternetAddress address = (InternetAddress) recipient;
            InternetAddress[] members =
                    address.isGroup() ? address.getGroup(true) : new InternetAddress[] {address};
            for (InternetAddress member : members) {
                addresses.add(member.getAddress());
            }
        }
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("the mail has no recipients: set To, Cc or Bcc");
        }
        return List.copyOf(addresses);
    }

    /** The mails that are parked. */
    public List<Uncertain> uncertain() {
        return jdbc.sql("select message_id, address, reason from mail_recipient where state = 'UNCERTAIN'")
                .query(Uncertain.class)
                .list();
    }

    /**
     * Sends an uncertain mail again to this recipient, after a person has decided so. Its retries
     * begin again.
     *
     * @return false if the mail is not uncertain, or is {@link Resend#NEVER} sent again
     */
    @Transactional
    public boolean resend(Uncertain mail) {
        lock(mail.messageId());
        Instant now = Instant.now();
        int changed = jdbc.sql("update mail_recipient r set state = 'WAITING', due = ?, since = null from mail m"
                        + " where m.message_id = r.message_id and m.resend <> 'NEVER'"
                        + " and r.message_id = ? and r.address = ? and r.state = 'UNCERTAIN'")
                .params(Timestamp.from(now), mail.messageId(), mail.address())
                .update();
        if (changed == 1) {
            scheduleNow(mail.messageId(), now);
        }
        return changed == 1;
    }

    /**
     * Waits for an attempt that ends now, since it could remove the execution before this change is visible to it. The
     * lock of the execution, if there is one, prevents that a worker picks it between its check and its change.
     */
    private void lock(String messageId) {
        jdbc.sql("select resend from mail where message_id = ? for update")
                .param(messageId)
                .query(String.class)
                .single();
        jdbc.sql("select version from scheduled_tasks where task_name = ? and task_instance = ? for update")
                .params(SEND.getTaskName(), messageId)
                .query(Long.class)
                .optional();
    }

    /** Also if the execution exists, and waits for another recipient. */
    private void scheduleNow(String messageId, Instant now) {
        try {
            scheduler.schedule(SEND.instance(messageId).scheduledTo(now), ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (TaskInstanceCurrentlyExecutingException e) {
            // The end of the running attempt reschedules the execution for the recipient that is due first: this one.
        }
    }

    /** Ends an uncertain mail, after a person has found out that it was delivered. */
    @Transactional
    public boolean markSent(Uncertain mail) {
        return jdbc.sql("update mail_recipient set state = 'SENT' where message_id = ? and address = ?"
                                + " and state = 'UNCERTAIN'")
                        .params(mail.messageId(), mail.address())
                        .update()
                == 1;
    }
}
