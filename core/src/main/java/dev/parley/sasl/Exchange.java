package dev.parley.sasl;

import java.util.Optional;

/** One run of a mechanism: challenges in, answers out, no transport. */
public interface Exchange {
    /** What the client says first, where the mechanism begins with the client. */
    Optional<Secret> initialResponse();

    /**
     * The answer to a challenge.
     *
     * @throws ExchangeException when the mechanism has none: the exchange must be cancelled
     */
    Secret answer(byte[] challenge) throws ExchangeException;

    /**
     * The server says yes.
     *
     * @param lastWords what it said with that, where the protocol has a place for it (RFC 4422 s3.6)
     * @throws ExchangeException when a server that is the right one would not have said so, or not yet: the login has
     *     failed
     */
    default void succeeded(Optional<byte[]> lastWords) throws ExchangeException {}

    /** Why the server will refuse, where the mechanism says it inside the exchange. */
    default Optional<String> reason() {
        return Optional.empty();
    }
}
