package dev.parley.smtp.send;

import jakarta.mail.Address;
import jakarta.mail.SendFailedException;

/** A SendFailedException that is printed without the next exceptions of its chain, which follow as causes. */
final class NotSentException extends SendFailedException {
    private static final long serialVersionUID = 1L;

    NotSentException(String message, Exception next, Address[] unsent, Address[] invalid) {
        super(message, next, null, unsent, invalid);
    }

    @Override
    public String toString() {
        return SendFailedException.class.getName() + ": " + getMessage();
    }
}
