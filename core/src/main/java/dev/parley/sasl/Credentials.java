package dev.parley.sasl;

import dev.parley.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Who logs in.
 *
 * @param authorization the identity to act as, empty for the user's own (RFC 4422 s2)
 * @param password or the token in its place; empty for mechanisms that need none
 */
public record Credentials(String authorization, String user, Optional<Secret> password) {
    /** The addition to the message of a refused login with an empty password. */
    public static final String EMPTY_PASSWORD =
            "the password is empty, the likely cause: check where the application takes it from";

    public Credentials(String user, String password) {
        this("", user, Optional.of(Secret.of(password)));
    }

    /** The password, for a mechanism that is tried only where there is one. */
    public Secret secret() {
        return password.orElseThrow();
    }

    /** Whether there is a password, and it has no characters: most often a variable of the application is not set. */
    public boolean hasEmptyPassword() {
        return password.isPresent() && password.get().length() == 0;
    }

    /** Name and password as HTTP's Basic authentication has them (RFC 7617 s2). */
    public Secret basic() {
        ByteArrayOutputStream pair = new ByteArrayOutputStream();
        pair.writeBytes((user + ":").getBytes(StandardCharsets.UTF_8));
        pair.writeBytes(secret().octets());
        return Secret.of(pair.toByteArray()).base64();
    }

    /** The trace is told what it must not show, before any of it is said. */
    public void hideIn(Trace trace) {
        password.ifPresent(secret -> {
            trace.hide(secret.octets());
            trace.hide(secret.base64().octets());
            secret.withinBase64().forEach(trace::hide);
        });
        for (String name : List.of(user, authorization)) {
            trace.hideUser(name);
            trace.hideUser(new String(Secret.of(name).base64().octets(), StandardCharsets.US_ASCII));
        }
    }

    /** @throws ExchangeException when another identity is wanted, for which the mechanism has no place */
    public void requireOwnIdentity(String mechanism) throws ExchangeException {
        if (!authorization.isEmpty() && !authorization.equals(user)) {
            throw new ExchangeException(mechanism + " has no place for the identity to act as, " + authorization
                    + " (sasl.authorizationid)");
        }
    }
}
