package dev.parley.smtp;

import jakarta.mail.Message;
import java.util.OptionalLong;

/**
 * Told of every message that a transport of the Session sends, or tries to: the object in the Session's property
 * {@code mail.<protocol>.delivery.listener}.
 *
 * <p>It is called on the sending thread, before {@code sendMessage} returns or throws. Whatever it throws goes to the
 * {@code System.Logger} {@code dev.parley} and does not change the result. Only a VirtualMachineError is also thrown
 * again, and only when the message was not accepted.
 */
@FunctionalInterface
public interface DeliveryListener {
    /** The message was delivered, or was not: the delivery says for whom, and why. */
    void onDelivery(Message message, Delivery delivery);

    /**
     * The message is on its way: told at most ten times a second, and when all of it has left. Where it leaves more than
     * once, because a server takes only so many recipients at a time, it is told of each time.
     *
     * @param octets that have left or wait in this side's buffers, as RFC 1870 s5 counts them
     * @param expected how many it will be; of a message above 256 KiB at least so many, where that is known without
     *     rendering it
     */
    default void onProgress(Message message, long octets, OptionalLong expected) {}
}
