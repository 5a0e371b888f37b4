package dev.parley.smtp;

import dev.parley.smtp.dialog.BrokenDialogException;
import dev.parley.smtp.dialog.Delivery;
import dev.parley.smtp.dialog.Envelope;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPAddressSucceededException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
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
record DeliveryReport(
        int event, Address[] sent, Address[] unsent, Address[] invalid, Optional<MessagingException> exception) {

    /** Replies to MAIL that are about the sender. */
    private static final Set<Integer> SENDER_FAILED = Set.of(501, 503, 550, 551, 553);

    /** RFC 5321 s4.5.3.1.10: a 552 to RCPT counts as 452, the address is not at fault. */
    private static final int QUOTA = 552;

    static DeliveryReport of(Delivery delivery, Envelope envelope, InternetAddress[] to, boolean reportSuccess) {
        return new Words(delivery, envelope, to, reportSuccess).report();
    }

    /** The envelope could not even be said. */
    static DeliveryReport unsaid(MessagingException failure, InternetAddress[] to) {
        boolean arrays = failure instanceof SendFailedException;
        return new DeliveryReport(
                TransportEvent.MESSAGE_NOT_DELIVERED,
                null,
                arrays ? ((SendFailedException) failure).getValidUnsentAddresses() : to,
                arrays ? ((SendFailedException) failure).getInvalidAddresses() : null,
                Optional.of(failure));
    }

    private static final class Words {
        private final Delivery delivery;
        private final Envelope envelope;
        private final InternetAddress[] to;
        private final boolean reportSuccess;
        private final List<Address> accepted = new ArrayList<>();
        private final List<Address> later = new ArrayList<>();
        private final List<Address> invalid = new ArrayList<>();
        private MessagingException chain;

        Words(Delivery delivery, Envelope envelope, InternetAddress[] to, boolean reportSuccess) {
            this.delivery = delivery;
            this.envelope = envelope;
            this.to = to;
            this.reportSuccess = reportSuccess;
            for (int i = 0; i < to.length; i++) {
                sort(to[i], delivery.recipients().get(i));
            }
        }

        DeliveryReport report() {
            Delivery.Outcome outcome = delivery.outcome();
            if (outcome instanceof Delivery.Accepted taken) {
                return taken(taken.reply());
            } else if (outcome instanceof Delivery.Refused refused) {
                return refused(refused.command(), refused.reply());
            } else if (outcome instanceof Delivery.Broken broken) {
                return broken(broken.failure());
            }
            return notDelivered(
                    new SendFailedException("Invalid Addresses", chain, null, unsent(), array(invalid)),
                    array(invalid));
        }

        private void sort(InternetAddress address, Delivery.Fate fate) {
            if (fate.isUncertain()) {
                link(new MessagingException(address + " may have got the message: the server's reply never came"));
            }
            if (fate.reply().isEmpty()) {
                later.add(address);
                return;
            }
            Reply reply = fate.reply().get();
            String command = fate.command().toString();
            if (fate.isAccepted()) {
                accepted.add(address);
                if (reportSuccess) {
                    link(new SMTPAddressSucceededException(address, command, reply.code(), reply.raw()));
                }
                return;
            }
            (reply.isPermanent() && reply.code() != QUOTA ? invalid : later).add(address);
            link(new SMTPAddressFailedException(address, command, reply.code(), reply.raw()));
        }

        private DeliveryReport taken(Reply reply) {
            if (accepted.size() == to.length && !reportSuccess) {
                return new DeliveryReport(TransportEvent.MESSAGE_DELIVERED, to, null, null, Optional.empty());
            }
            Address[] sent = array(accepted);
            Address[] unsent = array(later);
            Address[] bad = array(invalid);
            return new DeliveryReport(
                    TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                    sent,
                    unsent,
                    bad,
                    Optional.of(new SMTPSendFailedException(".", reply.code(), reply.raw(), chain, sent, unsent, bad)));
        }

        private DeliveryReport refused(Command command, Reply reply) {
            if (command instanceof Command.Mail && SENDER_FAILED.contains(reply.code())) {
                InternetAddress sender = new InternetAddress();
                sender.setAddress(envelope.sender().mailbox());
                link(new SMTPSenderFailedException(sender, command.toString(), reply.code(), reply.raw()));
            }
            Address[] bad = invalid.isEmpty() ? null : array(invalid);
            return notDelivered(
                    new SMTPSendFailedException(
                            command.toString(), reply.code(), reply.raw(), chain, null, unsent(), bad),
                    bad);
        }

        private DeliveryReport broken(BrokenDialogException failure) {
            Address[] bad = invalid.isEmpty() ? null : array(invalid);
            Exception cause = (Exception) failure.getCause();
            if (chain != null) {
                chain.setNextException(cause);
            }
            Exception next = chain != null ? chain : cause;
            return notDelivered(
                    failure.mayBeDelivered()
                            ? new SMTPSendFailedException(".", -1, failure.getMessage(), next, null, unsent(), bad)
                            : new SendFailedException(failure.getMessage(), next, null, unsent(), bad),
                    bad);
        }

        private DeliveryReport notDelivered(MessagingException exception, Address[] bad) {
            return new DeliveryReport(
                    TransportEvent.MESSAGE_NOT_DELIVERED, null, unsent(), bad, Optional.of(exception));
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
