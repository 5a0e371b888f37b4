package dev.parley.oauth2;

import java.time.InstantSource;

/** Moves the clock of the access tokens of this JVM. */
public final class TokenClock {
    private TokenClock() {}

    public static void set(InstantSource clock) {
        AccessTokens.SHARED.setClock(clock);
    }

    public static void reset() {
        set(InstantSource.system());
    }
}
