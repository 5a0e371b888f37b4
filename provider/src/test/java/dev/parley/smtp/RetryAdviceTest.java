package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.smtp.Delivery.Outcome;
import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.Delivery.RetryAdvice.Action;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application's queue does with each recipient. */
class RetryAdviceTest {
    private static Delivery.Recipient recipient(Outcome outcome, String reply) throws AddressException {
        Optional<Delivery.Reply> traced = reply == null
                ? Optional.empty()
                : Optional.of(new Delivery.Reply(Integer.parseInt(reply.substring(0, 3)), Optional.empty(), reply));
        return new Delivery.Recipient(new InternetAddress("jane@lab.test"), outcome, traced);
    }

    private static List<RetryAdvice> advice(Delivery.Recipient... recipients) {
        Delivery.Durations none = new Delivery.Durations(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        return new Delivery(
                        List.of(recipients),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "mx",
                        Optional.empty(),
                        0,
                        none)
                .advice();
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPTED, DONE, 0",
        "REFUSED, GIVE_UP, 0",
        "REFUSED_FOR_NOW, RETRY, 1800",
        "UNSENDABLE, GIVE_UP, 0",
        "UNKNOWN, ASK, 0",
        "NOT_SENT, RETRY, 60",
    })
    void theActionFollowsFromTheOutcome(Outcome outcome, Action action, int seconds) throws Exception {
        RetryAdvice advice = advice(recipient(outcome, null)).get(0);
        assertEquals(action, advice.action());
        assertEquals(Duration.ofSeconds(seconds), advice.after());
        assertEquals("jane@lab.test", advice.address().getAddress());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "450 4.2.0 Recipient address rejected: Greylisted, see http://postgrey.example/ | 300",
                "450 4.7.1 Graylisting is active | 300",
                "451 4.7.1 Greylisting in action, please come back in 00:12:30 | 750",
                "450 4.7.1 Greylisted for 90 seconds | 90",
                "451 4.7.1 Try again in 10 minutes | 600",
                "452 4.3.1 retry after 2 hours | 7200",
                "421 4.7.0 you are blocked for 999999 hours | 86400",
                "451 4.7.1 try again in 1m | 60",
                "450 4.2.1 received more than 40 messages per 1 hour | 3600",
                "450 4.1.1 in 5 domains | 1800",
                "451 4.3.0 policy server timed out after 30 seconds | 1800",
                "451 4.7.1 try again in 0 seconds | 60",
                "451 4.3.0 queue 4F2A in 33 message | 1800",
                "452 4.2.2 mailbox full | 1800",
            })
    void aReplyMayNameTheTime(String reply, int seconds) throws Exception {
        RetryAdvice advice = advice(recipient(Outcome.REFUSED_FOR_NOW, reply)).get(0);
        assertEquals(Action.RETRY, advice.action());
        assertEquals(Duration.ofSeconds(seconds), advice.after());
    }
}
