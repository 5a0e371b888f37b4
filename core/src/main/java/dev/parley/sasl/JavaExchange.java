package dev.parley.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/** One exchange of a mechanism of {@code javax.security.sasl}. */
final class JavaExchange implements Exchange {
    private final SaslClient client;

    /** The initial response; null: none. */
    private final Secret first;

    private boolean challenged;
    private boolean failed;

    private JavaExchange(SaslClient client, Secret first) {
        this.client = client;
        this.first = first;
    }

    static JavaExchange begin(SaslClient client) throws SaslException {
        return new JavaExchange(
                client, client.hasInitialResponse() ? secret(client.evaluateChallenge(new byte[0])) : null);
    }

    @Override
    public Optional<Secret> initialResponse() {
        return Optional.ofNullable(first);
    }

    @Override
    public Secret answer(byte[] challenge) throws ExchangeException {
        boolean ignored = !challenged && challenge.length == 0 && first != null;
        challenged = true;
        return ignored ? first : evaluate(challenge);
    }

    @Override
    public void succeeded(byte[] additionalData) throws ExchangeException {
        if (!client.isComplete() && additionalData != null) {
            evaluate(additionalData);
        }
        if (failed || !client.isComplete()) {
            throw new ExchangeException(client.getMechanismName()
                    + ": the server accepted the login, but did not prove that it has the password");
        }
        Object layer = client.getNegotiatedProperty(Sasl.QOP);
        if (layer instanceof String quality && !quality.equals("auth")) {
            throw new ExchangeException(client.getMechanismName() + ": the security layer " + quality
                    + " was negotiated, which is not supported: set " + Sasl.QOP + "=auth");
        }
    }

    private Secret evaluate(byte[] challenge) throws ExchangeException {
        if (client.isComplete()) {
            throw new ExchangeException(
                    "the server sent a challenge to which " + client.getMechanismName() + " has no response");
        }
        try {
            return secret(client.evaluateChallenge(withoutEmptyRealm(challenge)));
        } catch (SaslException | IllegalStateException | IllegalArgumentException e) {
            failed = true; // The JDK's DIGEST-MD5 is complete nevertheless.
            throw new ExchangeException(client.getMechanismName(), e);
        }
    }

    /** Removes an empty realm, Dovecot's default: the JDK has no callback for it, but handles a missing realm. */
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
