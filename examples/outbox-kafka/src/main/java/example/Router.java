package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.smtp.Delivery.RetryAdvice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Decides where a mail goes after an attempt, for each recipient. Recipients with the same target remain in one record, since
 * each record has the whole content.
 */
final class Router {
    /**
     * The mail to some of its recipients goes to this topic.
     *
     * @param advice for these recipients
     */
    record Move(String topic, Mail mail, List<RetryAdvice> advice) {
        /** The record has a reason for each recipient, in the same order. */
        ProducerRecord<String, byte[]> toRecord() {
            List<String> recipients = new ArrayList<>();
            for (RetryAdvice each : advice) {
                recipients.add(each.address().getAddress());
            }
            ProducerRecord<String, byte[]> record = mail.to(recipients).toRecord(topic);
            for (RetryAdvice each : advice) {
                record.headers().add("reason", each.reason().getBytes(UTF_8));
            }
            return record;
        }
    }

    private final Settings settings;

    Router(Settings settings) {
        this.settings = settings;
    }

    /** The recipients who need another attempt, or a person; none after the mail was accepted. */
    List<Move> moves(Mail mail, List<RetryAdvice> advice) {
        Map<String, List<RetryAdvice>> topics = new LinkedHashMap<>();
        for (RetryAdvice each : advice) {
            topic(mail, each)
                    .ifPresent(topic -> topics.computeIfAbsent(topic, key -> new ArrayList<>())
                            .add(each));
        }
        List<Move> moves = new ArrayList<>();
        topics.forEach((topic, those) -> moves.add(new Move(topic, mail, those)));
        return moves;
    }

    private Optional<String> topic(Mail mail, RetryAdvice advice) {
        return switch (advice.action()) {
            case DONE -> Optional.empty();
            case RETRY -> Optional.of(isExpired(mail) ? Topics.DEAD : delay(advice.after()));
            case GIVE_UP -> Optional.of(Topics.DEAD);
            case ASK ->
                Optional.of(settings.resendsUncertain() && !isExpired(mail) ? delay(Duration.ZERO) : Topics.PARKED);
        };
    }

    private boolean isExpired(Mail mail) {
        return mail.queued().plus(settings.lifetime()).isBefore(Instant.now());
    }

    /** The shortest delay that is long enough, otherwise the longest. */
    private String delay(Duration wanted) {
        List<Duration> delays = settings.delays();
        for (Duration delay : delays) {
            if (delay.compareTo(wanted) >= 0) {
                return Topics.delay(delay);
            }
        }
        return Topics.delay(delays.get(delays.size() - 1));
    }
}
