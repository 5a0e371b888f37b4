package dev.parley.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.util.Objects;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/** A message with {@link SendOptions}, and with the options of Angus Mail's SMTPMessage. */
@SuppressWarnings("exports") // The module of Angus Mail is optional: the bundle jar has its classes in jakarta.mail.
public class SmtpMessage extends SMTPMessage {
    private SendOptions sendOptions = SendOptions.NONE;

    /** Creates an empty message. */
    public SmtpMessage(Session session) {
        super(session);
    }

    /**
     * Creates a message from its octets (RFC 5322).
     *
     * @throws MessagingException when they cannot be read
     */
    public SmtpMessage(Session session, InputStream octets) throws MessagingException {
        super(session, octets);
    }

    /**
     * Creates a copy of a message; also of its SendOptions if it is an SmtpMessage.
     *
     * @throws MessagingException when the message cannot be read
     */
    public SmtpMessage(MimeMessage source) throws MessagingException {
        super(source);
        if (source instanceof SmtpMessage own) {
            sendOptions = own.sendOptions;
        }
    }

    /** Returns what the message requests of the server. */
    public SendOptions getSendOptions() {
        return sendOptions;
    }

    /** Sets what the message requests of the server. */
    public void setSendOptions(SendOptions options) {
        sendOptions = Objects.requireNonNull(options, "options: SendOptions.NONE for no request");
    }
}
