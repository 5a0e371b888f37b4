package dev.parley.smtp.connection;

import java.time.Duration;

/** How long closing waits for the reply to QUIT. */
public enum QuitMode {
    NO_WAIT,
    /** One second at most. */
    SHORT_WAIT,
    /** As long as for any other reply. */
    FULL_WAIT;

    private static final Duration SHORT = Duration.ofSeconds(1);

    /** @param limit for any other reply; zero for no limit */
    Duration limit(Duration limit) {
        boolean shorter = !limit.isZero() && limit.compareTo(SHORT) < 0;
        return this == FULL_WAIT || shorter ? limit : SHORT;
    }
}
