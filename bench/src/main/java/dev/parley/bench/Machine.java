package dev.parley.bench;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What a report was measured on, and how busy that was. */
final class Machine {
    private Machine() {}

    static void print() {
        System.out.printf(
                Locale.ROOT,
                "%nJDK %s, %d processors, load %.1f, %s.%n",
                Runtime.version().feature(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                LocalDate.now(ZoneOffset.UTC));
    }
}
