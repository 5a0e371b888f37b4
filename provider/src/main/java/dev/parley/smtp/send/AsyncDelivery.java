package dev.parley.smtp.send;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.DeliveryException;
import dev.parley.smtp.async.AsyncSend;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.function.Supplier;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;

/** The send of one message over a connected transport, as a part of its queue. */
public final class AsyncDelivery implements AsyncSend.Work<Delivery> {
    private final Sender sender;
    private final Message message;
    private final Address[] addresses; // null as the application gave it

    /**
     * A transport.
     *
     * @param last returns the transport's last delivery; null: none
     */
    public record Sender(Transport transport, TransportConnection connection, Supplier<Delivery> last) {}

    private AsyncDelivery(Sender sender, Message message, Address[] addresses) {
        this.sender = sender;
        this.message = message;
        this.addresses = addresses == null ? null : addresses.clone();
    }

    /** By its interface, as the other: the verifier then loads these classes only for an asynchronous send. */
    public static AsyncSend.Work<Delivery> connected(Sender sender, Message message, Address[] addresses) {
        return new AsyncDelivery(sender, message, addresses);
    }

    /** A send as {@link Transport#send} does it: saves the message, connects the transport, sends, and closes it. */
    public static AsyncSend.Work<Delivery> whole(Sender sender, Message message, Address[] addresses) {
        return new Whole(new AsyncDelivery(sender, message, addresses));
    }

    /** The reason why a message was not sent that waited until the transport was closed. */
    public static IllegalStateException closed() {
        return new IllegalStateException(
                "not sent: the transport was closed while the message waited; close it after the"
                        + " stages of its messages are complete");
    }

    @Override
    public Delivery send() throws MessagingException {
        if (!sender.connection.isOpen()) {
            throw new IllegalStateException(
                    "not sent: the transport is not connected; it was never connected, was closed, or the connection ended"
                            + " with a message before. Connect it and send the message again");
        }
        Delivery before = sender.last.get();
        try {
            sender.transport.sendMessage(message, addresses);
            return sender.last.get();
        } catch (MessagingException e) {
            Delivery delivery = sender.last.get();
            throw delivery == null || delivery == before ? e : withDelivery(e, delivery);
        }
    }

    /** Angus Mail has other types for a message that was rejected for all recipients, or could not be sent. */
    private static DeliveryException withDelivery(MessagingException thrown, Delivery delivery) {
        if (thrown instanceof DeliveryException same) {
            return same;
        }
        Exception next = thrown;
        Address[] unsent = null;
        Address[] invalid = null;
        if (thrown instanceof SendFailedException failed) {
            next = failed.getNextException();
            unsent = failed.getValidUnsentAddresses();
            invalid = failed.getInvalidAddresses();
        }
        SMTPAddressFailedException rejected = next instanceof SMTPAddressFailedException first ? first : null;
        DeliveryException failure = new DeliveryException(
                rejected == null ? "" : rejected.getCommand(),
                rejected == null ? -1 : rejected.getReturnCode(),
                thrown.getMessage(),
                next,
                null,
                unsent,
                invalid,
                delivery);
        failure.setStackTrace(thrown.getStackTrace());
        if (next != thrown) {
            for (Throwable suppressed : thrown.getSuppressed()) {
                failure.addSuppressed(suppressed);
            }
        }
        return failure;
    }

    /** The transport is the application's. */
    @Override
    public void close() {
        // Nothing to release.
    }

    @Override
    public void abort() {
        sender.connection.abort();
    }

    /** A send with a transport of its own. */
    private record Whole(AsyncDelivery delivery) implements AsyncSend.Work<Delivery> {
        @Override
        public Delivery send() throws MessagingException {
            delivery.message.saveChanges();
            delivery.sender.transport.connect();
            return delivery.send();
        }

        @Override
        public void close() throws MessagingException {
            delivery.sender.transport.close();
        }

        @Override
        public void abort() {
            delivery.sender.connection.abortAlways();
        }
    }

    /**
     * The Session's transport for the type of the first address.
     *
     * @throws SendFailedException when there are no addresses
     * @throws NoSuchProviderException when it is another type of transport
     */
    public static <T extends Transport> T transport(Session session, Address[] addresses, Class<T> type)
            throws MessagingException {
        if (addresses == null || addresses.length == 0) {
            throw new SendFailedException("No recipient addresses");
        }
        Transport transport = session.getTransport(addresses[0]);
        if (!type.isInstance(transport)) {
            throw new NoSuchProviderException(
                    "not sent: the Session's transport for addresses of the type " + addresses[0].getType() + " is "
                            + transport.getClass().getName() + ", which cannot send asynchronously: call"
                            + " Parley.install(session), or see docs/registration.md");
        }
        return type.cast(transport);
    }
}
