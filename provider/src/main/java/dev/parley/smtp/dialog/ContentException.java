package dev.parley.smtp.dialog;

/** The content could not be rendered. Its own exception is the cause; the server has not taken the message. */
public final class ContentException extends Exception {
    ContentException(Exception cause) {
        super(cause);
    }
}
