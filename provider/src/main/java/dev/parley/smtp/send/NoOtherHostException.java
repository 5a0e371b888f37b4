package dev.parley.smtp.send;

import jakarta.mail.MessagingException;

/**
 * A MessagingException of a connect for which no other host is tried. It is printed without its cause, which follows as
 * "Caused by".
 */
final class NoOtherHostException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /** @param cause null: none */
    NoOtherHostException(String message, Exception cause) {
        super(message, cause);
    }

    @Override
    public String toString() {
        return MessagingException.class.getName() + ": " + getMessage();
    }
}
