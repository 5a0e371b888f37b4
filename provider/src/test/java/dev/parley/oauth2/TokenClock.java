package dev.parley.oauth2;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The clock of all access tokens of this JVM, until it is closed. */
public final class TokenClock implements InstantSource, AutoCloseable {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-01T00:00:00Z"));

    public TokenClock() {
        AccessTokens.SHARED.setClock(this);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    public void advance(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Override
    public void close() {
        AccessTokens.SHARED.setClock(InstantSource.system());
    }
}
