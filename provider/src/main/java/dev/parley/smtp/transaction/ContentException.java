package dev.parley.smtp.transaction;

/** The content could not be rendered. The cause is what it threw; the server has not accepted the message. */
public final class ContentException extends Exception {
    ContentException(Throwable cause) {
        super(cause);
    }
}
