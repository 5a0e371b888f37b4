package dev.parley.sieve.protocol;

import java.io.IOException;

/** The server's line fits no rule of RFC 5804 s4. The link is out of step and can only be closed. */
public final class GarbledReplyException extends IOException {
    GarbledReplyException(String what, Line line) {
        super("the server's line " + what + ": " + String.join(" ", line.shown()));
    }
}
