package dev.parley.smtp;

import dev.parley.settings.MailProperties;
import dev.parley.smtp.dialog.ContentException;
import dev.parley.smtp.dialog.Envelope;
import dev.parley.smtp.dialog.SmtpDialog;
import dev.parley.smtp.dialog.Spool;
import dev.parley.smtp.dialog.TransactionResult;
import dev.parley.smtp.dialog.UnsendableException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

/** One send: from the message and its addresses, through the dialog, to the report of it. */
final class Sending {
    private final SmtpDialog dialog;
    private final Session session;
    private final MimeMessage message;
    private final InternetAddress[] to;
    private final DeliveryFacts facts;

    Sending(SmtpDialog dialog, Session session, MimeMessage message, InternetAddress[] to) {
        this.dialog = dialog;
        this.session = session;
        this.message = message;
        this.to = to;
        this.facts = new DeliveryFacts(dialog, to);
    }

    DeliveryReport run(MailProperties properties) {
        try {
            SendSettings settings = SendSettings.from(properties, message);
            return send(settings, MessageEnvelope.of(message, to, settings, dialog.capabilities(), session));
        } catch (IllegalArgumentException e) {
            return unsaid(new MessagingException(e.getMessage(), e));
        } catch (MessagingException e) {
            return unsaid(e);
        }
    }

    private DeliveryReport send(SendSettings settings, Envelope envelope) {
        MessageContent content = new MessageContent(message, dialog.capabilities(), dialog::decidedOnBody);
        try (Spool spool = new Spool(content)) {
            TransactionResult result = dialog.deliver(envelope, settings.partial(), spool);
            return DeliveryReport.of(result, facts.of(result), envelope, to, settings.reportSuccess());
        } catch (ContentException e) {
            return DeliveryReport.notRendered(failure((Exception) e.getCause()), facts.unsaid(), to);
        }
    }

    private DeliveryReport unsaid(MessagingException failure) {
        return DeliveryReport.unsaid(failure, facts.unsaid(DeliveryReport.invalid(failure)), to);
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
