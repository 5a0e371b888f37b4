package dev.parley.smtp;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.util.OptionalLong;

/**
 * Is notified of every message that a transport of the Session sends or fails to send, and of every connect that fails: an
 * object in the Session's property {@code mail.<protocol>.delivery.listener}.
 *
 * <p>It is called by the sending thread, before {@code sendMessage} or {@code connect} returns or throws. What it throws is logged with the
 * {@code System.Logger} {@code dev.parley} and does not change the result. Only a VirtualMachineError is also rethrown,
 * when the message was not accepted.
 */
@FunctionalInterface
public interface DeliveryListener {
    /** A message was sent, or could not be sent; {@code delivery} has the result for each recipient. */
    void onDelivery(Message message, Delivery delivery);

    /**
     * A message could not be sent, or not to all recipients. Called after {@link #onDelivery}.
     *
     * @param failure what {@code sendMessage} throws; its message has the meaning, the fix and whether a retry is safe.
     *     {@code sendAll} does not throw it
     */
    default void onDeliveryFailure(Message message, Delivery delivery, MessagingException failure) {}

    /**
     * A connect failed: the messages that it was for are not sent. There is no {@link Delivery} of them.
     *
     * @param failure what {@code connect} throws; its message has the meaning and the fix
     */
    default void onConnectFailure(MessagingException failure) {}

    /**
     * A part of a message was sent. Called at most ten times a second, and when the whole message has been sent. A message
     * that is sent in several transactions, because the server limits the recipients of one, is reported each time.
     *
     * @param octets that have been sent or are in the client's buffers, as RFC 1870 s5 counts them
     * @param expected the octets of the whole message; of a message above 256 KiB a lower bound, where one is known without
     *     rendering it
     */
    default void onProgress(Message message, long octets, OptionalLong expected) {}
}
