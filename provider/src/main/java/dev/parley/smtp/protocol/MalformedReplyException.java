package dev.parley.smtp.protocol;

import java.io.IOException;

/** The server sent something that is not an SMTP reply (RFC 5321 s4.2). The connection cannot be used any longer. */
public final class MalformedReplyException extends IOException {
    public MalformedReplyException(String message) {
        super(message);
    }
}
