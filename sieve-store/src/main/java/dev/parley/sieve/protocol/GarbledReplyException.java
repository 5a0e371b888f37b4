package dev.parley.sieve.protocol;

import java.io.IOException;

/** A line of the server that matches no rule of RFC 5804 s4. The next reply is unknown, and the link must be closed. */
public final class GarbledReplyException extends IOException {
    GarbledReplyException(String what, Line line) {
        super("the server's line " + what + ": " + String.join(" ", line.lines()));
    }
}
