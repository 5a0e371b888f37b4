package dev.parley.wire;

import java.io.EOFException;

/** The peer closed the link. What it had said of an unfinished line is kept: often it is the reason. */
public final class HungUpException extends EOFException {
    private final String lastWords;

    public HungUpException(String lastWords) {
        super(
                lastWords.isEmpty()
                        ? "the server closed the connection"
                        : "the server closed the connection after: " + lastWords);
        this.lastWords = lastWords;
    }

    /** The octets of the unfinished last line, empty when there were none. */
    public String lastWords() {
        return lastWords;
    }
}
