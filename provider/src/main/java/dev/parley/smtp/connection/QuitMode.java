package dev.parley.smtp.connection;

import java.time.Duration;
import java.util.Optional;

/** How long closing waits for the reply to QUIT. */
public enum QuitMode {
    /** Not at all. */
    NO_WAIT,
    /** A second at most. */
    SHORT_WAIT,
    /** As long as for any other reply. */
    FULL_WAIT;

    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** @param quitWait whether to wait, where the user says */
    public static QuitMode from(Optional<Boolean> quitWait) {
        return quitWait.map(waits -> waits ? FULL_WAIT : NO_WAIT).orElse(SHORT_WAIT);
    }

    /** @param limit for any other reply; zero for ever */
    Duration limit(Duration limit) {
        boolean shorter = !limit.isZero() && limit.compareTo(MOMENT) < 0;
        return this == FULL_WAIT || shorter ? limit : MOMENT;
    }
}
