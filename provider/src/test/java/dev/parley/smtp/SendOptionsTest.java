package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of SendOptions: what is accepted, and how it is sent. */
class SendOptionsTest {
    private static final Instant CHRISTMAS = Instant.parse("2026-12-24T16:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "3600;R, 3600;R",
        "1;r, 1;R",
        "+60;RT, 60;RT",
        "0;N, 0;N",
        "-999999999;nt, -999999999;NT",
        "999999999;R, 999999999;R",
        "007;R, 7;R"
    })
    void aValueOfDeliverBy(String text, String sent) {
        assertEquals(sent, DeliverBy.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                ";R",
                "60",
                "60;",
                "60;T",
                "60;RR",
                "60;RN",
                "60;RTT",
                "60 ;R",
                "+;N",
                "--1;N",
                "1000000000;R",
                "60;R SIZE=1",
                "0;R",
                "-1;RT",
                "6O;R",
                "٦;R",
                "60;R;T"
            })
    void notAValueOfDeliverBy(String text) {
        assertThrows(IllegalArgumentException.class, () -> DeliverBy.parse(text));
    }

    @Test
    void deliverByOfADuration() {
        assertEquals("3600;R", DeliverBy.orReturn(Duration.ofHours(1)).toString());
        assertEquals(
                "900;NT", DeliverBy.orNotify(Duration.ofMinutes(15)).withTrace().toString());
        assertRejected(Duration.ofMillis(1500), DeliverBy::orNotify);
        assertRejected(Duration.ofSeconds(1_000_000_000), DeliverBy::orReturn);
        assertRejected(Duration.ofSeconds(Long.MIN_VALUE), DeliverBy::orNotify);
        assertRejected(Duration.ZERO, DeliverBy::orReturn);
    }

    @Test
    void releaseAfterAnInterval() {
        assertEquals("HOLDFOR=7200", FutureRelease.after(Duration.ofHours(2)).toString());
        assertEquals(CHRISTMAS, FutureRelease.after(Duration.ofHours(2)).from(CHRISTMAS.minusSeconds(7200)));
        assertRejected(Duration.ZERO, FutureRelease::after);
        assertRejected(Duration.ofMillis(1500), FutureRelease::after);
        assertRejected(Duration.ofSeconds(1_000_000_000), FutureRelease::after);
    }

    @Test
    void releaseAtATime() {
        assertEquals(
                "HOLDUNTIL=2026-12-24T16:00:00Z",
                FutureRelease.at(CHRISTMAS.plusMillis(999)).toString());
        assertEquals(FutureRelease.at(CHRISTMAS), FutureRelease.parseTime("2026-12-24T18:00:00+02:00"));
        assertRejected(Instant.MAX, FutureRelease::at);
        assertRejected(Instant.parse("+10000-01-01T00:00:00Z"), FutureRelease::at);
        assertRejected("2026-12-24T18:00:00", FutureRelease::parseTime);
        assertRejected("2026-12-24T16:00:00Z BODY=7BIT", FutureRelease::parseTime);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-24T16:00:00Z, 2026-12-24T16:00:00Z",
        "2026-12-24T16:00:00.7Z;r, 2026-12-24T16:00:00Z",
        "2026-12-24T11:00:00-05:00;C, 2026-12-24T16:00:00Z;C"
    })
    void aValueOfValidSince(String text, String sent) {
        assertEquals(sent, ValidSince.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-12-24", "2026-12-24T16:00:00Z;", "2026-12-24T16:00:00Z;CR", ";C", "yesterday"})
    void notAValueOfValidSince(String text) {
        assertThrows(IllegalArgumentException.class, () -> ValidSince.parse(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void notAPriority(int priority) {
        assertThrows(IllegalArgumentException.class, () -> SendOptions.builder().priority(priority));
    }

    @Test
    void optionsOverrideTheirDefaults() {
        SendOptions own =
                SendOptions.builder().priority(2).perRecipientReplies().build();
        SendOptions defaults = SendOptions.builder()
                .priority(9)
                .requireTls()
                .validSince(ValidSince.of(CHRISTMAS))
                .build();
        assertEquals(
                "REQUIRETLS MT-PRIORITY=2 RRVS=2026-12-24T16:00:00Z PRDR",
                own.orElse(defaults).toString());
        assertEquals(SendOptions.NONE, SendOptions.NONE.orElse(SendOptions.NONE));
        assertEquals(defaults, SendOptions.NONE.orElse(defaults));
        assertEquals("", SendOptions.NONE.toString());
    }

    @Test
    void aMessageHasOptionsAndItsCopyHasThem() throws Exception {
        SmtpMessage message = new SmtpMessage((Session) null);
        message.setText("x");
        message.saveChanges();
        assertSame(SendOptions.NONE, message.getSendOptions());
        SendOptions options = SendOptions.builder().priority(1).build();
        message.setSendOptions(options);
        assertSame(options, new SmtpMessage(message).getSendOptions());
        assertThrows(NullPointerException.class, () -> message.setSendOptions(null));
    }

    private static <T> void assertRejected(T value, Function<T, ?> request) {
        assertThrows(IllegalArgumentException.class, () -> request.apply(value), value.toString());
    }
}
