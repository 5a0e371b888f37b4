package dev.parley.observation;

import org.jspecify.annotations.Nullable;

/**
 * The result of an {@link Operation}. Only the failure can contain an address or a text of the server.
 *
 * @param phase in which the operation ended, as a trace names it: {@code greeting}, {@code rcpt}, {@code end_of_data},
 *     {@code putscript}; empty: before the first command
 * @param code of the decisive reply: three digits, or OK, NO or BYE of ManageSieve; empty: there was no reply
 * @param failure of {@link Outcome#FAILED} and {@link Outcome#UNCERTAIN}; null for the others
 */
public record OperationResult(
        Outcome outcome,
        String phase,
        String code,
        @Nullable Throwable failure) {
    /** How an operation ended. */
    public enum Outcome {
        /** The server accepted it, a message for all recipients. */
        ACCEPTED,
        /** The server accepted a message for some recipients. */
        PARTIALLY_ACCEPTED,
        /** The server rejected it for now: 4yz, or TRYLATER. */
        REJECTED_FOR_NOW,
        /** The server rejected it, or an address of the message is invalid. */
        REJECTED,
        /** The server may have accepted it, for at least one recipient: the connection was lost before the last reply. */
        UNCERTAIN,
        /** It did not take place: no connection, the connection was lost, or the settings or the message do not permit it. */
        FAILED
    }

    /** The result of an operation that no reply decided. */
    public static OperationResult failed(String phase, Throwable failure) {
        return new OperationResult(Outcome.FAILED, phase, "", failure);
    }
}
