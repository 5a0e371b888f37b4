package dev.parley.observation;

import org.jspecify.annotations.Nullable;

/**
 * Is notified of the beginning and the end of each operation with a mail server: an object in the Session's property
 * {@code mail.<protocol>.observer}, or {@code mail.observer} for all protocols. For metrics and spans; the events of a dialog
 * are those of {@code dev.parley.trace.TraceSink}, and the results of a message for each recipient those of
 * {@code dev.parley.smtp.DeliveryListener}.
 *
 * <p>It is called in the thread of the operation, concurrently where several connections are used. What it throws is logged
 * to the {@code System.Logger} {@code dev.parley} and does not change the result of the operation.
 */
@FunctionalInterface
public interface OperationObserver {
    /**
     * An operation begins.
     *
     * @return is notified of the end of this operation; null: nothing is
     */
    @Nullable RunningOperation begin(Operation operation);

    /** An operation that has begun. */
    @FunctionalInterface
    interface RunningOperation {
        /** The operation ends. Called once. */
        void end(OperationResult result);
    }
}
