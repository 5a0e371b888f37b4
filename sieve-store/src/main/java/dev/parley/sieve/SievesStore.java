package dev.parley.sieve;

import jakarta.mail.Session;
import jakarta.mail.URLName;
import org.jspecify.annotations.Nullable;

/** A {@link SieveStore} over TLS from the first octet, with the properties {@code mail.sieves.*}. */
public class SievesStore extends SieveStore {
    public SievesStore(Session session, @Nullable URLName url) {
        super(session, url, "sieves", true);
    }
}
