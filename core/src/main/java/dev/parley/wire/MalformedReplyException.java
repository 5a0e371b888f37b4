package dev.parley.wire;

import java.io.IOException;

/**
 * The server sent what the protocol's grammar does not allow, or more than the {@link Limits}. The next reply is unknown,
 * and the connection must be closed.
 */
public final class MalformedReplyException extends IOException {
    public MalformedReplyException(String message) {
        super(message);
    }
}
