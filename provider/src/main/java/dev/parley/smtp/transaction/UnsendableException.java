package dev.parley.smtp.transaction;

import java.io.IOException;

/** A message that this server cannot accept, and that must not be changed so that it could. */
public final class UnsendableException extends IOException {
    public UnsendableException(String message) {
        super(message);
    }
}
