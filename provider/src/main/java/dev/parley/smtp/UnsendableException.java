package dev.parley.smtp;

import java.io.IOException;

/** A message that this server cannot carry, and that may not be changed so that it could. */
final class UnsendableException extends IOException {
    UnsendableException(String message) {
        super(message);
    }
}
