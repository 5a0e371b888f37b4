package dev.parley.smtp.transaction;

/** The content cannot be rendered or sent. The cause is the reason; the transaction was not accepted. */
public final class ContentException extends Exception {
    ContentException(Throwable cause) {
        super(cause);
    }
}
