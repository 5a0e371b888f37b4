package dev.parley.sieve.account;

import dev.parley.login.LoginRequest;
import dev.parley.login.source.SecretSource;
import dev.parley.net.ConnectAttempt;
import dev.parley.oauth2.TokenException;
import dev.parley.sasl.Secret;
import dev.parley.settings.Endpoint;
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
            String what = trace.forException("no login at " + server + ": " + Trace.withoutAdvice(e.getMessage()));
            trace.failed(source.phase(), what);
            trace.closed("no connection");
            String message = what + trace.advice(source.phase(), what, false);
            IOException cause = trace.forException(e);
            boolean rejected = e instanceof TokenException refused && refused.isRejection();
            throw trace.withTrail(
                    rejected ? new AuthenticationFailedException(message, cause) : AccountLogin.broken(message, cause));
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
            rejection.addSuppressed(trace.forException(e));
        }
        if (other == null) {
            trace.closed("no connection");
            throw rejection;
        }
        return other;
    }
}
