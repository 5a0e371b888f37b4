package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Link;
import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.LoginAttempts;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Server;
import dev.parley.settings.StartTls;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.util.List;

/** Sets up a connection: greeting, STARTTLS, AUTHENTICATE. */
public final class ConnectionSetup {
    private final SieveConnection connection;
    private final Link link;
    private final Trace trace;
    private final LoginPolicy policy;
    private final String host;

    /** @param host the name that the server's certificate must have */
    public ConnectionSetup(SieveConnection connection, LoginPolicy policy, String host) {
        this.connection = connection;
        this.link = connection.link();
        this.trace = connection.trace();
        this.policy = policy;
        this.host = host;
    }

    /** @param implicitTls whether the server expects TLS from the first octet */
    public void run(TlsSettings tls, boolean implicitTls, Credentials credentials)
            throws SetupException, ConnectionBrokenException {
        if (implicitTls) {
            connection.secure(tls, host);
        }
        require(SievePhase.GREETING, connection.greeting());
        if (!implicitTls) {
            startTls(tls);
        }
        logIn(credentials);
    }

    private static void require(SievePhase phase, Response response) throws SetupException {
        if (!response.isOk()) {
            throw new SetupException(phase, response, null);
        }
    }

    private void startTls(TlsSettings tls) throws SetupException, ConnectionBrokenException {
        String property = policy.names().name("starttls.enable");
        if (policy.wantsTls(connection.capabilities())) {
            trace.decided(Topic.TLS, "STARTTLS", "the server offers it", property);
            require(SievePhase.STARTTLS, connection.startTls(tls, host));
        } else if (policy.startTls() == StartTls.REQUIRED) {
            throw new SetupException(
                    SievePhase.STARTTLS,
                    "the server does not offer STARTTLS, which "
                            + policy.names().name("starttls.required") + "=true demands");
        } else {
            trace.warned(
                    Topic.TLS,
                    policy.startTls() != StartTls.OFF
                            ? "the link stays in clear: the server does not offer STARTTLS"
                            : "the link stays in clear: the user says so",
                    property);
        }
    }

    private void logIn(Credentials credentials) throws SetupException, ConnectionBrokenException {
        Server server = link.server("sieve", host, connection.capabilities().sasl());
        Upgrade upgrade = policy.upgrade(connection.capabilities(), link.tls().isPresent());
        List<Mechanism> candidates = policy.candidates(server, credentials, upgrade, link.location());
        if (candidates.isEmpty()) {
            throw new SetupException(
                    SievePhase.AUTHENTICATE, policy.objection(server, credentials, upgrade, link.location()));
        }
        credentials.hideIn(trace);
        LoginAttempts attempts = new LoginAttempts(candidates, credentials, server, trace, policy.names());
        Response response;
        do {
            begin(attempts);
            trace.loggingIn(
                    attempts.mechanism().name(),
                    credentials.user(),
                    "the server offers " + server.offered(),
                    policy.names().name("auth.mechanisms"));
            response = authenticate(attempts);
            if (response.isOk()) {
                return;
            }
        } while (attempts.mayContinue(LoginPolicy.refusal(attempts.mechanism(), response, attempts.reason())));
        if (credentials.hasEmptyPassword()) {
            trace.warned(Topic.AUTH, Credentials.EMPTY_PASSWORD, policy.names().name("user"));
        }
        throw new SetupException(SievePhase.AUTHENTICATE, response, attempts.reason());
    }

    private void begin(LoginAttempts attempts) throws SetupException {
        try {
            attempts.begin();
        } catch (ExchangeException e) {
            trace.decided(Topic.AUTH, "not " + attempts.mechanism().name(), e.getMessage());
            throw new SetupException(SievePhase.AUTHENTICATE, e.getMessage());
        }
    }

    private Response authenticate(LoginAttempts attempts) throws SetupException, ConnectionBrokenException {
        try {
            return connection.authenticate(attempts.mechanism().name(), attempts.exchange());
        } catch (ExchangeException e) {
            throw new SetupException(SievePhase.AUTHENTICATE, trace.redacted(e.getMessage()));
        }
    }
}
