package dev.parley.trace;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever somebody else has a say in, of whatever kind of event: no secret and no local part gets through. */
class RedactionTest {
    private static final String SAID = "LEAK@x.test sEcr3t-LEAK";

    private static final List<TraceEvent> EVENTS = List.of(
            new TraceEvent.Opened(1, Instant.EPOCH, "abcd", "smtp", SAID, 25, Map.of("mail.smtp.from", SAID)),
            new TraceEvent.Resolved(1, SAID, List.of(SAID), Duration.ZERO),
            new TraceEvent.Connected(1, SAID, SAID, Duration.ZERO),
            new TraceEvent.Secured(1, tls(new Verification.Failed(SAID))),
            new TraceEvent.Offered(1, List.of("CONTACT " + SAID)),
            new TraceEvent.Decided(1, Topic.AUTH, SAID, SAID, Optional.of("mail.smtp.auth")),
            new TraceEvent.Warned(1, Topic.AUTH, SAID, "mail.smtp.auth"),
            new TraceEvent.Sent(1, 2, Optional.of(new Group(1, 1, 2)), "mail", true, SAID, 40),
            new TraceEvent.Received(
                    1, 2, "mail", true, new Answer("NO", Optional.of(SAID), true), List.of(SAID, SAID), Duration.ZERO),
            new TraceEvent.Content(1, 2, true, new Elided("message", 1, 1, 0), List.of(SAID)),
            new TraceEvent.Failed(1, "greeting", SAID, true),
            new TraceEvent.Explained(1, 2, SAID, Optional.of(SAID), Optional.of("RFC 5321")),
            new TraceEvent.Closed(1, SAID, new Totals(1, 1, 1, 1, 1, Duration.ZERO)));

    @Test
    void everyKindOfEventIsHere() {
        Set<Class<?>> kinds = EVENTS.stream().map(Object::getClass).collect(toSet());
        assertEquals(
                Arrays.stream(TraceEvent.class.getClasses())
                        .filter(TraceEvent.class::isAssignableFrom)
                        .filter(Class::isRecord)
                        .collect(toSet()),
                kinds);
    }

    @Test
    void noTextGetsThroughAndAllElseDoes() {
        Redaction redaction = new Redaction(new PrivacySettings(AddressMask.DOMAIN, true, HeadSize.FULL));
        redaction.hide("sEcr3t-LEAK".getBytes(StandardCharsets.UTF_8));
        for (TraceEvent event : EVENTS) {
            String shown = redaction.of(event).toString();
            assertFalse(shown.contains("LEAK"), shown);
            assertEquals(event.toString().replace(SAID, "***@x.test [redacted 11 octets]"), shown);
        }
    }

    @Test
    void eachIsEnoughByItself() {
        Redaction addresses = new Redaction(new PrivacySettings(AddressMask.DOMAIN, true, HeadSize.NONE));
        Redaction secrets = new Redaction(PrivacySettings.NONE);
        secrets.hide("sEcr3t-LEAK".getBytes(StandardCharsets.UTF_8));
        Redaction users = new Redaction(new PrivacySettings(AddressMask.SHOW, false, HeadSize.NONE));
        users.hideUser("leak");
        users.hideUser("x");
        users.hideUser("-");
        for (TraceEvent event : EVENTS) {
            assertEquals(
                    event.toString().replace("LEAK@", "***@"),
                    addresses.of(event).toString());
            assertEquals(
                    event.toString().replace("sEcr3t-LEAK", "[redacted 11 octets]"),
                    secrets.of(event).toString());
            assertEquals(
                    event.toString().replace(SAID, "[user hidden]@[user hidden].test sEcr3t-[user hidden]"),
                    users.of(event).toString());
        }
    }

    @Test
    void usersAreShownUnlessSomebodyMinds() {
        Redaction redaction = new Redaction(PrivacySettings.NONE);
        redaction.hideUser("LEAK");
        EVENTS.forEach(event -> assertEquals(event, redaction.of(event)));
    }

    private static TlsReport tls(Verification verification) {
        TlsDetails details = new TlsDetails(
                List.of(new TlsDetails.Certificate(SAID, SAID)), Instant.EPOCH, "RSA 2048", "00:11", Optional.of("h2"));
        return new TlsReport(
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                false,
                SAID,
                List.of(SAID),
                SAID,
                Instant.EPOCH,
                verification,
                Duration.ZERO,
                Optional.of(details));
    }
}
