package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Link;
import dev.parley.observation.call.ObservedOperation;
import dev.parley.observation.call.ObservedServer;
import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.LoginAttempts;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Server;
import dev.parley.settings.StartTls;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.tls.TlsSettings;
import dev.parley.tls.TlsUpgrade;
import dev.parley.trace.PendingCommand;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.util.List;

/** Sets up a connection: greeting, STARTTLS, AUTHENTICATE. */
public final class ConnectionSetup {
    private final SieveConnection connection;
    private final Channel channel;
    private final Link link;
    private final Trace trace;
    private final LoginPolicy policy;
    private final String host;

    /** @param host the name that the server's certificate must have */
    public ConnectionSetup(SieveConnection connection, LoginPolicy policy, String host) {
        this.connection = connection;
        this.channel = connection.channel();
        this.link = channel.link();
        this.trace = connection.trace();
        this.policy = policy;
        this.host = host;
    }

    /** @param implicitTls whether the server expects TLS from the first octet */
    public void run(TlsSettings tls, boolean implicitTls, Credentials credentials)
            throws SetupException, ConnectionBrokenException {
        if (implicitTls) {
            secure(tls);
        }
        require(SievePhase.GREETING, greeting());
        if (!implicitTls) {
            startTls(tls);
        }
        logIn(credentials);
    }

    private void secure(TlsSettings settings) throws ConnectionBrokenException {
        try {
            link.secure(new TlsUpgrade(settings, host, true), channel.limit(SievePhase.HANDSHAKE));
        } catch (IOException e) {
            throw channel.broken(SievePhase.HANDSHAKE, e);
        }
    }

    /** Reads the greeting, which has the capabilities (RFC 5804 s1.7). */
    private Response greeting() throws ConnectionBrokenException {
        try {
            PendingCommand unsolicited = trace.unsolicited();
            Reply reply = channel.received(
                    unsolicited, channel.reader(SievePhase.GREETING).reply());
            connection.known().update(reply);
            return reply.response();
        } catch (IOException e) {
            throw channel.broken(SievePhase.GREETING, e);
        }
    }

    private static void require(SievePhase phase, Response response) throws SetupException {
        if (!response.isOk()) {
            throw new SetupException(phase, response, null);
        }
    }

    private void startTls(TlsSettings tls) throws SetupException, ConnectionBrokenException {
        String property = policy.names().name("starttls.enable");
        if (policy.wantsTls(connection.capabilities())) {
            trace.decided(Topic.TLS, "STARTTLS", "the server announces it", property);
            require(SievePhase.STARTTLS, connection.execute(Command.startTls()).response());
            secure(tls);
            connection.refreshCapabilities("old servers do not announce their capabilities after STARTTLS");
        } else if (policy.startTls() == StartTls.REQUIRED) {
            throw new SetupException(
                    SievePhase.STARTTLS,
                    link.server() + " does not announce STARTTLS, which " + policy.whyRequired(tls.restriction()));
        } else {
            warnOfRestriction(tls.restriction());
            trace.warned(
                    Topic.TLS,
                    policy.startTls() != StartTls.OFF
                            ? "the connection is not encrypted: the server does not announce STARTTLS"
                            : "the connection is not encrypted: STARTTLS is disabled",
                    property);
        }
    }

    /** A connection without TLS is permitted although the certificate is restricted. */
    private void warnOfRestriction(String restriction) {
        if (restriction != null) {
            trace.warned(
                    Topic.TLS,
                    "the connection is without TLS although " + restriction + " is set",
                    StartTls.permission(policy.names()));
        }
    }

    private void logIn(Credentials credentials) throws SetupException, ConnectionBrokenException {
        ObservedServer observed = trace.observed();
        if (observed == null) {
            runLogin(credentials);
            return;
        }
        ObservedOperation operation = observed.login();
        try {
            operation.end(ScriptOutcome.of(SievePhase.AUTHENTICATE, runLogin(credentials)));
        } catch (SetupException | ConnectionBrokenException | RuntimeException | Error e) {
            operation.end(ScriptOutcome.failed(e));
            throw e;
        }
    }

    /** @return the response that accepts the login */
    private Response runLogin(Credentials credentials) throws SetupException, ConnectionBrokenException {
        Server server = link.server("sieve", host, connection.capabilities().sasl(), SievePhase.AUTHENTICATE);
        Upgrade upgrade = policy.upgrade(connection.capabilities(), link.tls().isPresent());
        List<Mechanism> candidates = policy.candidates(server, credentials, upgrade, link.location());
        if (candidates.isEmpty()) {
            throw new SetupException(SievePhase.AUTHENTICATE, policy.objection(server, credentials, upgrade, link));
        }
        LoginAttempts attempts = new LoginAttempts(candidates, credentials, server, trace, policy.names());
        Response response;
        do {
            begin(attempts);
            trace.loggingIn(
                    attempts.mechanism().name(),
                    credentials.user(),
                    "the server announces " + server.offered(),
                    policy.names().name("auth.mechanisms"));
            response = authenticate(attempts);
            if (response.isOk()) {
                return response;
            }
        } while (attempts.mayContinue(LoginPolicy.refusal(attempts.mechanism(), response, attempts.reason())));
        if (credentials.hasEmptyPassword()) {
            trace.warned(Topic.AUTH, Credentials.EMPTY_PASSWORD, policy.names().name("user"));
        }
        throw new SetupException(SievePhase.AUTHENTICATE, response, details(attempts));
    }

    /** What the response does not state; null: nothing. */
    private static String details(LoginAttempts attempts) {
        String reason = attempts.reason() == null ? null : "the server's reason: " + attempts.reason();
        if (attempts.warning() == null) {
            return reason;
        }
        return reason == null ? attempts.warning() : reason + "; " + attempts.warning();
    }

    private void begin(LoginAttempts attempts) throws SetupException {
        try {
            attempts.begin();
        } catch (ExchangeException e) {
            trace.decided(Topic.AUTH, "not " + attempts.mechanism().name(), e.getMessage());
            throw new SetupException(SievePhase.AUTHENTICATE, noLogin(e));
        }
    }

    private Response authenticate(LoginAttempts attempts) throws SetupException, ConnectionBrokenException {
        try {
            return new Authentication(channel, connection.known(), attempts.exchange())
                    .run(attempts.mechanism().name());
        } catch (ExchangeException e) {
            throw new SetupException(SievePhase.AUTHENTICATE, trace.forException(noLogin(e)));
        }
    }

    private String noLogin(ExchangeException failure) {
        return "no login at " + link.server() + ": " + failure.getMessage();
    }
}
