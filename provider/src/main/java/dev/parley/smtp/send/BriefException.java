package dev.parley.smtp.send;

import jakarta.mail.MessagingException;

/** A MessagingException that is printed without its cause, which follows as "Caused by". */
final class BriefException extends MessagingException {
    private static final long serialVersionUID = 1L;

    private BriefException(String message, Exception cause) {
        super(message, cause);
    }

    /** By its supertype: the verifier then loads this class only where a connection fails. */
    static MessagingException of(String message, Exception cause) {
        return new BriefException(message, cause);
    }

    @Override
    public String toString() {
        return MessagingException.class.getName() + ": " + getMessage();
    }
}
