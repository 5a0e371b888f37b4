package dev.parley.smtp;

import jakarta.mail.Message;
import java.util.OptionalLong;

/**
 * Is notified of every message that a transport of the Session sends or fails to send: an object in the Session's property
 * {@code mail.<protocol>.delivery.listener}.
 *
 * <p>It is called by the sending thread, before {@code sendMessage} returns or throws. What it throws is logged with the
 * {@code System.Logger} {@code dev.parley} and does not change the result. Only a VirtualMachineError is also rethrown,
 * when the message was not accepted.
 */
@FunctionalInterface
public interface DeliveryListener {
    /** A message was sent, or could not be sent; {@code delivery} has the result for each recipient. */
    void onDelivery(Message message, Delivery delivery);

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
