package dev.parley.smtp;

import jakarta.mail.Message;

/**
 * Told of every message that a transport of the Session sends, or tries to: the object in the Session's property
 * {@code mail.<protocol>.delivery.listener}.
 *
 * <p>It is called on the sending thread, before {@code sendMessage} returns or throws. What it throws is passed over:
 * what became of the message stands.
 */
@FunctionalInterface
public interface DeliveryListener {
    /** The message was delivered, or was not: the delivery says for whom, and why. */
    void onDelivery(Message message, Delivery delivery);
}
