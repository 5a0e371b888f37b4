package dev.parley.sasl;

import dev.parley.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The identity of a login.
 *
 * @param authorization the identity to act as (RFC 4422 s2); empty: the user's own
 * @param password or token; null: none, for mechanisms that need none
 */
public record Credentials(String authorization, String user, Secret password) {
    /** Added to the message of a rejected login with an empty password. */
    public static final String EMPTY_PASSWORD =
            "the password is empty, which is the probable cause: check where the application reads it";

    public Credentials(String user, String password) {
        this("", user, Secret.of(password));
    }

    /** The same with another password or token; null: none. */
    public Credentials with(Secret other) {
        return new Credentials(authorization, user, other);
    }

    /** Whether the password is an empty text, which is most often a variable of the application that is not set. */
    public boolean hasEmptyPassword() {
        return password != null && password.length() == 0;
    }

    /** Name and password for HTTP's Basic authentication (RFC 7617 s2). */
    public Secret basic() {
        ByteArrayOutputStream pair = new ByteArrayOutputStream();
        pair.writeBytes((user + ":").getBytes(StandardCharsets.UTF_8));
        pair.writeBytes(password.octets());
        return Secret.of(pair.toByteArray()).base64();
    }

    /** Registers the secrets that the trace must not show. Called before any of them is sent. */
    public void hideIn(Trace trace) {
        if (password != null) {
            trace.hideSecret(password.octets());
            trace.hideSecret(password.base64().octets());
            for (byte[] piece : password.withinBase64()) {
                trace.hideSecret(piece);
            }
        }
        for (String name : names()) {
            trace.hideUser(name);
        }
    }

    /** User and authorization identity, in clear and in base64. */
    public List<String> names() {
        return List.of(user, authorization, base64(user), base64(authorization));
    }

    private static String base64(String name) {
        return new String(Secret.of(name).base64().octets(), StandardCharsets.US_ASCII);
    }

    /** @throws ExchangeException when the authorization identity is another, which the mechanism cannot send */
    public void requireOwnIdentity(String mechanism) throws ExchangeException {
        if (!authorization.isEmpty() && !authorization.equals(user)) {
            throw new ExchangeException(
                    mechanism + " cannot send the authorization identity " + authorization + " (sasl.authorizationid)");
        }
    }
}
