package dev.parley.smtp.send;

import dev.parley.settings.MailProperties;
import dev.parley.smtp.DeliveryListener;
import dev.parley.smtp.transaction.Content;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.util.OptionalLong;

/** Notifies the application's {@link DeliveryListener}, where it has one. Never throws what the listener throws. */
public final class DeliveryNotifier {
    private static final DeliveryNotifier NONE = new DeliveryNotifier(null, null);

    private final DeliveryListener listener; // null: none
    private final ListenerFailures failures;

    private DeliveryNotifier(DeliveryListener listener, ListenerFailures failures) {
        this.listener = listener;
        this.failures = failures;
    }

    /**
     * {@code mail.<protocol>.delivery.listener} (DeliveryListener object; none): notified of every message, see
     * {@link DeliveryListener}
     *
     * @param failures receives what the listener throws
     * @throws MessagingException naming the property that holds something else
     */
    public static DeliveryNotifier of(MailProperties properties, ListenerFailures failures) throws MessagingException {
        try {
            DeliveryListener listener = properties
                    .object("delivery.listener", DeliveryListener.class)
                    .orElse(null);
            return listener == null ? NONE : new DeliveryNotifier(listener, failures);
        } catch (IllegalArgumentException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    /** Receives the progress of a message; null without a listener. */
    public Content.Progress progress(Message message) {
        return listener == null ? null : new MessageProgress(message);
    }

    /** Notifies of the result of a message. */
    public void notify(Message message, DeliveryReport report) {
        if (listener == null) {
            return;
        }
        try {
            listener.onDelivery(message, report.delivery());
        } catch (Throwable e) {
            add("onDelivery", e);
        }
        boolean failed = report.exception() != null && !report.delivery().isComplete(); // reportsuccess throws, too
        if (failed) {
            try {
                listener.onDeliveryFailure(message, report.delivery(), report.exception());
            } catch (Throwable e) {
                add("onDeliveryFailure", e);
            }
        }
    }

    /**
     * Notifies of a connect that failed. A property that does not hold a listener is ignored, since it is not the failure.
     *
     * @param failures receives what the listener throws
     */
    public static void notifyConnectFailure(
            MailProperties properties, ListenerFailures failures, MessagingException failure) {
        DeliveryNotifier notifier;
        try {
            notifier = of(properties, failures);
        } catch (MessagingException e) {
            return;
        }
        if (notifier.listener == null) {
            return;
        }
        try {
            notifier.listener.onConnectFailure(failure);
        } catch (Throwable e) {
            notifier.add("onConnectFailure", e);
        }
    }

    private void add(String method, Throwable thrown) {
        failures.add(method + " of the delivery listener " + listener.getClass().getName(), thrown);
    }

    private final class MessageProgress implements Content.Progress {
        private final Message message;

        MessageProgress(Message message) {
            this.message = message;
        }

        @Override
        public void sent(long octets, long expected) {
            OptionalLong size = expected == Content.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(expected);
            try {
                listener.onProgress(message, octets, size);
            } catch (Throwable e) {
                add("onProgress", e);
            }
        }
    }
}
