package dev.parley.sieve;

import jakarta.mail.Provider;

/** Registers {@link SievesStore} for the protocol {@code sieves}. */
public final class SievesProvider extends Provider {
    public SievesProvider() {
        super(Type.STORE, "sieves", SievesStore.class.getName(), "Parley", null);
    }
}
