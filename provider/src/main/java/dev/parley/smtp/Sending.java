package dev.parley.smtp;

import dev.parley.settings.MailProperties;
import dev.parley.smtp.dialog.ContentException;
import dev.parley.smtp.dialog.Envelope;
import dev.parley.smtp.dialog.SmtpDialog;
import dev.parley.smtp.dialog.Spool;
import dev.parley.smtp.dialog.TransactionResult;
import dev.parley.smtp.dialog.Underway;
import dev.parley.smtp.dialog.UnsendableException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

/**
 * One send: from the message and its addresses, through the dialog, to the report of it.
 *
 * <ol>
 *   <li>{@link #begin}: what cannot be said or rendered is reported already, the rest is on its way;
 *   <li>{@link #finish}: the report.
 * </ol>
 */
final class Sending {
    private final SmtpDialog dialog;
    private final Session session;
    private final MimeMessage message;
    private final InternetAddress[] to;
    private final DeliveryFacts facts;

    /** A send that has begun. */
    interface Begun {
        DeliveryReport finish();
    }

    Sending(SmtpDialog dialog, Session session, MimeMessage message, InternetAddress[] to) {
        this.dialog = dialog;
        this.session = session;
        this.message = message;
        this.to = to;
        this.facts = new DeliveryFacts(dialog, to);
    }

    /** @throws SendFailedException when there are no recipients */
    static MimeMessage sendable(Message message, Object[] addresses) throws MessagingException {
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("SMTP can only send RFC822 messages");
        }
        if (addresses == null || addresses.length == 0) {
            throw new SendFailedException("No recipient addresses");
        }
        return mime;
    }

    /** A send that fails before anybody knows to whom. */
    static Begun impossible(SmtpDialog dialog, MessagingException failure) {
        InternetAddress[] nobody = {};
        Delivery delivery = new DeliveryFacts(dialog, nobody).unsaid(failure, null);
        return () -> DeliveryReport.unsaid(failure, delivery, nobody);
    }

    Begun begin(MailProperties properties) {
        try {
            SendSettings settings = SendSettings.from(properties, message);
            return begin(settings, MessageEnvelope.of(message, to, settings, dialog.capabilities(), session));
        } catch (IllegalArgumentException e) {
            return unsaid(new MessagingException(e.getMessage(), e));
        } catch (MessagingException e) {
            return unsaid(e);
        }
    }

    private Begun begin(SendSettings settings, Envelope envelope) {
        Spool content = new Spool(new MessageContent(message, dialog.capabilities(), dialog::decidedOnBody));
        try {
            Underway underway = dialog.begin(envelope, settings.partial(), content);
            return () -> {
                TransactionResult result = underway.finish();
                content.close();
                return DeliveryReport.of(result, facts.of(result), envelope, to, settings.reportSuccess());
            };
        } catch (ContentException e) {
            content.close();
            Exception failure = failure((Exception) e.getCause());
            return () -> DeliveryReport.notRendered(failure, facts.unsaid(failure, null), to);
        }
    }

    private Begun unsaid(MessagingException failure) {
        Delivery delivery = facts.unsaid(failure, DeliveryReport.invalid(failure));
        return () -> DeliveryReport.unsaid(failure, delivery, to);
    }

    private static Exception failure(Exception cause) {
        if (cause instanceof RuntimeException || cause instanceof MessagingException) {
            return cause;
        }
        return cause instanceof UnsendableException
                ? new MessagingException(cause.getMessage(), cause)
                : new MessagingException("IOException while sending message", cause);
    }
}
