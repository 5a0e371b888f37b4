package dev.parley.wire;

import java.io.IOException;

/** The peer sent more than {@link Limits} allow. The link is out of step and can only be closed. */
public final class LineTooLongException extends IOException {
    public LineTooLongException(String message) {
        super(message);
    }
}
