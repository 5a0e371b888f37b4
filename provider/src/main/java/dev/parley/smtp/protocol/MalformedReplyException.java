package dev.parley.smtp.protocol;

import java.io.IOException;

/** The server sent something that is no SMTP reply (RFC 5321 s4.2). The dialog is out of step. */
public final class MalformedReplyException extends IOException {
    public MalformedReplyException(String message) {
        super(message);
    }
}
