package dev.parley.sasl;

import java.util.Optional;

/** The client says everything at once, or to a server that ignores initial responses as its first answer. */
final class OneMessage implements Exchange {
    private final String mechanism;
    private final Secret message;
    private boolean answered;

    OneMessage(String mechanism, Secret message) {
        this.mechanism = mechanism;
        this.message = message;
    }

    @Override
    public Optional<Secret> initialResponse() {
        return Optional.of(message);
    }

    @Override
    public Secret answer(byte[] challenge) throws ExchangeException {
        if (answered) {
            throw new ExchangeException("the server asked for more than " + mechanism + " has to say");
        }
        answered = true;
        return message;
    }

    /** What the server says next is no longer a wish to hear the message. */
    void spend() {
        answered = true;
    }
}
