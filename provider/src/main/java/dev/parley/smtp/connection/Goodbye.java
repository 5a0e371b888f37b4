package dev.parley.smtp.connection;

import java.time.Duration;
import java.util.Optional;

/** How long the reply to QUIT is waited for. Nothing depends on it. */
public enum Goodbye {
    /** Not at all. */
    UNHEARD,
    /** A second at most. */
    BRIEF,
    /** As long as for any other reply. */
    PATIENT;

    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** @param quitWait whether to wait, where the user says */
    public static Goodbye from(Optional<Boolean> quitWait) {
        return quitWait.map(waits -> waits ? PATIENT : UNHEARD).orElse(BRIEF);
    }

    /** @param limit for any other reply; zero for ever */
    Duration limit(Duration limit) {
        boolean shorter = !limit.isZero() && limit.compareTo(MOMENT) < 0;
        return this == PATIENT || shorter ? limit : MOMENT;
    }
}
