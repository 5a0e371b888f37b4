package dev.parley.trace;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.parley.trace.PrivacySettings.HeadSize;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever somebody else has a say in, of whatever kind of event: no secret and no local part gets through. */
class RedactionTest {
    private static final String SAID = "LEAK@x.test sEcr3t-LEAK";

    private static final List<TraceEvent> EVENTS = List.of(
            new TraceEvent.Opened(1, Instant.EPOCH, "abcd", "smtp", SAID, 25, Map.of("mail.smtp.from", SAID)),
            new TraceEvent.Resolved(1, SAID, List.of(SAID), Duration.ZERO),
            new TraceEvent.Connected(1, SAID, SAID, Duration.ZERO),
            new TraceEvent.Secured(1, tls(new Verification.Verified())),
            new TraceEvent.Secured(1, tls(new Verification.Delegated(SAID, true))),
            new TraceEvent.Secured(1, tls(new Verification.IssuerOnly(SAID))),
            new TraceEvent.Secured(1, tls(new Verification.NamedBy(SAID))),
            new TraceEvent.Secured(1, tls(new Verification.Skipped(SAID))),
            new TraceEvent.Secured(1, tls(new Verification.Failed(SAID))),
            new TraceEvent.Offered(1, List.of("CONTACT " + SAID)),
            new TraceEvent.Decided(1, Topic.AUTH, SAID, SAID, Optional.of("mail.smtp.auth")),
            new TraceEvent.Warned(1, Topic.AUTH, SAID, "mail.smtp.auth"),
            new TraceEvent.Sent(1, 2, Optional.of(new Group(1, 1, 2)), "mail", true, SAID, 40),
            new TraceEvent.Received(
                    1, 2, "mail", true, new Answer("NO", Optional.of(SAID), true), List.of(SAID, SAID), Duration.ZERO),
            new TraceEvent.Content(1, 2, true, new ContentSize("message", 1, 1, 0), List.of(SAID)),
            new TraceEvent.Failed(1, "greeting", SAID, true),
            new TraceEvent.Failed(1, "starting TLS", SAID, false, Optional.of(tls(new Verification.Failed(SAID)))),
            new TraceEvent.Explained(1, 2, SAID, Optional.of(SAID), Optional.of("RFC 5321")),
            new TraceEvent.Closed(1, SAID, new Totals(1, 1, 1, 1, 1, Duration.ZERO)));

    /** Components that only this program determines, or that have a fixed set of values. */
    private static final Set<String> NO_TEXTS = Set.of(
            "Opened.dialog",
            "Opened.protocol",
            "Decided.property",
            "Warned.property",
            "Sent.phase",
            "Received.phase",
            "Answer.code",
            "ContentSize.what",
            "Failed.phase",
            "Explained.source",
            "TlsReport.protocol",
            "TlsReport.cipher",
            "TlsDetails.key",
            "TlsDetails.sha256",
            "TlsDetails.alpn");

    @Test
    void everyKindOfEventIsHere() {
        Set<Object> kinds = EVENTS.stream().map(Object::getClass).collect(toSet());
        for (TraceEvent event : EVENTS) {
            if (event instanceof TraceEvent.Secured secured) {
                kinds.add(secured.tls().verification().getClass());
            }
        }
        assertEquals(
                Stream.of(TraceEvent.class, Verification.class)
                        .flatMap(kind -> Arrays.stream(kind.getClasses()).filter(kind::isAssignableFrom))
                        .filter(Class::isRecord)
                        .collect(toSet()),
                kinds);
    }

    /** Otherwise the other tests do not notice that a component is not passed to the rewriter. */
    @Test
    void everyTextOfAnEventIsSaid() {
        Map<String, Boolean> said = new TreeMap<>();
        EVENTS.forEach(event -> addTexts(event.getClass().getSimpleName(), event, said));
        NO_TEXTS.forEach(name -> assertEquals(false, said.remove(name), name));
        assertEquals(Set.of(true), Set.copyOf(said.values()), said::toString);
    }

    private static void addTexts(String name, Object value, Map<String, Boolean> said) {
        if (value instanceof String text) {
            said.merge(name, text.contains(SAID), Boolean::logicalAnd);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> addTexts(name, present, said));
        } else if (value instanceof Collection<?> values) {
            values.forEach(each -> addTexts(name, each, said));
        } else if (value instanceof Map<?, ?> map) {
            addTexts(name, map.values(), said);
        } else if (value instanceof Record) {
            for (RecordComponent each : value.getClass().getRecordComponents()) {
                try {
                    addTexts(
                            value.getClass().getSimpleName() + "." + each.getName(),
                            each.getAccessor().invoke(value),
                            said);
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void noTextGetsThroughAndAllElseDoes() {
        Redaction redaction = new Redaction(new PrivacySettings(AddressMask.DOMAIN, true, HeadSize.FULL));
        redaction.hideSecret("sEcr3t-LEAK".getBytes(StandardCharsets.UTF_8));
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
        secrets.hideSecret("sEcr3t-LEAK".getBytes(StandardCharsets.UTF_8));
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

    /** A masked address has no part of its local part, even where a user has a similar name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smith@x.test | RCPT TO:<john.smith@x.test> | RCPT TO:<***@x.test>",
                "smith        | RCPT TO:<john.smith@x.test> | RCPT TO:<***@x.test>",
                "smith@x.test | a+john=smith@x.test         | ***@x.test",
                "john         | <john.smith@x.test> john    | <***@x.test> [user hidden]",
                "smith@x.test | <Smith@x.test>, b@x.test    | <[user hidden]>, ***@x.test",
                "smith        | AUTH=smith@x.test smith     | AUTH=[user hidden]@x.test [user hidden]",
                "smith        | b@smith.test                | ***@[user hidden].test"
            })
    void aHiddenUserWithinAMaskedAddress(String user, String text, String shown) {
        for (AddressMask mask : List.of(AddressMask.DOMAIN, AddressMask.HASH)) {
            Redaction redaction = new Redaction(new PrivacySettings(mask, false, HeadSize.NONE));
            redaction.hideUser(user);
            String redacted = redaction.text(text);
            assertEquals(shown, redacted.replaceAll("[0-9a-f]{8}(?=@)", "***"));
        }
    }

    @Test
    void anExceptionKeepsWhatMayBeShown() {
        Redaction redaction = new Redaction(PrivacySettings.NONE);
        redaction.hideSecret("sEcr3t-LEAK".getBytes(StandardCharsets.UTF_8));
        SocketException clean = new SocketException("reset");
        assertSame(clean, redaction.forException(clean));
        for (String text : List.of("b\u001b", "sEcr3t-LEAK")) {
            IllegalStateException root = new IllegalStateException("root");
            IOException failure = new IOException("reset", new RuntimeException(text, root));
            IOException shown = redaction.forException(failure);
            assertEquals("reset", shown.getMessage());
            assertArrayEquals(failure.getStackTrace(), shown.getStackTrace());
            assertEquals(
                    text.replace("\u001b", "\\x1b").replace("sEcr3t-LEAK", "[redacted 11 octets]"),
                    shown.getCause().getMessage());
            assertSame(root, shown.getCause().getCause());
        }
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
