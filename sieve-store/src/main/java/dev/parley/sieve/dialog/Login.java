package dev.parley.sieve.dialog;

import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Server;
import dev.parley.settings.StartTls;
import dev.parley.sieve.protocol.Response;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.util.ArrayList;
import java.util.List;
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

        /**
         * The server said no.
         *
         * @param reason what it said of that inside the exchange
         */
        record Refused(Phase phase, Response response, Optional<String> reason) implements Result {
            Refused(Phase phase, Response response) {
                this(phase, response, Optional.empty());
            }
        }

        /** This side went no further; the text names the property to change. */
        record Forbidden(Phase phase, String why) implements Result {
            Forbidden(String why) {
                this(Phase.AUTHENTICATE, why);
            }
        }

        /** The credentials cannot be said with a mechanism, and nothing was. */
        record Unspoken(String why) implements Result {}
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
        return end.isPresent() ? end.get() : authenticate(host, credentials);
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
            return Optional.of(new Result.Forbidden(
                    Phase.STARTTLS,
                    "the server does not offer STARTTLS, which "
                            + policy.names().name("starttls.required") + "=true demands"));
        }
        trace.warned(
                Topic.TLS,
                policy.startTls() != StartTls.OFF
                        ? "the link stays in clear: the server does not offer STARTTLS"
                        : "the link stays in clear: the user says so",
                policy.names().name("starttls.enable"));
        return Optional.empty();
    }

    private Result authenticate(String host, Credentials credentials) throws BrokenDialogException {
        Server server = dialog.server(host);
        Upgrade upgrade = policy.upgrade(dialog.capabilities(), dialog.isSecured());
        List<Mechanism> rest = new ArrayList<>(policy.candidates(server, credentials, upgrade, dialog.location()));
        if (rest.isEmpty()) {
            return new Result.Forbidden(policy.objection(server, credentials, upgrade, dialog.location()));
        }
        credentials.hideIn(trace);
        Optional<Mechanism> next = Optional.of(rest.get(0));
        Result result = new Result.LoggedIn();
        while (next.isPresent()) {
            Mechanism mechanism = next.get();
            rest.remove(mechanism);
            result = attempt(mechanism, credentials, server);
            next = result instanceof Result.Unspoken
                    ? rest.stream().findFirst()
                    : after(mechanism, result, rest, server.peer().identityProven());
        }
        if (result instanceof Result.Refused && credentials.hasEmptyPassword()) {
            trace.warned(Topic.AUTH, Credentials.EMPTY_PASSWORD, policy.names().name("user"));
        }
        return result instanceof Result.Unspoken unspoken ? new Result.Forbidden(unspoken.why()) : result;
    }

    private Result attempt(Mechanism mechanism, Credentials credentials, Server server) throws BrokenDialogException {
        Exchange exchange;
        try {
            exchange = mechanism.begin(credentials, server);
        } catch (ExchangeException e) {
            trace.decided(Topic.AUTH, "not " + mechanism.name(), e.getMessage());
            return new Result.Unspoken(e.getMessage());
        }
        trace.loggingIn(
                mechanism.name(),
                credentials.user(),
                "the server offers " + server.offered(),
                policy.names().name("auth.mechanisms"));
        try {
            Response response = dialog.authenticate(mechanism.name(), exchange);
            return response.isOk()
                    ? new Result.LoggedIn()
                    : new Result.Refused(
                            Phase.AUTHENTICATE, response, exchange.reason().map(trace::redacted));
        } catch (ExchangeException e) {
            return new Result.Forbidden(trace.redacted(e.getMessage()));
        }
    }

    private Optional<Mechanism> after(
            Mechanism mechanism, Result result, List<Mechanism> rest, boolean identityProven) {
        if (!(result instanceof Result.Refused refused)) {
            return Optional.empty();
        }
        Optional<Mechanism> next = LoginPolicy.refusal(mechanism, refused.response(), refused.reason())
                .flatMap(why -> Mechanisms.after(mechanism, why, rest, identityProven));
        if (next.isPresent() && mechanism.bindsChannel()) {
            trace.warned(
                    Topic.AUTH,
                    Mechanisms.unbound(mechanism, next.get()),
                    policy.names().name("auth.mechanisms"));
        }
        return next;
    }
}
