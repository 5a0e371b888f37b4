package dev.parley.sieve;

import jakarta.mail.Provider;

/** Registers {@link SieveStore} for the protocol {@code sieve}. */
public final class SieveProvider extends Provider {
    public SieveProvider() {
        super(Type.STORE, "sieve", SieveStore.class.getName(), "Parley", null);
    }
}
