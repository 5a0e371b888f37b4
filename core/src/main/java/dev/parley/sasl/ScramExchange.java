package dev.parley.sasl;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramException;
import dev.parley.settings.MailProperties;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The four messages of SCRAM (RFC 5802 s5). Success counts only after the server's signature. */
final class ScramExchange implements Exchange {
    /** The highest iteration count that is accepted. A higher one takes seconds, and no server uses it. */
    static final int MOST_ITERATIONS = 1_000_000;

    /**
     * The lower limit for the server's iteration count (RFC 5802 s5.1): with few iterations the password can be guessed
     * from a login that was intercepted.
     *
     * @param setting the property that sets it, with its present value
     */
    record LeastIterations(int count, String property, String setting) {
        private static final String NAME = "auth.scram.miniterations";
        private static final int RECOMMENDED = 4096;

        /** @throws IllegalArgumentException naming the property, when it holds no number or one that cannot be used */
        static LeastIterations from(MailProperties properties) {
            int count = properties.within(NAME, 1, MOST_ITERATIONS, RECOMMENDED);
            return new LeastIterations(count, properties.name(NAME), properties.setting(NAME));
        }
    }

    private enum State {
        STARTED,
        FIRST_SENT,
        PROOF_SENT,
        VERIFIED,
        REJECTED
    }

    private final String mechanism;
    private final ScramClient client;
    private final LeastIterations iterations;
    private final Secret first;
    private State state = State.STARTED;

    /** Null: none. */
    private String reason;

    ScramExchange(String mechanism, ScramClient client, LeastIterations iterations) {
        this.mechanism = mechanism;
        this.client = client;
        this.iterations = iterations;
        this.first = Secret.of(client.clientFirstMessage().toString());
    }

    @Override
    public Optional<Secret> initialResponse() {
        return Optional.of(first);
    }

    @Override
    public Secret answer(byte[] challenge) throws ExchangeException {
        if (state == State.STARTED && challenge.length == 0) {
            state = State.FIRST_SENT;
            return first;
        }
        String text = new String(challenge, StandardCharsets.UTF_8);
        switch (state) {
            case STARTED, FIRST_SENT -> {
                return proof(text);
            }
            case PROOF_SENT -> {
                read(text);
                return Secret.of("");
            }
            default ->
                throw new ExchangeException("the server sent a challenge to which " + mechanism + " has no response");
        }
    }

    @Override
    public void succeeded(byte[] additionalData) throws ExchangeException {
        if (state == State.PROOF_SENT && additionalData != null) {
            read(new String(additionalData, StandardCharsets.UTF_8));
        }
        if (state != State.VERIFIED) {
            throw unproven("it accepted the login without its signature");
        }
    }

    @Override
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    private Secret proof(String serverFirst) throws ExchangeException {
        try {
            ServerFirstMessage message = client.serverFirstMessage(serverFirst);
            if (message.getIterationCount() > MOST_ITERATIONS) {
                throw new ExchangeException(mechanism + ": the server requires " + message.getIterationCount()
                        + " iterations, and the client accepts at most " + MOST_ITERATIONS);
            }
            if (message.getIterationCount() < iterations.count()) {
                throw new ExchangeException(mechanism + ": the server uses " + message.getIterationCount()
                        + " iterations, fewer than " + iterations.count() + " (RFC 5802 s5.1; "
                        + iterations.setting() + "): set the password again on the server with more iterations, or set "
                        + iterations.property() + "=" + message.getIterationCount());
            }
            Secret proof = Secret.of(client.clientFinalMessage().toString());
            state = State.PROOF_SENT;
            return proof;
        } catch (ScramException | IllegalArgumentException e) {
            throw new ExchangeException(mechanism + ": the server's challenge is invalid: " + e.getMessage());
        }
    }

    /** Verifies the signature, or keeps the reason of a rejection. */
    private void read(String serverFinal) throws ExchangeException {
        if (serverFinal.startsWith("e=")) {
            state = State.REJECTED;
            reason = serverFinal.substring(2);
            return;
        }
        try {
            client.serverFinalMessage(serverFinal);
            state = State.VERIFIED;
        } catch (ScramException | IllegalArgumentException e) {
            throw unproven("its signature is wrong");
        }
    }

    private ExchangeException unproven(String why) {
        return new ExchangeException(mechanism + ": the server did not prove that it has the password: " + why);
    }
}
