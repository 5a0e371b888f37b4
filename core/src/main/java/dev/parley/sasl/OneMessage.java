package dev.parley.sasl;

import java.util.Optional;

/** Sends one message: as the initial response, and again to a server that ignores it and sends an empty challenge. */
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
            throw new ExchangeException("the server sent a challenge to which " + mechanism + " has no response");
        }
        answered = true;
        return message;
    }

    /** The server has received the message: it is not sent again. */
    void markSent() {
        answered = true;
    }
}
