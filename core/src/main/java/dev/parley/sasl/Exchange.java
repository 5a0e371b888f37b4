package dev.parley.sasl;

import java.util.Optional;

/** One exchange of a mechanism: challenges in, responses out, without I/O. */
public interface Exchange {
    /** The initial response, where the mechanism has one. */
    Optional<Secret> initialResponse();

    /**
     * The response to a challenge.
     *
     * @throws ExchangeException when the mechanism has none: the exchange must be cancelled
     */
    Secret answer(byte[] challenge) throws ExchangeException;

    /**
     * Called when the server reports success.
     *
     * @param additionalData the server's data with the success (RFC 4422 s3.6); null: none
     * @throws ExchangeException when the server has not proven what the mechanism requires: the login has failed
     */
    default void succeeded(byte[] additionalData) throws ExchangeException {}

    /** The reason of a rejection, where the server sends it inside the exchange. */
    default Optional<String> reason() {
        return Optional.empty();
    }
}
