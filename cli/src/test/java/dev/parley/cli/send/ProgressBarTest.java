package dev.parley.cli.send;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final int MIB = 1 << 20;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long seconds = 5;

    @Test
    void rateAndTimeLeft() {
        ProgressBar bar =
                new ProgressBar(new PrintStream(printed, true, US_ASCII), () -> TimeUnit.SECONDS.toNanos(seconds));
        assertEquals("[" + " ".repeat(40) + "]   0 % of 400.0 MiB", shown(bar, 0, OptionalLong.of(400 * MIB)));
        seconds += 10;
        assertEquals(
                "[" + "#".repeat(4) + " ".repeat(36) + "]  10 % of 400.0 MiB, 4.0 MiB/s, 1:30 left",
                shown(bar, 40 * MIB, OptionalLong.of(400 * MIB)));
        assertEquals("40.0 MiB, 4.0 MiB/s", shown(bar, 40 * MIB, OptionalLong.empty()));
        assertEquals("", shown(new ProgressBar(new PrintStream(printed)), MIB - 1, OptionalLong.empty()));
    }

    private String shown(ProgressBar bar, long octets, OptionalLong whole) {
        printed.reset();
        bar.onProgress(null, octets, whole);
        return printed.toString(US_ASCII).replace("\r\u001b[K", "");
    }
}
