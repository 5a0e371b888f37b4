package dev.parley.smtp.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.settings.MailProperties;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The properties of the pool: defaults, older names and invalid values. */
class PoolSettingsTest {
    /** @param pairs such as {@code pool.size=2 rate=14} */
    static PoolSettings settings(String pairs) {
        Properties properties = new Properties();
        for (String pair : pairs.split(" ")) {
            String[] words = pair.split("=", 2);
            properties.put("mail.smtp." + words[0], words[1]);
        }
        return PoolSettings.from(new MailProperties("smtp", properties));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pool.size=0",
                "pool.size=-1",
                "pool.size=two",
                "pool.size=2.5",
                "pool.idle=0",
                "pool.idle=-5",
                "pool.idle=soon",
                "reuse=0",
                "reuse=true",
                "rate=0",
                "rate=-1",
                "rate=fast",
                "rate=NaN",
                "rate=14/s",
                "pool.messages=0",
                "pool.age=never",
                "pool.wait=5 pool.maxidle=2 rate.burst=3"
            })
    void invalidValuesAreIgnoredAndThereIsNoPool(String pairs) {
        assertNull(settings(pairs));
    }

    @Test
    void sizeHasDefaults() {
        PoolSettings settings = settings("pool.size=2");
        assertEquals(new PoolSettings.Bound(2, Duration.ofSeconds(60)), settings.bound());
        assertEquals(
                new PoolSettings.Idle(Duration.ofSeconds(30), PoolSettings.Bound.NO_LIMIT, "mail.smtp.pool.idle"),
                settings.idle());
        assertEquals(new PoolSettings.Life(PoolSettings.Bound.NO_LIMIT, null), settings.life());
        assertNull(settings.rate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool.messages=10", "pool.age=1000"})
    void theLifeOfAConnectionAloneIsAPool(String pair) {
        PoolSettings settings = settings(pair);
        assertNull(settings.idle().time());
        assertNull(settings.rate());
        assertEquals(PoolSettings.Bound.NO_LIMIT, settings.bound().size());
        assertEquals(settings("pool.size=2 " + pair).life(), settings.life());
    }

    @Test
    void invalidValuesLeaveTheDefaults() {
        assertEquals(
                settings("pool.size=2").bound(),
                settings("pool.size=2 pool.wait=-1").bound());
        assertEquals(
                settings("pool.size=2").idle(),
                settings("pool.size=2 pool.idle=x pool.maxidle=0").idle());
        assertEquals(
                settings("pool.size=2").life(),
                settings("pool.size=2 pool.messages=0 pool.age=-1").life());
        assertEquals(settings("rate=2").rate(), settings("rate=2 rate.burst=0").rate());
    }

    @Test
    void allAreRead() {
        PoolSettings settings =
                settings("pool.size=2 pool.wait=0 pool.idle=500 pool.maxidle=1 pool.messages=10 pool.age=1000"
                        + " rate=0.5 rate.burst=3");
        assertEquals(new PoolSettings.Bound(2, Duration.ZERO), settings.bound());
        assertEquals(new PoolSettings.Idle(Duration.ofMillis(500), 1, "mail.smtp.pool.idle"), settings.idle());
        assertEquals(new PoolSettings.Life(10, Duration.ofSeconds(1)), settings.life());
        assertEquals(new PoolSettings.Rate(2_000_000_000L, 3), settings.rate());
    }

    @ParameterizedTest
    @CsvSource({
        "reuse=30, 30000, 5, mail.smtp.reuse",
        "reuse=30 reuse.max=2, 30000, 2, mail.smtp.reuse",
        "reuse=30 pool.idle=700, 700, 5, mail.smtp.pool.idle",
        "reuse=30 reuse.max=2 pool.maxidle=3, 30000, 3, mail.smtp.reuse",
        "reuse=x pool.size=2, 30000, 2147483647, mail.smtp.pool.idle",
        "reuse=10 pool.size=2, 10000, 2147483647, mail.smtp.reuse",
        "pool.idle=700, 700, 5, mail.smtp.pool.idle",
    })
    void reuseIsAnOlderName(String pairs, long millis, int max, String property) {
        PoolSettings.Idle idle = settings(pairs).idle();
        assertEquals(new PoolSettings.Idle(Duration.ofMillis(millis), max, property), idle);
    }

    @Test
    void zeroSwitchesIdleConnectionsOff() {
        assertNull(settings("pool.size=2 pool.idle=0").idle().time());
        assertNull(settings("pool.idle=0 reuse=30 rate=1").idle().time());
    }

    @Test
    void aRateIsADecimalNumber() {
        assertEquals(71_428_571, settings("rate=14").rate().interval());
        assertEquals(
                Duration.ofDays(1).toNanos(), settings("rate=0.00000001").rate().interval());
        assertNull(settings("rate=1e400"));
        assertNotNull(settings("rate=1e3"));
    }
}
