package dev.parley.sieve;

import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.Connector;
import dev.parley.net.Link;
import dev.parley.sasl.Credentials;
import dev.parley.settings.Endpoint;
import dev.parley.sieve.dialog.BrokenDialogException;
import dev.parley.sieve.dialog.Login;
import dev.parley.sieve.dialog.Phase;
import dev.parley.sieve.dialog.SieveDialog;
import dev.parley.sieve.protocol.Response;
import dev.parley.trace.Shown;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;

/** Connects to one server and logs in, or says in Jakarta Mail's words why not and leaves nothing open. */
final class SieveLogin {
    private final SieveSettings settings;
    private final Trace trace;
    private final Endpoint server;
    private final String identity;
    private final ConnectAttempt attempt;

    /** @param identity the name that the server's certificate must have */
    SieveLogin(SieveSettings settings, Trace trace, Endpoint server, String identity, ConnectAttempt attempt) {
        this.settings = settings;
        this.trace = trace;
        this.server = server;
        this.identity = identity;
        this.attempt = attempt;
    }

    Scripts run(Credentials credentials) throws MessagingException {
        try {
            return loggedIn(credentials);
        } catch (MessagingException e) {
            throw trace.withTrail(e);
        }
    }

    private Scripts loggedIn(Credentials credentials) throws MessagingException {
        SieveDialog dialog = new SieveDialog(link());
        boolean loggedIn = false;
        try {
            login(dialog, credentials);
            loggedIn = true;
            return new Scripts(
                    dialog,
                    trace,
                    settings.asksForRoom(),
                    settings.login().names().name("havespace"));
        } finally {
            if (!loggedIn) {
                dialog.close("no login");
            }
        }
    }

    private Link link() throws MessagingException {
        try {
            return new Connector(
                            settings.route(),
                            settings.timeouts(),
                            SieveDialog.limits(settings.largestScript()),
                            trace,
                            attempt)
                    .connect(server.host(), server.port());
        } catch (ConnectAbortedException e) {
            trace.failed("connecting", e.getMessage());
            trace.closed("no connection");
            throw new MessagingException(server.host() + ":" + server.port() + ": connecting: " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private MessagingException unreachable(IOException failure) {
        String unknown = failure instanceof UnknownHostException ? "unknown host " : "";
        trace.failed("connecting", unknown + failure.getMessage());
        trace.closed("no connection");
        int limit = Math.toIntExact(settings.timeouts().connect().toMillis());
        return new MailConnectException(
                new SocketConnectException(failure.getMessage(), failure, server.host(), server.port(), limit));
    }

    private void login(SieveDialog dialog, Credentials credentials) throws MessagingException {
        Login.Result result;
        try {
            result = new Login(dialog, settings.login(), trace)
                    .run(identity, settings.tls(), settings.implicitTls(), credentials);
        } catch (BrokenDialogException e) {
            throw broken(e);
        }
        if (result instanceof Login.Result.Refused refused) {
            throw refused(refused, credentials);
        }
        if (result instanceof Login.Result.Forbidden forbidden) {
            trace.failed(forbidden.phase().phrase(), forbidden.why());
            throw new MessagingException(Shown.escaped(forbidden.why()));
        }
    }

    private MessagingException broken(BrokenDialogException failure) {
        if (failure.bye().filter(bye -> bye.says("REFERRAL")).isPresent()) {
            return referral(failure.bye().get());
        }
        return new MessagingException(
                server.host() + ":" + server.port() + ": " + failure.getMessage() + hint(failure), failure);
    }

    /** Of two sides that differ about who begins with TLS, one waits for ever, and the other hears no TLS. */
    private String hint(BrokenDialogException failure) {
        boolean silent = failure.phase() == Phase.GREETING && failure.getCause() instanceof SocketTimeoutException;
        boolean clear = failure.phase() == Phase.HANDSHAKE
                && String.valueOf(failure.getMessage()).contains("Unsupported or unrecognized SSL message");
        if (silent && !settings.implicitTls()) {
            return "; a server that expects TLS from the first octet says nothing: try the protocol sieves";
        }
        return clear && settings.implicitTls()
                ? "; a server that greets in clear expects STARTTLS: try the protocol sieve, without "
                        + property("ssl.enable")
                : "";
    }

    private MessagingException refused(Login.Result.Refused refused, Credentials credentials) {
        Response response = refused.response();
        if (response.says("REFERRAL")) {
            return referral(response);
        }
        if (refused.phase() == Phase.AUTHENTICATE && !response.says("TRYLATER")) {
            String reason = refused.reason()
                    .map(text -> "; the server's reason: " + text)
                    .orElse("");
            String empty = credentials.hasEmptyPassword() ? "; " + Credentials.EMPTY_PASSWORD : "";
            return new AuthenticationFailedException(
                    response.explanation() + reason + empty + settings.login().advice(response));
        }
        String what = refused.phase() == Phase.GREETING
                ? "the connection"
                : refused.phase().name();
        return new SieveException(what, response);
    }

    private String property(String suffix) {
        return settings.login().names().name(suffix);
    }

    private static MessagingException referral(Response response) {
        return new SieveReferralException(response.code().get().argument(), response.explanation());
    }
}
