package dev.parley.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The client says everything at once, an OAuth 2.0 token in it. A refusal comes as a challenge with the reason in JSON,
 * and the answer to that brings the reply.
 */
final class Bearer implements Exchange {
    /** Ends a part of a message. */
    static final char SEPARATOR = '\u0001';

    private final OneMessage once;
    private final Secret acknowledgement;
    private Optional<String> reason = Optional.empty();

    private Bearer(OneMessage once, Secret acknowledgement) {
        this.once = once;
        this.acknowledgement = acknowledgement;
    }

    /**
     * @param who the message up to the token
     * @param acknowledgement the answer to the reason
     * @throws ExchangeException when the user's name or the token would end a part of the message early
     */
    static Bearer of(String mechanism, String who, Secret token, String acknowledgement) throws ExchangeException {
        String text = new String(token.octets(), StandardCharsets.UTF_8);
        if (who.indexOf(SEPARATOR) >= 0 || text.indexOf(SEPARATOR) >= 0) {
            throw new ExchangeException(mechanism + " cannot carry a user name or token that contains U+0001");
        }
        String message = who + SEPARATOR + "auth=Bearer " + text + SEPARATOR + SEPARATOR;
        return new Bearer(new OneMessage(mechanism, Secret.of(message)), Secret.of(acknowledgement));
    }

    @Override
    public Optional<Secret> initialResponse() {
        return once.initialResponse();
    }

    @Override
    public Secret answer(byte[] challenge) throws ExchangeException {
        if (challenge.length == 0 || reason.isPresent()) {
            return once.answer(challenge);
        }
        once.spend();
        reason = Optional.of(new String(challenge, StandardCharsets.UTF_8));
        return acknowledgement;
    }

    @Override
    public Optional<String> reason() {
        return reason;
    }
}
