package dev.parley.smtp.connection;

/** The content could not be rendered. What it threw is the cause; the server has not taken the message. */
public final class ContentException extends Exception {
    ContentException(Throwable cause) {
        super(cause);
    }
}
