package dev.parley.smtp.send;

import dev.parley.net.Deadline;
import dev.parley.observation.OperationResult;
import dev.parley.observation.call.ObservedOperation;
import dev.parley.observation.call.ObservedServer;
import dev.parley.settings.ApplicationFailure;
import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import dev.parley.smtp.Delivery.Outcome;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.mime.LongestLine;
import dev.parley.smtp.mime.MessageContent;
import dev.parley.smtp.mime.TransferCapabilities;
import dev.parley.smtp.transaction.Content;
import dev.parley.smtp.transaction.ContentException;
import dev.parley.smtp.transaction.SplitTransaction;
import dev.parley.smtp.transaction.Spool;
import dev.parley.smtp.transaction.Transaction;
import dev.parley.smtp.transaction.TransactionResult;
import dev.parley.smtp.transaction.UnsendableException;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.StreamProvider;

/**
 * The send of one message.
 *
 * <ol>
 *   <li>{@link #begin}: settings, envelope, and the whole transaction. Only where the next message may overlap with this
 *       one, its last replies are left;
 *   <li>{@link #finish}: reads them, and returns the report.
 * </ol>
 */
public final class MessageSend {
    private final TransportConnection transport;
    private final MimeMessage message;
    private final InternetAddress[] to;
    private final Deadline deadline;
    private Written written; // null: the replies are not outstanding
    private Completed completed; // null: the transaction has not ended, or did not begin
    private DeliveryReport report; // null: not known yet
    private ObservedOperation observed; // null: not observed

    /** A transaction whose last replies are outstanding. */
    private record Written(
            SmtpConnection connection,
            Transaction transaction,
            Spool spool,
            SendSettings settings,
            MessageEnvelope envelope) {}

    /** Outside of {@link #begin}: a failure of the judgement must not report an accepted message as not sent. */
    private record Completed(
            SmtpConnection used, TransactionResult result, SendSettings settings, MessageEnvelope envelope) {}

    private MessageSend(TransportConnection transport, MimeMessage message, InternetAddress[] to, Deadline deadline) {
        this.transport = transport;
        this.message = message;
        this.to = to;
        this.deadline = deadline;
    }

    /**
     * @param deadline of the whole send
     * @throws MessagingException when one of the addresses is not an InternetAddress
     */
    public static MessageSend of(TransportConnection transport, MimeMessage message, Address[] to, Deadline deadline)
            throws MessagingException {
        return new MessageSend(transport, message, MessageEnvelope.expand(to), deadline);
    }

    /** @throws SendFailedException when there are no recipients */
    public static MimeMessage requireSendable(Message message, Object[] addresses) throws MessagingException {
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("SMTP can only send RFC822 messages");
        }
        if (addresses == null || addresses.length == 0) {
            throw new SendFailedException("No recipient addresses");
        }
        return mime;
    }

    /**
     * Sends the message. Where {@link Transaction#mayOverlap} allows it, the replies to its content are not read.
     *
     * @param connection may be closed: the message is then not sent
     * @param progress receives how much has been sent; null: no listener
     */
    void begin(SmtpConnection connection, MailProperties properties, Content.Progress progress) {
        ObservedServer server = connection.trace().observed();
        observed = server == null ? null : server.send();
        SmtpConnection ready = awaitTurn(connection);
        if (ready != null) {
            beginOver(ready, properties, progress);
        }
    }

    /** @return null where the message cannot be sent: the report has the reason */
    private SmtpConnection awaitTurn(SmtpConnection connection) {
        try {
            return transport.awaitTurn(connection, deadline);
        } catch (MessagingException e) {
            report = notSent(connection, Outcome.NOT_SENT, e);
            return null;
        } catch (RuntimeException | Error e) {
            end(OperationResult.failed("", e));
            throw e;
        }
    }

    private void beginOver(SmtpConnection connection, MailProperties properties, Content.Progress progress) {
        try {
            connection.link().begin(deadline);
            SendSettings settings = SendSettings.from(properties, message, connection.trace());
            MessageEnvelope envelope =
                    MessageEnvelope.of(message, to, settings, connection.capabilities(), transport.session());
            MessageContent content = content(connection, settings, progress);
            begin(connection, settings, envelope, content);
        } catch (ContentException e) {
            boolean unsendable = e.getCause() instanceof UnsendableException;
            report = notSent(
                    connection,
                    unsendable ? Outcome.UNSENDABLE : Outcome.NOT_SENT,
                    RenderingException.of(e.getCause(), connection));
        } catch (IllegalArgumentException e) {
            report = notSent(connection, Outcome.UNSENDABLE, new MessagingException(e.getMessage(), e));
        } catch (MessagingException e) {
            boolean othersInvalid = e instanceof SendFailedException invalid && invalid.getInvalidAddresses() != null;
            report = notSent(connection, othersInvalid ? Outcome.NOT_SENT : Outcome.UNSENDABLE, e);
        } catch (Throwable e) {
            report = notSent(connection, Outcome.NOT_SENT, RenderingException.of(e, connection));
        }
    }

    private DeliveryReport notSent(SmtpConnection connection, Outcome outcome, MessagingException failure) {
        return DeliveryReport.notSent(connection, to, outcome, failure);
    }

    /** Reads the outstanding replies. */
    DeliveryReport finish() {
        Completed last = null;
        try {
            if (report == null) {
                last = completed == null ? completed(written) : completed;
                transport.notice(last.result);
                report = DeliveryReport.of(message, last.used, last.result, last.envelope, last.settings.report());
            }
        } catch (RuntimeException | Error e) {
            end(OperationResult.failed("", e));
            throw e;
        }
        if (observed != null) {
            observed.end(SendOutcome.of(report, last == null ? null : last.result));
        }
        return report;
    }

    private void end(OperationResult result) {
        if (observed != null) {
            observed.end(result);
        }
    }

    /**
     * Sends the message.
     *
     * @param progress receives how much has been sent; null: no listener
     */
    public DeliveryReport send(MailProperties properties, Content.Progress progress) {
        begin(transport.current(), properties, progress);
        return finish();
    }

    private void begin(
            SmtpConnection connection, SendSettings settings, MessageEnvelope envelope, MessageContent content)
            throws ContentException {
        Spool spool = new Spool(content, connection.headBuffer());
        if (connection.pipeline().awaitsReplies()) {
            // Without it, MAIL would fail after a previous message that is rejected.
            connection.pipeline().deferReset();
        }
        if (!Transaction.mayOverlap(connection, envelope.envelope())) {
            completed = deliver(connection, settings, envelope, spool);
            return;
        }
        Transaction transaction = new Transaction(connection, envelope.envelope(), settings.policy(), spool);
        connection.use().beginSending();
        try {
            transaction.write();
            written = new Written(connection, transaction, spool, settings, envelope);
        } finally {
            connection.use().endSending();
            if (written == null) {
                spool.close();
            }
        }
    }

    private MessageContent content(SmtpConnection connection, SendSettings settings, Content.Progress progress) {
        SendSettings.Rendering rendering = settings.rendering();
        StreamProvider encoders = rendering.own() ? transport.session().getStreamProvider() : null;
        boolean unlimited = settings.report().compatibility() == Compatibility.ANGUS;
        TransferCapabilities capabilities = TransferCapabilities.of(
                connection.capabilities(),
                connection.usesBinaryMime(),
                rendering.allow8bit(),
                unlimited ? TransferCapabilities.NO_LIMIT : LongestLine.LIMIT);
        return new MessageContent(message, encoders, capabilities, transport.header(), connection.trace(), progress);
    }

    /** Sends the message over an idle connection that turns out to be dead once more, over another connection. */
    private Completed deliver(SmtpConnection connection, SendSettings settings, MessageEnvelope envelope, Spool spool)
            throws ContentException {
        try (spool) {
            TransactionResult result = transact(connection, settings, envelope, spool);
            SmtpConnection other = result.mayBeResent() ? reconnect(connection) : null;
            if (other != null) {
                other.link().begin(deadline);
            }
            return other == null
                    ? new Completed(connection, result, settings, envelope)
                    : new Completed(other, transact(other, settings, envelope, spool), settings, envelope);
        }
    }

    private static TransactionResult transact(
            SmtpConnection connection, SendSettings settings, MessageEnvelope envelope, Spool spool)
            throws ContentException {
        connection.use().beginSending();
        try {
            return SplitTransaction.send(connection, envelope.envelope(), settings.policy(), spool);
        } finally {
            connection.use().endSending();
        }
    }

    /** Another connection to the server, where the rendered message can be sent unchanged; null where there is none. */
    private SmtpConnection reconnect(SmtpConnection dead) {
        try {
            SmtpConnection other = transport.reconnect(deadline);
            return other.capabilities().equals(dead.capabilities()) ? other : null;
        } catch (MessagingException e) {
            if (e.getCause() instanceof RuntimeException bug) {
                ApplicationFailure.log("connecting again", bug);
            }
            return null; // The failure of the old connection is reported.
        } catch (RuntimeException | Error e) {
            ApplicationFailure.log("connecting again", e);
            return null;
        }
    }

    private Completed completed(Written written) {
        written.connection.link().begin(deadline);
        written.connection.use().beginSending();
        try {
            return new Completed(written.connection, written.transaction.finish(), written.settings, written.envelope);
        } finally {
            written.connection.use().endSending();
            written.spool.close();
        }
    }
}
