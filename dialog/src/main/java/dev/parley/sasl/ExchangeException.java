package dev.parley.sasl;

/** This side cannot go on with an exchange: it must be cancelled. */
public final class ExchangeException extends Exception {
    public ExchangeException(String message) {
        super(message);
    }
}
