package dev.parley.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Sends an OAuth 2.0 token in one message. The server rejects it by a challenge with the reason in JSON, and sends its
 * reply after the response to that.
 */
final class Bearer implements Exchange {
    /** Ends a part of a message. */
    static final char SEPARATOR = '\u0001';

    private final OneMessage once;
    private final Secret acknowledgement;

    /** Null: none. */
    private String reason;

    private Bearer(OneMessage once, Secret acknowledgement) {
        this.once = once;
        this.acknowledgement = acknowledgement;
    }

    /**
     * @param prefix the message up to the token
     * @param acknowledgement the response to the reason
     * @throws ExchangeException when the user's name or the token would end a part of the message early
     */
    static Bearer of(String mechanism, String prefix, Secret token, String acknowledgement) throws ExchangeException {
        String text = new String(token.octets(), StandardCharsets.UTF_8);
        if (prefix.indexOf(SEPARATOR) >= 0 || text.indexOf(SEPARATOR) >= 0) {
            throw new ExchangeException(mechanism + " cannot carry a user name or token that contains U+0001");
        }
        String message = prefix + SEPARATOR + "auth=Bearer " + text + SEPARATOR + SEPARATOR;
        return new Bearer(new OneMessage(mechanism, Secret.of(message)), Secret.of(acknowledgement));
    }

    @Override
    public Optional<Secret> initialResponse() {
        return once.initialResponse();
    }

    @Override
    public Secret answer(byte[] challenge) throws ExchangeException {
        if (challenge.length == 0 || reason != null) {
            return once.answer(challenge);
        }
        once.markSent();
        reason = new String(challenge, StandardCharsets.UTF_8);
        return acknowledgement;
    }

    @Override
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
