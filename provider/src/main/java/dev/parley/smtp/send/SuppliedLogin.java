package dev.parley.smtp.send;

import dev.parley.login.LoginRequest;
import dev.parley.net.ConnectAttempt;
import dev.parley.oauth2.TokenException;
import dev.parley.sasl.Secret;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.List;

/** Asks for the password or token of a login; a class of its own, which a transport without a source never loads. */
final class SuppliedLogin {
    private final SmtpSettings settings;
    private final String protocol;
    private final ConnectAttempt attempt;

    /** @param settings with a source */
    SuppliedLogin(SmtpSettings settings, String protocol, ConnectAttempt attempt) {
        this.settings = settings;
        this.protocol = protocol;
        this.attempt = attempt;
    }

    /**
     * The settings with the password or token for a login, unless they have it already.
     *
     * @throws IOException naming the source, when there is none
     */
    SmtpSettings ask(Trace trace) throws IOException {
        return secret() == null ? with(settings.source().get(login(), null, attempt, trace), trace) : settings;
    }

    /**
     * The settings with another password or token than the rejected one.
     *
     * @return null: there is no other
     * @throws IOException naming the source, when it fails
     */
    SmtpSettings askAgain(Trace trace) throws IOException {
        Secret other = settings.source().other(login(), secret(), attempt, trace);
        return other == null ? null : with(other, trace);
    }

    private SmtpSettings with(Secret secret, Trace trace) {
        SmtpSettings known = settings.withSecret(secret);
        known.connection().security().login().credentials().hideIn(trace);
        return known;
    }

    /**
     * The settings for the pool, with the password: a connection that another password has opened is not used.
     *
     * @throws MessagingException naming the source, when there is no password
     */
    SmtpSettings forPool(Session session) throws MessagingException {
        if (settings.source().isToken()) {
            return settings;
        }
        try {
            return ask(new Trace(List.of()));
        } catch (IOException e) {
            throw failed(e, settings.openTrace(session, protocol));
        }
    }

    /** There is no password or token: no other host is tried. The trace ends. */
    MessagingException failed(IOException failure, Trace trace) {
        String phase = settings.source().phase();
        String what = trace.forException(
                "no login at " + settings.where() + ": " + Trace.withoutAdvice(failure.getMessage()));
        trace.failed(phase, what);
        trace.closed("no connection");
        String message = what + trace.advice(phase, what, false);
        boolean rejected = failure instanceof TokenException refused && refused.isRejection();
        IOException cause = trace.forException(failure);
        return trace.withTrail(
                rejected
                        ? new AuthenticationFailedException(message, cause)
                        : new NoOtherHostException(message, cause));
    }

    private LoginRequest login() {
        String user = settings.connection().security().login().credentials().user();
        SmtpSettings.Discovery discovery = settings.server().discovery();
        return new LoginRequest(protocol, discovery == null ? settings.host() : discovery.domain(), user, false);
    }

    private Secret secret() {
        return settings.connection().security().login().credentials().password();
    }
}
