package dev.parley.smtp.send;

import dev.parley.settings.MailProperties;
import dev.parley.smtp.DeliveryListener;
import dev.parley.smtp.connection.Progress;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Notifies the transport, then the application's listener, of the outcome of a message. */
public final class DeliveryNotifier {
    private final BiConsumer<Message, DeliveryReport> transport;
    private final Optional<DeliveryListener> listener;
    private final ListenerFailures failures;

    private DeliveryNotifier(
            BiConsumer<Message, DeliveryReport> transport,
            Optional<DeliveryListener> listener,
            ListenerFailures failures) {
        this.transport = transport;
        this.listener = listener;
        this.failures = failures;
    }

    /**
     * {@code mail.<protocol>.delivery.listener} (DeliveryListener object; none): told of every message, see
     * {@link DeliveryListener}
     *
     * @param failures gets what the listener throws
     * @throws MessagingException naming the property that holds something else
     */
    public static DeliveryNotifier of(
            MailProperties properties, BiConsumer<Message, DeliveryReport> transport, ListenerFailures failures)
            throws MessagingException {
        try {
            return new DeliveryNotifier(
                    transport, properties.object("delivery.listener", DeliveryListener.class), failures);
        } catch (IllegalArgumentException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    /** To be told while it is on its way, where somebody listens. */
    public Optional<Progress> progress(Message message) {
        return listener.map(told -> (octets, expected) -> {
            try {
                told.onProgress(message, octets, expected);
            } catch (Throwable e) {
                failures.add(
                        "onProgress of the delivery listener " + told.getClass().getName(), e);
            }
        });
    }

    /** The outcome is known. */
    public void notify(Message message, DeliveryReport report) {
        transport.accept(message, report);
        listener.ifPresent(told -> {
            try {
                told.onDelivery(message, report.delivery());
            } catch (Throwable e) {
                failures.add(
                        "onDelivery of the delivery listener " + told.getClass().getName(), e);
            }
        });
    }
}
