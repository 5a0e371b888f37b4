package dev.parley.smtp.send;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.settings.Compatibility;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.Delivery.Outcome;
import dev.parley.smtp.DeliveryException;
import dev.parley.smtp.Rejection;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.QueueId;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.smtp.transaction.Timing;
import dev.parley.smtp.transaction.TransactionResult;
import dev.parley.smtp.transaction.TransactionResult.Accepted;
import dev.parley.smtp.transaction.TransactionResult.Broken;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.smtp.transaction.TransactionResult.Rejected;
import dev.parley.trace.Trace;
import dev.parley.wire.ServerClosedException;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPAddressSucceededException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * The result of a send: the {@link Delivery}, and what Jakarta Mail has for it, as Angus Mail forms it: the event with its
 * three arrays, and the exception with its chain.
 */
public final class DeliveryReport {
    private final int event;
    private final Addresses addresses;
    private final MessagingException exception; // null: the message was delivered to all recipients
    private final Delivery delivery;

    /** @param sent null where there is no such array; so are the others */
    private record Addresses(Address[] sent, Address[] unsent, Address[] invalid) {}

    private DeliveryReport(int event, Addresses addresses, MessagingException exception, Delivery delivery) {
        this.event = event;
        this.addresses = addresses;
        this.exception = exception;
        this.delivery = delivery;
    }

    /** The report of a message whose transaction has ended. */
    static DeliveryReport of(
            MimeMessage message,
            SmtpConnection used,
            TransactionResult result,
            MessageEnvelope envelope,
            SendSettings.Report settings) {
        return new Classification(message, used, result, envelope, settings).report();
    }

    /**
     * The report of a message that could not be sent.
     *
     * @param others the outcome of the recipients that are not invalid addresses
     * @param failure where it is a SendFailedException, it has the invalid addresses
     */
    static DeliveryReport notSent(
            SmtpConnection connection, InternetAddress[] to, Outcome others, MessagingException failure) {
        SendFailedException rejected = failure instanceof SendFailedException own ? own : null;
        Address[] unsent = rejected == null ? to : rejected.getValidUnsentAddresses();
        Address[] invalid = rejected == null ? null : rejected.getInvalidAddresses();
        List<Address> bad = invalid == null ? List.of() : Arrays.asList(invalid);
        Delivery.Recipient[] recipients = new Delivery.Recipient[to.length];
        for (int i = 0; i < to.length; i++) {
            Outcome outcome = bad.contains(to[i]) ? Outcome.REFUSED : others;
            recipients[i] = new Delivery.Recipient(to[i], outcome, Optional.empty());
        }
        Delivery delivery = new Delivery(
                List.of(recipients),
                Optional.empty(),
                Optional.of(Trace.withoutAdvice(String.valueOf(failure.getMessage()))),
                Optional.empty(),
                connection.serverName(),
                connection.tls(),
                0,
                durations(Timing.NONE));
        return new DeliveryReport(
                TransportEvent.MESSAGE_NOT_DELIVERED, new Addresses(null, unsent, invalid), failure, delivery);
    }

    /** A type of {@link TransportEvent}. */
    public int event() {
        return event;
    }

    /** validSent of the event; null where there is no such array. */
    public Address[] sent() {
        return addresses.sent;
    }

    /** validUnsent of the event; null where there is no such array. */
    public Address[] unsent() {
        return addresses.unsent;
    }

    /** invalid of the event; null where there is no such array. */
    public Address[] invalid() {
        return addresses.invalid;
    }

    /** What {@code sendMessage} throws; null where it returns. */
    public MessagingException exception() {
        return exception;
    }

    public Delivery delivery() {
        return delivery;
    }

    /** The reply as the application has it: without secrets. */
    public static Delivery.Reply published(Reply reply) {
        List<String> lines = reply.linesForException();
        String text = lines.size() == 1 ? lines.get(0) : String.join("\n", lines);
        return new Delivery.Reply(reply.code(), reply.status(), text);
    }

    private static Delivery.Durations durations(Timing timing) {
        return new Delivery.Durations(
                Duration.ofNanos(timing.envelope()),
                Duration.ofNanos(timing.content()),
                Duration.ofNanos(timing.verdict()));
    }

    /** An SMTPAddressFailedException that is printed without the next exceptions of its chain, which follow as causes. */
    private static final class RejectedAddressException extends SMTPAddressFailedException implements Rejection {
        private static final long serialVersionUID = 1L;

        private final transient Delivery.Reply reply;

        private RejectedAddressException(InternetAddress address, String command, Reply reply) {
            super(address, command, reply.code(), reply.raw());
            this.reply = published(reply);
        }

        /** By its supertype: the verifier then loads this class only where an address is rejected. */
        static MessagingException of(InternetAddress address, String command, Reply reply) {
            return new RejectedAddressException(address, command, reply);
        }

        @Override
        public Optional<Delivery.Reply> getReply() {
            return Optional.ofNullable(reply);
        }

        @Override
        public String toString() {
            return SMTPAddressFailedException.class.getName() + ": "
                    + getMessage().strip();
        }
    }

    /** Judges the results of a transaction's recipients, once, in the envelope's order. */
    private static final class Classification {
        private final MimeMessage message;
        private final SmtpConnection used;
        private final TransactionResult result;
        private final MessageEnvelope envelope;
        private final SendSettings.Report settings;
        private final Delivery.Recipient[] recipients;
        private final Address[] accepted; // the first of them
        private int acceptedCount;
        private List<Address> later = List.of();
        private List<Address> invalid = List.of();
        private MessagingException chain; // null: empty
        private Reply shownReply; // null: none yet
        private Delivery.Reply shown; // of that reply

        Classification(
                MimeMessage message,
                SmtpConnection used,
                TransactionResult result,
                MessageEnvelope envelope,
                SendSettings.Report settings) {
            this.message = message;
            this.used = used;
            this.result = result;
            this.envelope = envelope;
            this.settings = settings;
            int count = envelope.recipients().size();
            this.recipients = new Delivery.Recipient[count];
            this.accepted = new Address[count];
            int valid = 0;
            for (int i = 0; i < count; i++) {
                MessageEnvelope.Recipient recipient = envelope.recipients().get(i);
                if (recipient.isValid()) {
                    RecipientResult own = result.recipients().get(valid++);
                    recipients[i] = recipient(recipient.address(), own);
                    add(recipient.address(), own);
                } else {
                    invalid = with(invalid, recipient.address());
                    link(recipient.failure());
                    recipients[i] = new Delivery.Recipient(recipient.address(), Outcome.REFUSED, Optional.empty());
                }
            }
        }

        DeliveryReport report() {
            TransactionResult.Outcome outcome = result.outcome();
            if (outcome instanceof Accepted accept) {
                return accepted(accept.reply(), delivery(accept.reply(), problem(accept.later())));
            } else if (outcome instanceof Rejected rejected) {
                return rejected(rejected.command(), rejected.reply(), delivery(rejected.reply(), problem(null)));
            } else if (outcome instanceof Broken broken) {
                return broken(broken.failure(), delivery(null, problem(broken.failure())));
            }
            Delivery delivery = delivery(null, problem(null));
            SendFailedException failure = new NotSentException(
                    messages(delivery).ofRejectedRecipients(headline()), chain, unsent(), array(invalid));
            return notDelivered(failure, array(invalid), delivery);
        }

        private Delivery delivery(Reply last, String problem) {
            return new Delivery(
                    List.of(recipients),
                    last == null ? Optional.empty() : Optional.of(shown(last)),
                    Optional.ofNullable(problem),
                    last != null && last.isPositive() ? QueueId.in(last) : Optional.empty(),
                    used.serverName(),
                    used.tls(),
                    result.octets(),
                    durations(result.timing()));
        }

        /** Most recipients have the same reply, the one to the content. */
        private Delivery.Reply shown(Reply reply) {
            if (reply != shownReply) {
                shown = published(reply);
                shownReply = reply;
            }
            return shown;
        }

        private void add(InternetAddress address, RecipientResult recipient) {
            Reply reply = recipient.reply();
            if (recipient.isUncertain()) {
                link(new MessagingException(address + " may have received the message: no reply was received"));
            }
            if (reply == null) {
                later = with(later, address);
                return;
            }
            if (recipient.isAccepted()) {
                accepted[acceptedCount++] = address;
                if (settings.successes()) {
                    String command = recipient.command().toString();
                    link(new SMTPAddressSucceededException(address, command, reply.code(), reply.raw()));
                }
                return;
            }
            if (isInvalidAddress(reply)) {
                invalid = with(invalid, address);
            } else {
                later = with(later, address);
            }
            String command = recipient.command().toString();
            link(RejectedAddressException.of(address, command, reply));
        }

        private Delivery.Recipient recipient(InternetAddress address, RecipientResult recipient) {
            TransactionResult.Outcome outcome = result.outcome();
            Reply reply = recipient.reply();
            boolean endOfContent = recipient.command().endsContent();
            if (reply != null && endOfContent) {
                return decided(address, reply, reply.isPermanent());
            } else if (reply != null && !recipient.isAccepted()) {
                return decided(address, reply, isInvalidAddress(reply));
            } else if (recipient.isUncertain()) {
                return new Delivery.Recipient(address, Outcome.UNKNOWN, Optional.empty());
            } else if (outcome instanceof Accepted accept && recipient.isAccepted()) {
                return decided(address, accept.reply(), false);
            } else if (outcome instanceof Rejected rejected) {
                return decided(address, rejected.reply(), rejected.reply().isPermanent());
            }
            boolean unknown =
                    outcome instanceof Broken broken && broken.failure().phase().mayBeDelivered();
            return new Delivery.Recipient(address, unknown ? Outcome.UNKNOWN : Outcome.NOT_SENT, Optional.empty());
        }

        private Delivery.Recipient decided(InternetAddress address, Reply reply, boolean permanent) {
            Outcome rejected = permanent ? Outcome.REFUSED : Outcome.REFUSED_FOR_NOW;
            Outcome outcome = reply.isPositive() ? Outcome.ACCEPTED : rejected;
            return new Delivery.Recipient(address, outcome, Optional.of(shown(reply)));
        }

        /** Whether a reply to RCPT is about the address; a 552 is temporary, as a 452 (RFC 5321 s4.5.3.1.10). */
        private static boolean isInvalidAddress(Reply reply) {
            return reply.isPermanent() && reply.code() != 552;
        }

        /** @return null where everything was decided by a reply */
        private String problem(Exception failure) {
            String problem = failure == null ? null : failure.getMessage();
            for (int i = 0; i < envelope.recipients().size(); i++) {
                MessageEnvelope.Recipient recipient = envelope.recipients().get(i);
                if (!recipient.isValid()) {
                    problem = problem == null
                            ? recipient.rejectionReason()
                            : problem + "; " + recipient.rejectionReason();
                }
            }
            return problem;
        }

        /** Postfix, for one, rejects a sender in the replies to RCPT; then no recipient is at fault. */
        private String headline() {
            Reply first = null;
            int invalidHere = envelope.recipients().size() - result.recipients().size();
            int rejected = 0;
            boolean onlySender = invalidHere == 0;
            for (RecipientResult recipient : result.recipients()) {
                Reply reply = recipient.reply();
                if (reply != null && !recipient.isAccepted()) {
                    rejected++;
                    onlySender = onlySender && isAboutSender(reply);
                    first = first == null ? reply : first;
                }
            }
            if (first != null && onlySender) {
                return "Invalid sender " + envelope.envelope().sender() + ": "
                        + first.raw().strip();
            }
            int all = envelope.recipients().size();
            return "Invalid Addresses: " + used.link().server() + " rejected "
                    + (all == 1 ? "the recipient" : rejected + " of " + all + " recipients")
                    + (invalidHere == 0 ? "" : ", and " + invalidHere + " cannot be sent to it");
        }

        /** RFC 3463 s3.2; or the wording of Postfix, with any code. */
        private static boolean isAboutSender(Reply reply) {
            return reply.hasStatus(1, 7)
                    || reply.hasStatus(1, 8)
                    || reply.raw().toLowerCase(Locale.ROOT).contains("sender address rejected");
        }

        private DeliveryReport accepted(Reply reply, Delivery delivery) {
            boolean byAll = acceptedCount == accepted.length;
            if (byAll && !settings.successes()) {
                Addresses all = new Addresses(accepted, null, null);
                return new DeliveryReport(TransportEvent.MESSAGE_DELIVERED, all, null, delivery);
            }
            boolean complete = byAll && settings.compatibility() == Compatibility.NONE;
            Addresses all = new Addresses(Arrays.copyOf(accepted, acceptedCount), array(later), array(invalid));
            String message = byAll ? reply.raw() : messages(delivery).ofPartialDelivery();
            return new DeliveryReport(
                    complete ? TransportEvent.MESSAGE_DELIVERED : TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                    all,
                    new DeliveryException(
                            ".", reply.code(), message, chain, all.sent, all.unsent, all.invalid, delivery),
                    delivery);
        }

        private DeliveryReport rejected(Command command, Reply reply, Delivery delivery) {
            if (command instanceof Command.Mail && isSenderFailure(reply.code())) {
                InternetAddress sender = new InternetAddress();
                sender.setAddress(envelope.envelope().sender().mailbox());
                link(new SMTPSenderFailedException(sender, command.toString(), reply.code(), reply.raw()));
            }
            Addresses all = new Addresses(null, unsent(), invalid.isEmpty() ? null : array(invalid));
            DeliveryException failure = new DeliveryException(
                    command.toString(),
                    reply.code(),
                    messages(delivery).ofRejection(command, reply, message),
                    chain,
                    null,
                    all.unsent,
                    all.invalid,
                    delivery);
            return notDelivered(failure, all.invalid, delivery);
        }

        /** The replies to MAIL that Angus Mail treats as replies about the sender. */
        private static boolean isSenderFailure(int code) {
            return code == 501 || code == 503 || code == 550 || code == 551 || code == 553;
        }

        /** Whether the connection was lost before the server replied to MAIL: nothing is wrong with the message. */
        private static boolean isLostWithoutReply(ConnectionBrokenException failure) {
            boolean closed = failure.getCause() instanceof ServerClosedException end
                    && end.unterminated().isEmpty();
            boolean lost = closed || failure.getCause() instanceof SocketException;
            return lost && (failure.phase() == SmtpPhase.MAIL || failure.phase() == SmtpPhase.RSET);
        }

        private DeliveryReport broken(ConnectionBrokenException failure, Delivery delivery) {
            Address[] bad = invalid.isEmpty() ? null : array(invalid);
            Exception cause = (Exception) failure.getCause();
            String text = messages(delivery).ofFailure(failure, message);
            if (isLostWithoutReply(failure)) {
                return notDelivered(BriefException.of(text, cause), bad, delivery);
            }
            if (chain != null) {
                chain.setNextException(cause);
            }
            Exception next = chain != null ? chain : cause;
            MessagingException exception = failure.phase().mayBeDelivered()
                    ? new DeliveryException(".", -1, text, next, null, unsent(), bad, delivery)
                    : new NotSentException(text, next, unsent(), bad);
            return notDelivered(exception, bad, delivery);
        }

        private FailureMessages messages(Delivery delivery) {
            return new FailureMessages(used, envelope, result, delivery);
        }

        private DeliveryReport notDelivered(MessagingException exception, Address[] bad, Delivery delivery) {
            return new DeliveryReport(
                    TransportEvent.MESSAGE_NOT_DELIVERED, new Addresses(null, unsent(), bad), exception, delivery);
        }

        private Address[] unsent() {
            List<Address> unsent = new ArrayList<>(Arrays.asList(accepted).subList(0, acceptedCount));
            unsent.addAll(later);
            return array(unsent);
        }

        private void link(MessagingException next) {
            if (chain == null) {
                chain = next;
            } else {
                chain.setNextException(next);
            }
        }

        private static Address[] array(List<Address> addresses) {
            return addresses.toArray(new Address[0]);
        }

        /** Most lists remain empty. */
        private static List<Address> with(List<Address> addresses, Address another) {
            List<Address> more = addresses.isEmpty() ? new ArrayList<>() : addresses;
            more.add(another);
            return more;
        }
    }
}
