package example;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.Delivery.Reply;
import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.Delivery.RetryAdvice.Action;
import dev.parley.smtp.SmtpMessage;
import dev.parley.smtp.SmtpTransport;
import example.Attempts.Attempt;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Sends the mails of the outbox. Several workers, in one or several JVMs, share the work. */
@Configuration
@ConditionalOnProperty("outbox.worker")
class MailWorker {
    private static final Logger LOG = LoggerFactory.getLogger(MailWorker.class);
    private static final Duration NOT_CONNECTED = Duration.ofMinutes(1);

    private final Attempts attempts;
    private final JavaMailSenderImpl mails;

    MailWorker(Attempts attempts, JavaMailSenderImpl mails) {
        this.attempts = attempts;
        this.mails = mails;
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    Scheduler scheduler(
            DataSource dataSource,
            @Value("${outbox.threads}") int threads,
            @Value("${outbox.polling-interval}") Duration polling,
            @Value("${outbox.heartbeat-interval}") Duration heartbeat) {
        // By default, db-scheduler runs an execution again when it is dead, and 5 minutes after an unexpected
        // exception.
        Task<Void> send = Tasks.custom(Outbox.SEND).execute(this::execute);
        return Scheduler.create(new TransactionAwareDataSourceProxy(dataSource), send)
                .threads(threads)
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(polling)
                .heartbeatInterval(heartbeat)
                .missedHeartbeatsLimit(4)
                .build();
    }

    private CompletionHandler<Void> execute(TaskInstance<Void> task, ExecutionContext context) {
        Attempt attempt = attempts.begin(context.getExecution());
        List<RetryAdvice> results = results(attempt);
        return (complete, operations) -> attempts.end(results, complete, operations);
    }

    private List<RetryAdvice> results(Attempt attempt) {
        if (attempt.recipients().isEmpty()) {
            return List.of();
        } else if (attempt.interrupted()) {
            return forAll(attempt, Action.ASK, Duration.ZERO, "the worker ended before it stored the result");
        }
        try {
            return send(attempt);
        } catch (MessagingException e) {
            LOG.warn("Mail {} was not sent, and will be sent again", attempt.messageId(), e);
            return forAll(attempt, Action.RETRY, NOT_CONNECTED, e.getMessage());
        }
    }

    /**
     * Sends the bytes as they are stored: unlike {@code Transport.send} and {@code JavaMailSender.send},
     * {@code sendMessage} does not call {@code saveChanges}, which would change the Message-ID.
     *
     * @throws MessagingException if nothing was sent
     */
    private List<RetryAdvice> send(Attempt attempt) throws MessagingException {
        SmtpMessage message = new SmtpMessage(mails.getSession(), new ByteArrayInputStream(attempt.content()));
        message.setEnvelopeFrom(attempt.sender());
        SmtpTransport transport = (SmtpTransport) mails.getSession().getTransport("smtp");
        try (transport) {
            transport.connect(mails.getHost(), mails.getPort(), mails.getUsername(), mails.getPassword());
            transport.sendMessage(message, attempt.recipients().toArray(new InternetAddress[0]));
        } catch (MessagingException e) {
            // The Delivery has the result for each recipient, if sending has begun.
            if (transport.getLastDelivery().isEmpty()) {
                throw e;
            }
            LOG.info("Mail {} was not accepted for all recipients", attempt.messageId(), e);
        }
        return withReplies(transport.getLastDelivery().orElseThrow());
    }

    /** The advice for each recipient. Its reason is the reply of the server, which a person needs in a dead letter. */
    private static List<RetryAdvice> withReplies(Delivery delivery) {
        List<RetryAdvice> results = new ArrayList<>();
        for (RetryAdvice advice : delivery.advice()) {
            Optional<Reply> reply = delivery.recipients().get(results.size()).reply();
            String reason = reply.map(Reply::toString).orElse(advice.reason());
            results.add(new RetryAdvice(advice.address(), advice.action(), advice.after(), reason));
        }
        return results;
    }

    private static List<RetryAdvice> forAll(Attempt attempt, Action action, Duration after, String reason) {
        return attempt.recipients().stream()
                .map(recipient -> new RetryAdvice(recipient, action, after, reason))
                .toList();
    }
}
