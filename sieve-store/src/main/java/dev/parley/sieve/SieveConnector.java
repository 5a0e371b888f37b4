package dev.parley.sieve;

import dev.parley.net.Connector;
import dev.parley.net.Link;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Secret;
import dev.parley.sieve.dialog.BrokenDialogException;
import dev.parley.sieve.dialog.Login;
import dev.parley.sieve.dialog.Phase;
import dev.parley.sieve.dialog.SieveDialog;
import dev.parley.sieve.protocol.Response;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;

/** From settings to scripts: connects and logs in, or says in Jakarta Mail's words why not and leaves nothing open. */
final class SieveConnector {
    private final SieveSettings settings;
    private final String host;
    private final int port;
    private final Trace trace;

    SieveConnector(SieveSettings settings, String host, int port, Trace trace) {
        this.settings = settings;
        this.host = host;
        this.port = port;
        this.trace = trace;
    }

    Scripts connect(String user, String password) throws MessagingException {
        SieveDialog dialog = new SieveDialog(link());
        boolean loggedIn = false;
        try {
            login(
                    dialog,
                    new Credentials(
                            settings.authorization(),
                            user,
                            Optional.ofNullable(password).map(Secret::of)));
            loggedIn = true;
            return new Scripts(dialog, trace);
        } finally {
            if (!loggedIn) {
                dialog.close("no login");
            }
        }
    }

    private Link link() throws MessagingException {
        try {
            return new Connector(settings.route(), settings.timeouts(), SieveDialog.LIMITS, trace).connect(host, port);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private MessagingException unreachable(IOException failure) {
        trace.failed("connecting", failure.toString());
        trace.closed("no connection");
        int limit = Math.toIntExact(settings.timeouts().connect().toMillis());
        return new MailConnectException(new SocketConnectException(failure.getMessage(), failure, host, port, limit));
    }

    private void login(SieveDialog dialog, Credentials credentials) throws MessagingException {
        Login.Result result;
        try {
            result = new Login(dialog, settings.login(), trace)
                    .run(host, settings.tls(), settings.implicitTls(), credentials);
        } catch (BrokenDialogException e) {
            throw broken(e);
        }
        if (result instanceof Login.Result.Refused refused) {
            throw refused(refused);
        }
        if (result instanceof Login.Result.Forbidden forbidden) {
            trace.failed(Phase.AUTHENTICATE.phrase(), forbidden.why());
            throw new MessagingException(forbidden.why());
        }
    }

    private MessagingException broken(BrokenDialogException failure) {
        if (failure.bye().filter(bye -> bye.says("REFERRAL")).isPresent()) {
            return referral(failure.bye().get());
        }
        boolean silent = failure.phase() == Phase.GREETING && failure.getCause() instanceof SocketTimeoutException;
        String hint = silent && !settings.implicitTls()
                ? "; a server that expects TLS from the first octet says nothing: try the protocol sieves"
                : "";
        return new MessagingException(host + ":" + port + ": " + failure.getMessage() + hint, failure);
    }

    private MessagingException refused(Login.Result.Refused refused) {
        Response response = refused.response();
        if (response.says("REFERRAL")) {
            return referral(response);
        }
        if (refused.phase() == Phase.AUTHENTICATE && !response.says("TRYLATER")) {
            String reason = refused.reason()
                    .map(text -> "; the server's reason: " + text)
                    .orElse("");
            return new AuthenticationFailedException(
                    response.explanation() + reason + settings.login().advice(response));
        }
        String what = refused.phase() == Phase.GREETING
                ? "the connection"
                : refused.phase().name();
        return new SieveException(what, response);
    }

    private static MessagingException referral(Response response) {
        return new SieveReferralException(response.code().get().argument(), response.explanation());
    }
}
