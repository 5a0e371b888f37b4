package dev.parley.spring;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.DeliveryListener;
import dev.parley.smtp.Rejection;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The delivery listener of a sender: stores and logs failures, then notifies the listener that the application set. What
 * this one throws is the application's, and Parley logs it.
 */
final class SenderListener implements DeliveryListener {
    private static final ThreadLocal<Boolean> CHECKING = new ThreadLocal<>();
    private static final DeliveryListener NONE = (message, delivery) -> {};

    private final Sender sender;
    private final FailureLog log; // null: failures are not logged
    private final DeliveryListener application;

    /** @param application null where the application has none */
    SenderListener(Sender sender, FailureLog log, DeliveryListener application) {
        this.sender = sender;
        this.log = log;
        this.application = application == null ? NONE : application;
    }

    /** Runs a health check, which reports a failed connect itself: it is neither logged nor stored. */
    static <T> T checking(Supplier<T> check) {
        CHECKING.set(true);
        try {
            return check.get();
        } finally {
            CHECKING.remove();
        }
    }

    @Override
    public void onDelivery(Message message, Delivery delivery) {
        sender.state().sent(delivery);
        application.onDelivery(message, delivery);
    }

    @Override
    public void onDeliveryFailure(Message message, Delivery delivery, MessagingException failure) {
        try {
            sender.state().failed(rejection(delivery), FailureText.of(failure).published(sender));
            if (log != null) {
                log.ofMessage(sender, message, delivery, failure);
            }
        } finally {
            application.onDeliveryFailure(message, delivery, failure);
        }
    }

    /** The first reply that rejected a recipient or the message. */
    private static Optional<Delivery.Reply> rejection(Delivery delivery) {
        return delivery.recipients().stream()
                .filter(recipient -> recipient.outcome() != Delivery.Outcome.ACCEPTED)
                .flatMap(recipient -> recipient.reply().stream())
                .findFirst()
                .or(delivery::reply);
    }

    @Override
    public void onConnectFailure(MessagingException failure) {
        try {
            if (CHECKING.get() == null) {
                store(failure);
            }
        } finally {
            application.onConnectFailure(failure);
        }
    }

    private void store(MessagingException failure) {
        Optional<Delivery.Reply> reply =
                failure instanceof Rejection rejection ? rejection.getReply() : Optional.empty();
        sender.state().failed(reply, FailureText.of(failure).published(sender));
        if (log != null) {
            log.ofConnect(sender, failure);
        }
    }

    @Override
    public void onProgress(Message message, long octets, OptionalLong expected) {
        application.onProgress(message, octets, expected);
    }
}
