package dev.parley.smtp.send;

import dev.parley.settings.ApplicationFailure;
import dev.parley.settings.UnexpectedFailure;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.smtp.transaction.UnsendableException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.io.IOException;

/** The content of a message could not be rendered. Unlike a plain MessagingException, the cause may be an Error. */
final class RenderingException extends MessagingException {
    private static final long serialVersionUID = 1L;

    private final Throwable cause;

    private RenderingException(String text, Throwable cause) {
        super(text, cause instanceof Exception next ? next : null);
        this.cause = cause;
    }

    /**
     * The exception for what the message's code threw: a MessagingException itself, otherwise one whose cause it is. A
     * SendFailedException is wrapped, too: its arrays have the addresses of another send.
     *
     * @param used the connection to the server that cannot accept the message
     */
    static MessagingException of(Throwable thrown, SmtpConnection used) {
        if (thrown instanceof MessagingException failure && !(failure instanceof SendFailedException)) {
            return failure;
        } else if (thrown instanceof UnsendableException unsendable) {
            String reason = unsendable.getMessage();
            String advice = used.trace().advice(SmtpPhase.CONTENT.phrase(), reason, false);
            return new MessagingException("not sent to " + used.link().server() + ": " + reason + advice);
        } else if (thrown instanceof IOException failure) {
            return new MessagingException("IOException while sending message", failure);
        }
        return new RenderingException(
                UnexpectedFailure.isBug(thrown)
                        ? UnexpectedFailure.message("the message was not sent", thrown)
                        : "the message could not be rendered and was not sent: " + ApplicationFailure.describe(thrown),
                thrown);
    }

    @Override
    public Throwable getCause() {
        return cause;
    }
}
