package dev.parley.sieve.dialog;

import dev.parley.sieve.protocol.Response;
import java.io.IOException;

/** The server said BYE where a reply was due (RFC 5804 s1.2: "this response can be issued at any time"). */
final class ByeException extends IOException {
    private final transient Response bye;

    ByeException(Response bye) {
        super("the server said BYE: " + bye.explanation());
        this.bye = bye;
    }

    Response bye() {
        return bye;
    }
}
