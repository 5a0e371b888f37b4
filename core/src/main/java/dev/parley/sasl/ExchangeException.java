package dev.parley.sasl;

import java.util.regex.Pattern;

/** This side cannot go on with an exchange: it must be cancelled. */
public final class ExchangeException extends Exception {
    public ExchangeException(String message) {
        super(message);
    }

    /** What went wrong in a library: the first of its causes knows best. */
    ExchangeException(String mechanism, Exception failure) {
        super(mechanism + ": " + innermost(failure).replaceFirst("^" + Pattern.quote(mechanism) + ": ", ""), failure);
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
