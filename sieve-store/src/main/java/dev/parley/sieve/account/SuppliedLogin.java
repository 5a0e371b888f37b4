package dev.parley.sieve.account;

import dev.parley.login.LoginRequest;
import dev.parley.login.source.SecretSource;
import dev.parley.net.ConnectAttempt;
import dev.parley.sasl.Secret;
import dev.parley.settings.Endpoint;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;

/**
 * Asks for the password or token of a login.
 *
 * @param server for messages
 */
record SuppliedLogin(SecretSource source, LoginRequest login, Endpoint server, ConnectAttempt attempt) {

    /**
     * The password or token.
     *
     * @throws MessagingException naming the source, when there is none; the trace ends
     */
    Secret secret(Trace trace) throws MessagingException {
        try {
            return source.get(login, null, attempt, trace);
        } catch (IOException e) {
            String phrase = SievePhase.AUTHENTICATE.phrase();
            String what = trace.forException("no login at " + server + ": " + e.getMessage());
            trace.failed(phrase, what);
            trace.closed("no connection");
            throw trace.withTrail(AccountLogin.broken(what + trace.advice(phrase, what, false), e));
        }
    }

    /**
     * Another password or token than the rejected one.
     *
     * @param rejection thrown, when there is no other; the trace ends
     */
    Secret other(Secret rejected, AuthenticationFailedException rejection, Trace trace)
            throws AuthenticationFailedException {
        Secret other = null;
        try {
            other = source.other(login, rejected, attempt, trace);
        } catch (IOException e) {
            rejection.addSuppressed(e);
        }
        if (other == null) {
            trace.closed("no connection");
            throw rejection;
        }
        return other;
    }
}
