package dev.parley.wire;

import java.io.EOFException;

/** The server closed the connection. An unterminated last line is kept: often it has the reason. */
public final class HungUpException extends EOFException {
    private final String lastWords;

    public HungUpException(String lastWords) {
        super(
                lastWords.isEmpty()
                        ? "the server closed the connection"
                        : "the server closed the connection after: " + lastWords);
        this.lastWords = lastWords;
    }

    /** The unterminated last line; empty when there is none. */
    public String lastWords() {
        return lastWords;
    }
}
