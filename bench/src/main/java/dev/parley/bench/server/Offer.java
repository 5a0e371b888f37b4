package dev.parley.bench.server;

import java.util.ArrayList;
import java.util.List;

/** What the server announces behind EHLO. */
public record Offer(boolean pipelining, boolean chunking, boolean startTls, boolean login) {
    public static final Offer NOTHING = new Offer(false, false, false, false);
    public static final Offer PIPELINING = new Offer(true, false, false, false);
    public static final Offer CHUNKING = new Offer(true, true, false, false);

    /** The same, and STARTTLS; AUTH once that has been used. */
    public Offer withTls() {
        return new Offer(pipelining, chunking, true, true);
    }

    /** @param secured whether TLS has begun */
    List<String> keywords(boolean secured) {
        List<String> keywords = new ArrayList<>(List.of("8BITMIME", "SIZE"));
        if (pipelining) {
            keywords.add("PIPELINING");
        }
        if (chunking) {
            keywords.add("CHUNKING");
        }
        if (startTls && !secured) {
            keywords.add("STARTTLS");
        }
        if (login && secured) {
            keywords.add("AUTH PLAIN");
        }
        return keywords;
    }
}
