package example;

import dev.parley.smtp.Delivery.RetryAdvice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides where a mail goes after an attempt, for each recipient. */
final class Router {
    /** The mail to one recipient goes to this topic. */
    record Move(String topic, Mail mail, String reason) {}

    private final Settings settings;

    Router(Settings settings) {
        this.settings = settings;
    }

    /** The recipients who need another attempt, or a person; none after the mail was accepted. */
    List<Move> moves(Mail mail, List<RetryAdvice> advice) {
        List<Move> moves = new ArrayList<>();
        for (RetryAdvice each : advice) {
            topic(mail, each)
                    .ifPresent(topic ->
                            moves.add(new Move(topic, mail.to(each.address().getAddress()), each.reason())));
        }
        return moves;
    }

    private Optional<String> topic(Mail mail, RetryAdvice advice) {
        return switch (advice.action()) {
            case DONE -> Optional.empty();
            case RETRY -> Optional.of(isExpired(mail) ? Topics.DEAD : delay(advice.after()));
            case GIVE_UP -> Optional.of(Topics.DEAD);
            case ASK -> Optional.of(
                    settings.resendsUncertain() && !isExpired(mail) ? delay(Duration.ZERO) : Topics.PARKED);
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
