package dev.parley.micrometer;

import dev.parley.observation.OperationResult;

/**
 * Makes the span of an operation that was not accepted one with an error. It has no stack trace and no cause, and no text of
 * the server: those can contain addresses, and spans are kept where others read them.
 */
public final class MailOperationException extends Exception {
    MailOperationException(String operation, OperationResult result) {
        super(operation + ": " + message(result), null, false, false);
    }

    private static String message(OperationResult result) {
        String phase = result.phase().isEmpty() ? "" : " in the phase " + result.phase();
        return switch (result.outcome()) {
            case ACCEPTED -> "accepted";
            case PARTIALLY_ACCEPTED -> "accepted for some recipients";
            case REJECTED_FOR_NOW -> "rejected for now" + phase;
            case REJECTED -> "rejected" + phase;
            case UNCERTAIN -> "the connection was lost before the last reply";
            case FAILED -> "failed" + phase;
        };
    }
}
