package dev.parley.sieve.account;

import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.ConnectFailedException;
import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Connector;
import dev.parley.net.HostFailures;
import dev.parley.net.Link;
import dev.parley.observation.call.ObservedOperation;
import dev.parley.observation.call.ObservedServer;
import dev.parley.sasl.Credentials;
import dev.parley.settings.Endpoint;
import dev.parley.settings.UnexpectedFailure;
import dev.parley.sieve.connection.ByeException;
import dev.parley.sieve.connection.ConnectionSetup;
import dev.parley.sieve.connection.ScriptOutcome;
import dev.parley.sieve.connection.SetupException;
import dev.parley.sieve.connection.SieveConnection;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.trace.Escaped;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;

/** Connects to one server and logs in. A failure is thrown as an exception of Jakarta Mail, and leaves nothing open. */
final class AccountLogin {
    /** A MailConnectException that is printed without its cause, which follows as "Caused by". */
    private static final class UnreachableException extends MailConnectException {
        private static final long serialVersionUID = 1L;

        /** The message without "Couldn't connect to host", which precedes it. */
        private final String what;

        UnreachableException(SocketConnectException failure) {
            super(failure);
            this.what = failure.getMessage();
        }

        @Override
        public String toString() {
            return MailConnectException.class.getName() + ": " + getMessage();
        }
    }

    /** A MessagingException that is printed in the same way. */
    private static final class BrokenException extends MessagingException {
        private static final long serialVersionUID = 1L;

        BrokenException(String message, Exception cause) {
            super(message, cause);
        }

        @Override
        public String toString() {
            return MessagingException.class.getName() + ": " + getMessage();
        }
    }

    private final SieveSettings settings;
    private final Trace trace;
    private final Endpoint server;
    private final String identity;
    private final ConnectAttempt attempt;
    private Exception failure; // null: none

    /** @param identity the name that the server's certificate must have */
    AccountLogin(SieveSettings settings, Trace trace, Endpoint server, String identity, ConnectAttempt attempt) {
        this.settings = settings;
        this.trace = trace;
        this.server = server;
        this.identity = identity;
        this.attempt = attempt;
    }

    /** Whether it failed because of the server or the network, and the server rejected no login. */
    boolean failedBeforeLogin() {
        return failure instanceof SetupException setup
                ? setup.phase() != SievePhase.AUTHENTICATE
                : failure != null && !(failure instanceof ConnectAbortedException);
    }

    /** The message of a failure in one line. */
    static String headline(MessagingException failure) {
        return HostFailures.headline(message(failure));
    }

    private static String message(MessagingException failure) {
        return failure instanceof UnreachableException unreachable ? unreachable.what : failure.getMessage();
    }

    /**
     * None of several hosts can be used.
     *
     * @param failures of each host, in their order; suppressed in the exception
     * @param property that may have the list
     */
    static MessagingException allFailed(List<MessagingException> failures, String property) {
        MessagingException last = failures.get(failures.size() - 1);
        List<String> messages = new ArrayList<>();
        boolean unreachable = true;
        for (MessagingException failure : failures) {
            messages.add(message(failure));
            unreachable &= failure instanceof MailConnectException;
        }
        String what = HostFailures.message(property, messages);
        MessagingException all = new BrokenException(what, (Exception) last.getCause());
        if (unreachable) {
            MailConnectException server = (MailConnectException) last;
            all = new UnreachableException(new SocketConnectException(
                    what,
                    (Exception) last.getCause(),
                    server.getHost(),
                    server.getPort(),
                    server.getConnectionTimeout()));
        }
        failures.forEach(all::addSuppressed);
        return all;
    }

    /** A failure that is printed without its cause, which follows as "Caused by". */
    static MessagingException broken(String message, Exception cause) {
        return new BrokenException(message, cause);
    }

    SieveConnection run(Credentials credentials) throws MessagingException {
        ObservedServer observed = trace.observed();
        if (observed == null) {
            return connected(credentials);
        }
        ObservedOperation operation = observed.connect();
        try {
            SieveConnection connection = connected(credentials);
            operation.end(ScriptOutcome.connected());
            return connection;
        } catch (MessagingException | RuntimeException | Error e) {
            operation.end(ScriptOutcome.failed(failure == null ? e : failure));
            throw e;
        }
    }

    private SieveConnection connected(Credentials credentials) throws MessagingException {
        try {
            return loggedIn(credentials);
        } catch (MessagingException e) {
            throw trace.withTrail(e);
        } catch (RuntimeException e) {
            trace.closed("no connection");
            if (UnexpectedFailure.isBug(e)) {
                String what = "no connection to " + server;
                throw trace.withTrail(new MessagingException(UnexpectedFailure.message(what, e), e));
            }
            throw e;
        }
    }

    private SieveConnection loggedIn(Credentials credentials) throws MessagingException {
        SieveConnection connection = new SieveConnection(link());
        boolean loggedIn = false;
        try {
            new ConnectionSetup(connection, settings.security().login(), identity)
                    .run(settings.security().tls(), settings.security().implicitTls(), credentials);
            loggedIn = true;
            return connection;
        } catch (ConnectionBrokenException e) {
            failure = e;
            throw broken(e, connection.server());
        } catch (SetupException e) {
            failure = e;
            if (e.response() != null) {
                throw rejected(e, credentials, connection.server());
            }
            String what = Escaped.message(e.getMessage());
            trace.failed(e.phase().phrase(), what);
            throw new MessagingException(what + trace.advice(e.phase().phrase(), what, false));
        } finally {
            if (!loggedIn) {
                connection.close("after a failed login");
            }
        }
    }

    private Link link() throws MessagingException {
        try {
            return new Connector(
                            settings.network().route(),
                            settings.network().timeouts(),
                            SieveConnection.limits(settings.scripts().largest()),
                            trace,
                            attempt)
                    .connect(server.host(), server.port());
        } catch (ConnectAbortedException e) {
            failure = e;
            trace.failed("connecting", e.getMessage());
            trace.closed("no connection");
            throw new MessagingException(
                    "the connection to " + server + " failed while connecting: " + e.getMessage(), e);
        } catch (IOException e) {
            failure = e;
            throw unreachable(e);
        }
    }

    private MessagingException unreachable(IOException failure) {
        String unknown = failure instanceof UnknownHostException ? "unknown host " : "";
        String what = unknown + failure.getMessage();
        trace.failed("connecting", what);
        trace.closed("no connection");
        int limit = Math.toIntExact(settings.network().timeouts().connect().toMillis());
        return new UnreachableException(new SocketConnectException(
                what + trace.advice("connecting", what, false),
                failure instanceof ConnectFailedException tried ? (IOException) tried.getCause() : failure,
                server.host(),
                server.port(),
                limit));
    }

    private MessagingException broken(ConnectionBrokenException failure, String at) {
        MessagingException referral =
                new Refusal(at, trace).referral((SievePhase) failure.phase(), ByeException.responseOf(failure));
        return referral == null
                ? new BrokenException(failure.getMessage() + failure.advice(trace), (Exception) failure.getCause())
                : referral;
    }

    private MessagingException rejected(SetupException failure, Credentials credentials, String at) {
        Response response = failure.response();
        Refusal refusal = new Refusal(at, trace);
        MessagingException referral = refusal.referral(failure.phase(), response);
        if (referral != null) {
            return referral;
        }
        if (failure.phase() == SievePhase.AUTHENTICATE && !response.hasCode("TRYLATER")) {
            String code = response.hasCode() && !response.text().isBlank() ? " (" + response.code() + ")" : "";
            String reason = failure.getMessage() == null ? "" : "; " + failure.getMessage();
            String empty = credentials.hasEmptyPassword() ? "; " + Credentials.EMPTY_PASSWORD : "";
            return new AuthenticationFailedException(at + " rejected the login: " + response.explanation() + code
                    + reason + empty + refusal.advice(failure.phase(), response));
        }
        return refusal.of(failure.phase(), response);
    }
}
