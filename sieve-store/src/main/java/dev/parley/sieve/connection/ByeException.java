package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.sieve.protocol.Response;
import java.io.IOException;

/** A BYE instead of a reply (RFC 5804 s1.2: "this response can be issued at any time"). */
public final class ByeException extends IOException {
    final transient Response response;

    ByeException(Response response) {
        super("the server replied BYE: " + response.explanation());
        this.response = response;
    }

    /** The BYE with which the server closed the connection; null: none. */
    public static Response responseOf(ConnectionBrokenException failure) {
        return failure.getCause() instanceof ByeException bye ? bye.response : null;
    }
}
