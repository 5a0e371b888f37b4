package example;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import dev.parley.smtp.Delivery.RetryAdvice;
import jakarta.mail.internet.InternetAddress;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Records the begin and the end of each attempt to send a mail, each in a transaction of its own. An attempt that has
 * begun and has no end was interrupted: its result is unknown.
 */
@Repository
class Attempts {
    /** RFC 5321 s4.5.4.1: the time until the sender gives up is at least 4 days. */
    private static final Duration GIVE_UP = Duration.ofDays(4);

    private static final Duration BEFORE_RESEND = Duration.ofMinutes(1);

    /** What is sent in this attempt; or, if {@code interrupted}, what was sent in the one before. */
    record Attempt(
            String messageId, String sender, byte[] content, List<InternetAddress> recipients, boolean interrupted) {}

    private record Mail(String sender, byte[] content, Resend resend) {}

    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    Attempt begin(Execution execution) {
        String messageId = execution.getId();
        Mail mail = lock(execution);
        List<InternetAddress> interrupted =
                recipients("select address from mail_recipient where message_id = ? and state = 'SENDING'", messageId);
        if (!interrupted.isEmpty()) {
            return new Attempt(messageId, mail.sender(), mail.content(), interrupted, true);
        }
        Timestamp now = Timestamp.from(Instant.now());
        List<InternetAddress> due = recipients(
                "update mail_recipient set state = 'SENDING', since = coalesce(since, ?)"
                        + " where message_id = ? and state = 'WAITING' and due <= ? returning address",
                now,
                messageId,
                now);
        return new Attempt(messageId, mail.sender(), mail.content(), due, false);
    }

    /** Stores the result for each recipient, and when the execution runs again if recipients are left. */
    @Transactional
    void end(List<RetryAdvice> results, ExecutionComplete complete, ExecutionOperations<?> operations) {
        Execution execution = complete.getExecution();
        Mail mail = lock(execution);
        for (RetryAdvice result : results) {
            end(execution.getId(), mail, result);
        }
        List<Instant> next = jdbc.sql(
                        "select due from mail_recipient where message_id = ? and state = 'WAITING' order by due")
                .param(execution.getId())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .list();
        // The last statement, since db-scheduler commits after it. It cannot fail while the lock is held.
        if (next.isEmpty()) {
            operations.stop();
        } else {
            operations.reschedule(complete, next.get(0));
        }
    }

    private void end(String messageId, Mail mail, RetryAdvice result) {
        Instant now = Instant.now();
        switch (result.action()) {
            case DONE -> set(messageId, result, "SENT", now);
            case GIVE_UP -> set(messageId, result, "REJECTED", now);
            case RETRY -> {
                Instant next = now.plus(result.after());
                boolean late = next.isAfter(since(messageId, result).plus(GIVE_UP));
                set(messageId, result, late ? "REJECTED" : "WAITING", next);
            }
            case ASK -> {
                if (mail.resend() == Resend.ONCE && resends(messageId, result)) {
                    set(messageId, result, "WAITING", now.plus(BEFORE_RESEND));
                } else {
                    set(messageId, result, "UNCERTAIN", now);
                }
            }
        }
    }

    private void set(String messageId, RetryAdvice result, String state, Instant due) {
        int changed = jdbc.sql(
                        "update mail_recipient set state = ?, due = ?, reason = ? where message_id = ? and address = ?"
                                + " and state = 'SENDING'")
                .params(
                        state,
                        Timestamp.from(due),
                        result.reason(),
                        messageId,
                        result.address().getAddress())
                .update();
        if (changed != 1) {
            // Without this exception, the execution would be removed, and the mail would not be sent again.
            throw new IllegalStateException("the result of " + messageId + " for " + result.address() + " changed "
                    + changed + " recipients instead of one");
        }
    }

    private Instant since(String messageId, RetryAdvice result) {
        return jdbc.sql("select since from mail_recipient where message_id = ? and address = ?")
                .params(messageId, result.address().getAddress())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .single();
    }

    /** Whether the mail was not sent again to this recipient yet. */
    private boolean resends(String messageId, RetryAdvice result) {
        return jdbc.sql("update mail_recipient set resent = true where message_id = ? and address = ? and not resent")
                        .params(messageId, result.address().getAddress())
                        .update()
                == 1;
    }

    /**
     * Locks the mail and its execution. Fails if db-scheduler has given the execution to another worker, because the
     * heartbeats of this one did not arrive: then this worker begins no attempt and stores no result. It does not prevent a
     * worker that pauses after the commit of {@link #begin} and before MAIL from sending when it continues.
     */
    private Mail lock(Execution execution) {
        return jdbc.sql("select sender, content, resend from mail, scheduled_tasks"
                        + " where message_id = ? and task_name = ? and task_instance = message_id and version = ?"
                        + " for update")
                .params(execution.getId(), execution.getTaskName(), execution.version)
                .query((row, number) ->
                        new Mail(row.getString(1), row.getBytes(2), Resend.valueOf(row.getString(3))))
                .optional()
                .orElseThrow(() -> new IllegalStateException("another worker has the execution of " + execution.getId()
                        + ", since this one was regarded as dead"));
    }

    private List<InternetAddress> recipients(String sql, Object... parameters) {
        return jdbc.sql(sql)
                .params(parameters)
                .query((row, number) -> {
                    InternetAddress address = new InternetAddress();
                    address.setAddress(row.getString(1));
                    return address;
                })
                .list();
    }
}
