package dev.parley.sieve.dialog;

import dev.parley.sasl.Credentials;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.Mechanism;
import dev.parley.sieve.protocol.Response;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.util.Optional;

/** From a fresh link to a logged-in dialog: greeting, STARTTLS, AUTHENTICATE. */
public final class Login {
    private final SieveDialog dialog;
    private final LoginPolicy policy;
    private final Trace trace;

    public Login(SieveDialog dialog, LoginPolicy policy, Trace trace) {
        this.dialog = dialog;
        this.policy = policy;
        this.trace = trace;
    }

    /** How a login ended. */
    public sealed interface Result {
        record LoggedIn() implements Result {}

        /** The server said no. */
        record Refused(Phase phase, Response response) implements Result {}

        /** This side went no further; the text names the property to change. */
        record Forbidden(String why) implements Result {}
    }

    /**
     * @param tls how TLS is done
     * @param implicit whether the server expects it from the first octet
     */
    public Result run(String host, TlsSettings tls, boolean implicit, Credentials credentials)
            throws BrokenDialogException {
        if (implicit) {
            dialog.secure(tls, host);
        }
        Response greeting = dialog.greeting();
        if (!greeting.isOk()) {
            return new Result.Refused(Phase.GREETING, greeting);
        }
        Optional<Result> end = implicit ? Optional.empty() : secure(host, tls);
        return end.isPresent() ? end.get() : authenticate(credentials);
    }

    private Optional<Result> secure(String host, TlsSettings tls) throws BrokenDialogException {
        if (policy.wantsTls(dialog.capabilities())) {
            trace.decided(
                    Topic.TLS,
                    "STARTTLS",
                    "the server offers it",
                    policy.names().name("starttls.enable"));
            Response response = dialog.startTls(tls, host);
            return response.isOk() ? Optional.empty() : Optional.of(new Result.Refused(Phase.STARTTLS, response));
        }
        if (policy.required()) {
            return Optional.of(new Result.Forbidden("the server does not offer STARTTLS, which "
                    + policy.names().name("starttls.required") + "=true demands"));
        }
        trace.warned(
                Topic.TLS,
                policy.starttls()
                        ? "the link stays in clear: the server does not offer STARTTLS"
                        : "the link stays in clear: the user says so",
                policy.names().name("starttls.enable"));
        return Optional.empty();
    }

    private Result authenticate(Credentials credentials) throws BrokenDialogException {
        Optional<Mechanism> mechanism = policy.mechanism(dialog.capabilities(), dialog.isSecured());
        if (mechanism.isEmpty()) {
            return new Result.Forbidden(policy.objection(dialog.capabilities(), dialog.isSecured()));
        }
        trace.decided(
                Topic.AUTH,
                mechanism.get().name(),
                "the server offers " + dialog.capabilities().sasl(),
                policy.names().name("auth.mechanisms"));
        try {
            Response response = dialog.authenticate(mechanism.get(), credentials);
            return response.isOk() ? new Result.LoggedIn() : new Result.Refused(Phase.AUTHENTICATE, response);
        } catch (ExchangeException e) {
            return new Result.Forbidden(e.getMessage());
        }
    }
}
