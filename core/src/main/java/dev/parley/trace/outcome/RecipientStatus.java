package dev.parley.trace.outcome;

/** The result for a recipient of a message. */
enum RecipientStatus {
    DELIVERED("delivered"),
    REJECTED("rejected"),
    /** A rejection with a 4yz code (RFC 5321 s4.2.1). */
    REJECTED_FOR_NOW("rejected for now"),
    NOT_ATTEMPTED("not attempted"),
    /** The final reply was not received (RFC 5321 s4.5.3.2.6). */
    UNCERTAIN("uncertain");

    private final String words;

    RecipientStatus(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
