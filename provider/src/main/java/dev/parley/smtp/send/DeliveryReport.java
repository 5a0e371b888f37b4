package dev.parley.smtp.send;

import dev.parley.settings.Compatibility;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.DeliveryException;
import dev.parley.smtp.connection.ConnectionBrokenException;
import dev.parley.smtp.connection.TransactionResult;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPAddressSucceededException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * A delivery in the words of Jakarta Mail: the event, its three arrays, and the exception with its chain, as Angus Mail
 * forms them.
 *
 * @param event a type of {@link TransportEvent}
 * @param sent validSent, null where there is no such list
 * @param unsent validUnsent, null where there is no such list
 * @param invalid null where there is no such list
 */
public record DeliveryReport(
        int event,
        Address[] sent,
        Address[] unsent,
        Address[] invalid,
        Optional<MessagingException> exception,
        Delivery delivery) {

    /** Replies to MAIL that are about the sender. */
    private static final Set<Integer> SENDER_FAILED = Set.of(501, 503, 550, 551, 553);

    /** RFC 5321 s4.5.3.1.10: a 552 to RCPT counts as 452, the address is not at fault. */
    private static final int QUOTA = 552;

    static DeliveryReport of(
            TransactionResult result, Delivery delivery, Addressing addressing, SendSettings settings) {
        return new Words(result, delivery, addressing, settings).report();
    }

    /** Whether a reply to RCPT says that the address is at fault. */
    static boolean isInvalid(Reply reply) {
        return reply.isPermanent() && reply.code() != QUOTA;
    }

    /** Whether a reply to RCPT is about the sender: RFC 3463 s3.2, or the words of Postfix, whatever its code. */
    private static boolean isAboutSender(Reply reply) {
        boolean status =
                reply.status().filter(code -> code.is(1, 7) || code.is(1, 8)).isPresent();
        return status || reply.raw().toLowerCase(Locale.ROOT).contains("sender address rejected");
    }

    /** The envelope could not even be said. */
    static DeliveryReport unsaid(MessagingException failure, Delivery delivery, InternetAddress[] to) {
        Address[] unsent = failure instanceof SendFailedException refused ? refused.getValidUnsentAddresses() : to;
        return notDelivered(unsent, invalid(failure), failure, delivery);
    }

    /** The addresses that are at fault, null where a failure is about something else. */
    static Address[] invalid(MessagingException failure) {
        return failure instanceof SendFailedException refused ? refused.getInvalidAddresses() : null;
    }

    /** The content failed. */
    static DeliveryReport notRendered(MessagingException failure, Delivery delivery, InternetAddress[] to) {
        return notDelivered(to, null, failure, delivery);
    }

    public void throwFailure() throws MessagingException {
        if (exception.isPresent()) {
            throw exception.get();
        }
    }

    private static DeliveryReport notDelivered(
            Address[] unsent, Address[] invalid, MessagingException failure, Delivery delivery) {
        return new DeliveryReport(
                TransportEvent.MESSAGE_NOT_DELIVERED, null, unsent, invalid, Optional.of(failure), delivery);
    }

    private static final class Words {
        private final TransactionResult result;
        private final Delivery delivery;
        private final Addressing addressing;
        private final SendSettings settings;
        private final List<Address> accepted = new ArrayList<>();
        private final List<Address> later = new ArrayList<>();
        private final List<Address> invalid = new ArrayList<>();
        private MessagingException chain;

        Words(TransactionResult result, Delivery delivery, Addressing addressing, SendSettings settings) {
            this.result = result;
            this.delivery = delivery;
            this.addressing = addressing;
            this.settings = settings;
            Iterator<TransactionResult.RecipientResult> decisions =
                    result.recipients().iterator();
            for (Addressee one : addressing.to()) {
                if (one.isSayable()) {
                    sort(one.address(), decisions.next());
                } else {
                    invalid.add(one.address());
                    link(one.failure());
                }
            }
        }

        DeliveryReport report() {
            TransactionResult.Outcome outcome = result.outcome();
            if (outcome instanceof TransactionResult.Accepted taken) {
                return taken(taken.reply());
            } else if (outcome instanceof TransactionResult.Refused refused) {
                return refused(refused.command(), refused.reply());
            } else if (outcome instanceof TransactionResult.Broken broken) {
                return broken(broken.failure());
            }
            return notDelivered(
                    new SendFailedException(invalidAddresses(), chain, null, unsent(), array(invalid)), array(invalid));
        }

        /** Postfix, for one, rejects a sender in the replies to RCPT; then no recipient is at fault. */
        private String invalidAddresses() {
            Reply first = null;
            for (TransactionResult.RecipientResult decision : result.recipients()) {
                if (decision.reply().isPresent() && !decision.isAccepted()) {
                    if (!isAboutSender(decision.reply().get())) {
                        return "Invalid Addresses";
                    }
                    first = first == null ? decision.reply().get() : first;
                }
            }
            boolean others = addressing.to().stream().anyMatch(one -> !one.isSayable());
            return first == null || others
                    ? "Invalid Addresses"
                    : "Invalid sender " + addressing.envelope().sender() + ": "
                            + first.raw().strip();
        }

        private void sort(InternetAddress address, TransactionResult.RecipientResult decision) {
            if (decision.isUncertain()) {
                link(new MessagingException(address + " may have got the message: the server's reply never came"));
            }
            if (decision.reply().isEmpty()) {
                later.add(address);
                return;
            }
            Reply reply = decision.reply().get();
            String command = decision.command().toString();
            if (decision.isAccepted()) {
                accepted.add(address);
                if (settings.reportSuccess()) {
                    link(new SMTPAddressSucceededException(address, command, reply.code(), reply.raw()));
                }
                return;
            }
            (isInvalid(reply) ? invalid : later).add(address);
            link(new SMTPAddressFailedException(address, command, reply.code(), reply.raw()));
        }

        private DeliveryReport taken(Reply reply) {
            boolean everybody = accepted.size() == addressing.to().size();
            if (everybody && !settings.reportSuccess()) {
                return new DeliveryReport(
                        TransportEvent.MESSAGE_DELIVERED, array(accepted), null, null, Optional.empty(), delivery);
            }
            boolean complete = everybody && settings.compatibility() == Compatibility.NONE;
            Address[] sent = array(accepted);
            Address[] unsent = array(later);
            Address[] bad = array(invalid);
            return new DeliveryReport(
                    complete ? TransportEvent.MESSAGE_DELIVERED : TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                    sent,
                    unsent,
                    bad,
                    Optional.of(failure(".", reply, sent, unsent, bad)),
                    delivery);
        }

        private DeliveryReport refused(Command command, Reply reply) {
            if (command instanceof Command.Mail && SENDER_FAILED.contains(reply.code())) {
                InternetAddress sender = new InternetAddress();
                sender.setAddress(addressing.envelope().sender().mailbox());
                link(new SMTPSenderFailedException(sender, command.toString(), reply.code(), reply.raw()));
            }
            Address[] bad = invalid.isEmpty() ? null : array(invalid);
            return notDelivered(failure(command.toString(), reply, null, unsent(), bad), bad);
        }

        private DeliveryReport broken(ConnectionBrokenException failure) {
            Address[] bad = invalid.isEmpty() ? null : array(invalid);
            Exception cause = (Exception) failure.getCause();
            if (failure.lostBeforeMail()) {
                return notDelivered(new MessagingException(failure.getMessage(), cause), bad);
            }
            if (chain != null) {
                chain.setNextException(cause);
            }
            Exception next = chain != null ? chain : cause;
            return notDelivered(
                    failure.mayBeDelivered()
                            ? new DeliveryException(".", -1, failure.getMessage(), next, null, unsent(), bad, delivery)
                            : new SendFailedException(failure.getMessage(), next, null, unsent(), bad),
                    bad);
        }

        private DeliveryException failure(
                String command, Reply reply, Address[] sent, Address[] unsent, Address[] bad) {
            return new DeliveryException(command, reply.code(), reply.raw(), chain, sent, unsent, bad, delivery);
        }

        private DeliveryReport notDelivered(MessagingException exception, Address[] bad) {
            return DeliveryReport.notDelivered(unsent(), bad, exception, delivery);
        }

        private Address[] unsent() {
            List<Address> unsent = new ArrayList<>(accepted);
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
            return addresses.toArray(Address[]::new);
        }
    }
}
