package dev.parley.smtp.connection;

import java.io.IOException;

/** A message that this server cannot carry, and that may not be changed so that it could. */
public final class UnsendableException extends IOException {
    public UnsendableException(String message) {
        super(message);
    }
}
