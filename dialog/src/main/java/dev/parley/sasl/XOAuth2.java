package dev.parley.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * XOAUTH2, Google's and Microsoft's way to log in with an OAuth 2.0 token, which stands in the place of the password. A
 * refusal comes as a challenge with the reason in JSON; the empty answer to it brings the reply.
 */
final class XOAuth2 implements Mechanism {
    private static final char SEPARATOR = '\u0001';

    @Override
    public String name() {
        return "XOAUTH2";
    }

    @Override
    public int strength() {
        return 1;
    }

    @Override
    public boolean showsPassword() {
        return true;
    }

    @Override
    public Exchange begin(Credentials credentials) throws ExchangeException {
        String token = new String(credentials.password().octets(), StandardCharsets.UTF_8);
        String message = "user=" + credentials.user() + SEPARATOR + "auth=Bearer " + token + SEPARATOR + SEPARATOR;
        if (message.chars().filter(c -> c == SEPARATOR).count() > 3) {
            throw new ExchangeException("XOAUTH2 cannot carry a user name or token that contains U+0001");
        }
        return new OneMessage(Secret.of(message));
    }

    private static final class OneMessage implements Exchange {
        private final Secret message;
        private String reason = "";

        OneMessage(Secret message) {
            this.message = message;
        }

        @Override
        public Optional<Secret> initialResponse() {
            return Optional.of(message);
        }

        @Override
        public Secret answer(byte[] challenge) throws ExchangeException {
            if (!reason.isEmpty()) {
                throw new ExchangeException("the server asked for more than XOAUTH2 has to say");
            }
            if (challenge.length == 0) {
                return message;
            }
            reason = new String(challenge, StandardCharsets.UTF_8);
            return Secret.of("");
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(reason).filter(text -> !text.isEmpty());
        }
    }
}
