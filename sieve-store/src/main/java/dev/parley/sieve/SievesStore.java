package dev.parley.sieve;

import jakarta.mail.Session;
import jakarta.mail.URLName;

/** A {@link SieveStore} over TLS from the first octet, with the properties {@code mail.sieves.*}. */
public class SievesStore extends SieveStore {
    public SievesStore(Session session, URLName url) {
        super(session, url, "sieves", true);
    }
}
