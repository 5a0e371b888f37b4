package dev.parley.wire;

import java.io.IOException;

/** The server sent more than the {@link Limits}. The connection cannot be used any more and must be closed. */
public final class LineTooLongException extends IOException {
    public LineTooLongException(String message) {
        super(message);
    }
}
