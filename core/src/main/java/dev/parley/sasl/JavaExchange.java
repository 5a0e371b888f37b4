package dev.parley.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/** One run of a mechanism of {@code javax.security.sasl}. */
final class JavaExchange implements Exchange {
    private final SaslClient client;
    private final Optional<Secret> first;
    private boolean challenged;
    private boolean failed;

    private JavaExchange(SaslClient client, Optional<Secret> first) {
        this.client = client;
        this.first = first;
    }

    static JavaExchange begin(SaslClient client) throws SaslException {
        Optional<Secret> first = client.hasInitialResponse()
                ? Optional.of(secret(client.evaluateChallenge(new byte[0])))
                : Optional.empty();
        return new JavaExchange(client, first);
    }

    @Override
    public Optional<Secret> initialResponse() {
        return first;
    }

    @Override
    public Secret answer(byte[] challenge) throws ExchangeException {
        boolean overlooked = !challenged && challenge.length == 0 && first.isPresent();
        challenged = true;
        return overlooked ? first.get() : evaluate(challenge);
    }

    @Override
    public void succeeded(Optional<byte[]> lastWords) throws ExchangeException {
        if (!client.isComplete() && lastWords.isPresent()) {
            evaluate(lastWords.get());
        }
        if (failed || !client.isComplete()) {
            throw new ExchangeException(
                    client.getMechanismName() + ": the server says yes, but has not proven that it knows the password");
        }
        Object layer = client.getNegotiatedProperty(Sasl.QOP);
        if (layer instanceof String quality && !quality.equals("auth")) {
            throw new ExchangeException(client.getMechanismName() + ": a security layer was agreed on (" + quality
                    + "), and there is none here: " + Sasl.QOP + "=auth");
        }
    }

    private Secret evaluate(byte[] challenge) throws ExchangeException {
        if (client.isComplete()) {
            throw new ExchangeException("the server asked for more than " + client.getMechanismName() + " has to say");
        }
        try {
            return secret(client.evaluateChallenge(withoutEmptyRealm(challenge)));
        } catch (SaslException | IllegalStateException | IllegalArgumentException e) {
            failed = true; // The JDK's DIGEST-MD5 calls itself complete all the same.
            throw new ExchangeException(client.getMechanismName(), e);
        }
    }

    /** Dovecot's realm, unless it is told another: the JDK has no callback for it, but knows what a missing one means. */
    private byte[] withoutEmptyRealm(byte[] challenge) {
        if (!client.getMechanismName().equals("DIGEST-MD5")) {
            return challenge;
        }
        String text = new String(challenge, StandardCharsets.ISO_8859_1);
        return text.replaceFirst("(^|,)realm=\"\",", "$1").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Secret secret(byte[] response) {
        return Secret.of(response == null ? new byte[0] : response);
    }
}
