package dev.parley.sasl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** LOGIN (draft-murchison-sasl-login): sends the user, then the password, whatever the prompts are. */
record LoginMechanism() implements Mechanism {
    @Override
    public String name() {
        return "LOGIN";
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        credentials.requireOwnIdentity(name());
        Deque<Secret> answers = new ArrayDeque<>(List.of(Secret.of(credentials.user()), credentials.password()));
        return new Exchange() {
            @Override
            public Optional<Secret> initialResponse() {
                return Optional.empty();
            }

            @Override
            public Secret answer(byte[] challenge) throws ExchangeException {
                if (answers.isEmpty()) {
                    throw new ExchangeException("the server sent a challenge to which LOGIN has no response");
                }
                return answers.remove();
            }
        };
    }
}
