package dev.parley.smtp.send;

import dev.parley.settings.ApplicationFailure;
import dev.parley.settings.MailProperties;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.connection.ContentException;
import dev.parley.smtp.connection.Progress;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.connection.Spool;
import dev.parley.smtp.connection.TransactionResult;
import dev.parley.smtp.connection.Underway;
import dev.parley.smtp.mime.MessageContent;
import dev.parley.smtp.mime.TransferCapabilities;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;

/**
 * One send: from the message and its addresses, through the dialog, to the report of it.
 *
 * <ol>
 *   <li>{@link #begin}: what cannot be said or rendered is reported already, the rest is on its way;
 *   <li>{@link #finish}: the report.
 * </ol>
 */
public final class Sending {
    private final Connection connection;
    private final SmtpConnection dialog;
    private final Session session;
    private final MimeMessage message;
    private final InternetAddress[] to;
    private final Optional<Progress> progress;
    private final DeliveryFacts facts;

    /** A send that has begun. */
    public interface Begun {
        DeliveryReport finish();
    }

    public Sending(
            Connection connection,
            Session session,
            MimeMessage message,
            InternetAddress[] to,
            Optional<Progress> progress) {
        this.connection = connection;
        this.dialog = connection.dialog();
        this.session = session;
        this.message = message;
        this.to = to;
        this.progress = progress;
        this.facts = new DeliveryFacts(dialog, to);
    }

    /** @throws SendFailedException when there are no recipients */
    public static MimeMessage sendable(Message message, Object[] addresses) throws MessagingException {
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("SMTP can only send RFC822 messages");
        }
        if (addresses == null || addresses.length == 0) {
            throw new SendFailedException("No recipient addresses");
        }
        return mime;
    }

    /** A send that fails before anybody knows to whom. */
    static Begun impossible(SmtpConnection dialog, MessagingException failure) {
        InternetAddress[] nobody = {};
        Delivery delivery = new DeliveryFacts(dialog, nobody).unsaid(failure, null);
        return () -> DeliveryReport.unsaid(failure, delivery, nobody);
    }

    public Begun begin(MailProperties properties) {
        try {
            SendSettings settings = SendSettings.from(properties, message);
            return begin(settings, MessageEnvelope.of(message, to, settings, dialog.capabilities(), session));
        } catch (IllegalArgumentException e) {
            return unsaid(new MessagingException(e.getMessage(), e));
        } catch (MessagingException e) {
            return unsaid(e);
        } catch (Throwable e) {
            return unsaid(RenderingException.of(e));
        }
    }

    private Begun begin(SendSettings settings, Addressing addressing) {
        Spool content = new Spool(new MessageContent(
                message,
                settings.ownRendering() ? session.getStreamProvider() : null,
                TransferCapabilities.of(
                        dialog.capabilities(),
                        dialog.carriesBinary(),
                        settings.allow8bit().orElse(null)),
                dialog.trace(),
                progress.orElse(null)));
        try {
            Underway underway = dialog.begin(addressing.envelope(), settings.partial(), content);
            return () -> finish(underway, settings, addressing, content);
        } catch (ContentException e) {
            content.close();
            return () -> notRendered(e);
        }
    }

    private DeliveryReport finish(Underway underway, SendSettings settings, Addressing addressing, Spool content) {
        try (content) {
            TransactionResult result = underway.finish();
            Optional<SmtpConnection> fresh = result.stale() ? fresh() : Optional.empty();
            if (fresh.isEmpty()) {
                return report(dialog, result, settings, addressing);
            }
            TransactionResult again = fresh.get().deliver(addressing.envelope(), settings.partial(), content);
            return report(fresh.get(), again, settings, addressing);
        } catch (ContentException e) {
            return notRendered(e);
        }
    }

    /** Another connection to the same server, where the message as it has been rendered can go; otherwise none. */
    private Optional<SmtpConnection> fresh() {
        try {
            return Optional.of(connection.again())
                    .filter(fresh -> fresh.capabilities().equals(dialog.capabilities()));
        } catch (MessagingException e) {
            // What the old connection failed with is reported.
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            ApplicationFailure.log("connecting again", e);
            return Optional.empty();
        }
    }

    private DeliveryReport report(
            SmtpConnection used, TransactionResult result, SendSettings settings, Addressing addressing) {
        Delivery delivery = new DeliveryFacts(used, to).of(result, addressing.to());
        return DeliveryReport.of(result, delivery, addressing, settings);
    }

    private DeliveryReport notRendered(ContentException content) {
        MessagingException failure = RenderingException.of(content.getCause());
        return DeliveryReport.notRendered(failure, facts.unsaid(failure, null), to);
    }

    private Begun unsaid(MessagingException failure) {
        Delivery delivery = facts.unsaid(failure, DeliveryReport.invalid(failure));
        return () -> DeliveryReport.unsaid(failure, delivery, to);
    }
}
