package example.check;

import example.Outbox;
import example.Outbox.Uncertain;
import example.Resend;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.transaction.support.TransactionTemplate;

/** What the check does with the outbox: enqueues mails, lets time pass, and reads the results. */
final class Mails {
    /** A recipient, and its mail and state in the outbox. */
    record Result(
            String messageId,
            String address,
            Resend resend,
            byte[] content,
            String state,
            boolean resent,
            String reason) {}

    private static final String TO_ASK =
            " from mail join mail_recipient using (message_id) where state = 'UNCERTAIN' and resend = 'ASK'";

    private final JdbcClient jdbc;
    private final JavaMailSender sender;
    private final TransactionTemplate transactions;
    final Outbox outbox;

    Mails(ConfigurableApplicationContext application) {
        jdbc = application.getBean(JdbcClient.class);
        sender = application.getBean(JavaMailSender.class);
        transactions = application.getBean(TransactionTemplate.class);
        outbox = application.getBean(Outbox.class);
    }

    /** Runs a business transaction. */
    void transaction(Runnable business) {
        transactions.executeWithoutResult(status -> business.run());
    }

    /** A recipient whose address begins with {@code hidden-} is in Bcc. */
    String enqueue(Resend resend, String... recipients) {
        try {
            MimeMessage mail = sender.createMimeMessage();
            mail.setFrom("shop@example.org");
            for (String recipient : recipients) {
                boolean hidden = recipient.startsWith("hidden-");
                mail.addRecipient(
                        hidden ? Message.RecipientType.BCC : Message.RecipientType.TO, new InternetAddress(recipient));
            }
            mail.setSubject("Grüße an " + recipients[0]);
            mail.setText(".\n.. Dear customer,\n\nGrüße!\n", "utf-8");
            return outbox.enqueue(mail, "bounces@example.org", resend);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes due what waits for more than 20 seconds. */
    void letTimePass() {
        Timestamp now = Timestamp.from(Instant.now());
        Timestamp later = Timestamp.from(Instant.now().plusSeconds(20));
        transaction(() -> {
            jdbc.sql("update mail_recipient set due = ? where state = 'WAITING' and due > ?")
                    .params(now, later)
                    .update();
            jdbc.sql("update scheduled_tasks set execution_time = ? where not picked and execution_time > ?")
                    .params(now, later)
                    .update();
        });
    }

    /** Moves the times of a mail that no worker sends five days into the past. What waits is due then. */
    void letDaysPass(String messageId) {
        transaction(() -> {
            jdbc.sql("update mail set created = created - interval '5 days' where message_id = ?")
                    .param(messageId)
                    .update();
            jdbc.sql("update mail_recipient set due = due - interval '5 days', since = since - interval '5 days'"
                            + " where message_id = ?")
                    .param(messageId)
                    .update();
            jdbc.sql("update scheduled_tasks set execution_time = execution_time - interval '5 days'"
                            + " where task_instance = ?")
                    .param(messageId)
                    .update();
        });
    }

    /** Whether no recipient is left for the workers. */
    boolean isEmpty() {
        return count("select count(*) from scheduled_tasks") == 0;
    }

    long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    List<Result> results() {
        return jdbc.sql("select message_id, address, resend, content, state, resent, reason"
                        + " from mail join mail_recipient using (message_id)")
                .query(Result.class)
                .list();
    }

    /** The mails about which a person decides: after the deadline of an attempt that a worker has not ended. */
    List<Uncertain> toAsk() {
        return jdbc.sql("select message_id, address, reason" + TO_ASK + " and due < now() - interval '3 seconds'")
                .query(Uncertain.class)
                .list();
    }

    /** Whether no mail is left for a person to decide. */
    boolean isDecided() {
        return count("select count(*)" + TO_ASK) == 0;
    }

    Result result(String messageId, String address) {
        return results().stream()
                .filter(result ->
                        result.messageId().equals(messageId) && result.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    /** How many seconds a recipient waits for the next attempt. */
    double wait(String address) {
        return jdbc.sql("select extract(epoch from due - now()) from mail_recipient where address = ?")
                .param(address)
                .query(Double.class)
                .single();
    }

    void clear() {
        jdbc.sql("truncate mail, mail_recipient, scheduled_tasks").update();
    }

    static void repeat(int seconds, BooleanSupplier step) throws Exception {
        repeat(seconds, 20, step);
    }

    /** Runs {@code step}, with a pause after it, until it returns true. */
    static void repeat(int seconds, int pauseMillis, BooleanSupplier step) throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable round = () -> {
            try {
                if (step.getAsBoolean()) {
                    done.complete(null);
                }
            } catch (RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        };
        try {
            timer.scheduleWithFixedDelay(round, 0, pauseMillis, TimeUnit.MILLISECONDS);
            done.get(seconds, TimeUnit.SECONDS);
        } finally {
            timer.shutdownNow();
            timer.awaitTermination(10, TimeUnit.SECONDS);
        }
    }
}
