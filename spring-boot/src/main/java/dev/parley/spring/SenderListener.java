package dev.parley.spring;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.DeliveryListener;
import dev.parley.smtp.Rejection;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The delivery listener of a sender: stores and logs failures, then notifies the listener that the application set. What
 * this one throws is the application's, and Parley logs it.
 *
 * <p>Senders with the same Properties object have one listener, which does not know which of them failed: it stores the
 * failure for each. A sender with a copy of the properties would lose its Session, which may have an Authenticator.
 */
final class SenderListener implements DeliveryListener {
    private static final ThreadLocal<Boolean> CHECKING = new ThreadLocal<>();
    private static final DeliveryListener NONE = (message, delivery) -> {};

    private final Sender first;
    private final Map<String, Sender> senders = new ConcurrentHashMap<>(); // by name
    private final FailureLog log; // null: failures are not logged
    private final DeliveryListener application;

    /** @param application null where the application has none */
    SenderListener(Sender first, FailureLog log, DeliveryListener application) {
        this.first = first;
        this.log = log;
        this.application = application == null ? NONE : application;
        add(first);
    }

    /** Adds a sender with the same properties. It replaces an earlier instance of the same bean. */
    void add(Sender sender) {
        senders.put(sender.name(), sender);
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
        for (Sender sender : senders.values()) {
            sender.state().sent(delivery);
        }
        application.onDelivery(message, delivery);
    }

    @Override
    public void onDeliveryFailure(Message message, Delivery delivery, MessagingException failure) {
        try {
            store(rejection(delivery), failure);
            if (log != null) {
                log.ofMessage(first, message, delivery, failure);
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
                connectFailed(failure);
            }
        } finally {
            application.onConnectFailure(failure);
        }
    }

    private void connectFailed(MessagingException failure) {
        Optional<Delivery.Reply> reply =
                failure instanceof Rejection rejection ? rejection.getReply() : Optional.empty();
        store(reply, failure);
        if (log != null) {
            log.ofConnect(first, failure);
        }
    }

    private void store(Optional<Delivery.Reply> reply, MessagingException failure) {
        FailureText text = FailureText.of(failure).published(first, senders.values());
        for (Sender sender : senders.values()) {
            sender.state().failed(reply, text);
        }
    }

    @Override
    public void onProgress(Message message, long octets, OptionalLong expected) {
        application.onProgress(message, octets, expected);
    }
}
