package dev.parley.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailPropertiesTest {
    private final Properties defaults = new Properties();
    private final Properties set = new Properties(defaults);
    private final MailProperties properties = new MailProperties("smtp", set);

    @Test
    void objectsStringsAndDefaultsCount() {
        set.put("mail.smtp.a", Boolean.TRUE);
        set.put("mail.smtp.b", 25);
        defaults.put("mail.smtp.c", "0x19");
        assertEquals(true, properties.flag("a", false));
        assertEquals(OptionalInt.of(25), properties.number("b"));
        assertEquals(OptionalInt.of(25), properties.number("c"));
        assertEquals(Optional.of("0x19"), properties.text("c"));
    }

    @Test
    void whatIsNoNumberOrFlagIsNotSet() {
        set.put("mail.smtp.timeout", "5s");
        set.put("mail.smtp.auth", "yes");
        assertEquals(OptionalInt.empty(), properties.number("timeout"));
        assertEquals(true, properties.flag("auth", true));
        assertEquals(Optional.empty(), properties.choice("auth"));
    }

    @Test
    void aWordThatIsNoneOfTheConstantsIsAnErrorThatNamesThemAll() {
        assertEquals(TimeUnit.DAYS, properties.constant("rest", TimeUnit.DAYS));
        set.put("mail.smtp.rest", " Hours ");
        assertEquals(TimeUnit.HOURS, properties.constant("rest", TimeUnit.DAYS));
        set.put("mail.smtp.rest", "Weeks");
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> properties.constant("rest", TimeUnit.DAYS));
        assertEquals(
                "mail.smtp.rest=Weeks is not one of"
                        + " nanoseconds, microseconds, milliseconds, seconds, minutes, hours, days",
                e.getMessage());
    }

    @Test
    void listsAreSeparatedByBlanksOrCommas() {
        set.put("mail.smtp.ssl.protocols", " TLSv1.3,TLSv1.2 ");
        assertEquals(List.of("TLSv1.3", "TLSv1.2"), properties.words("ssl.protocols"));
    }

    @Test
    void anObjectOfAnotherTypeIsAnErrorThatNamesTheProperty() {
        set.put("mail.smtp.ssl.socketFactory", "a name");
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> properties.object("ssl.socketFactory", Runnable.class));
        assertEquals(
                "mail.smtp.ssl.socketFactory must hold a java.lang.Runnable, not a java.lang.String", e.getMessage());
    }

    @Test
    void whatWasSaidInCodeStandsBeforeTheProperty() {
        set.put("mail.smtp.starttls.enable", Boolean.TRUE);
        MailProperties said = new MailProperties("smtp", set, Map.of("starttls.enable", "false"));
        assertEquals(false, said.flag("starttls.enable", true));
        assertEquals(Optional.of("false"), said.text("starttls.enable"));
    }

    @Test
    void timeoutsAreFiniteUnlessSetOtherwise() {
        Timeouts unset = Timeouts.from(properties);
        assertEquals(Duration.ofSeconds(60), unset.connect());
        assertEquals(Duration.ofMinutes(10), unset.reply(OfTenMinutes.PHASE));
        assertEquals(Duration.ofMinutes(5), unset.write());
        set.put("mail.smtp.connectiontimeout", "0");
        set.put("mail.smtp.timeout", "1500");
        set.put("mail.smtp.writetimeout", -1);
        Timeouts timeouts = Timeouts.from(properties);
        assertEquals(Duration.ZERO, timeouts.connect());
        assertEquals(Duration.ofMillis(1500), timeouts.reply(OfTenMinutes.PHASE));
        assertEquals(Duration.ZERO, timeouts.write());
    }

    private enum OfTenMinutes implements Phase {
        PHASE;

        @Override
        public Duration timeout() {
            return Duration.ofMinutes(10);
        }

        @Override
        public String phrase() {
            return "waiting";
        }
    }
}
