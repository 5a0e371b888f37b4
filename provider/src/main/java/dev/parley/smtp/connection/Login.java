package dev.parley.smtp.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.observation.call.ObservedOperation;
import dev.parley.observation.call.ObservedServer;
import dev.parley.sasl.ClearTextLogin;
import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.sasl.ClearTextLogin.Verdict;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.LoginAttempts;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Mechanisms.Refusal;
import dev.parley.sasl.Secret;
import dev.parley.sasl.Server;
import dev.parley.settings.Compatibility;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.HelloVerb;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.trace.Topic;
import java.util.List;
import org.apache.commons.codec.binary.Base64;

/** AUTH, RFC 4954: selects a mechanism, runs its exchange, and selects another one after a rejection that allows it. */
final class Login {
    /** RFC 5321 s4.5.3.1.4, CRLF included: a longer initial response waits for its challenge. */
    private static final int LONGEST_LINE = 512;

    private final Link link;
    private final Pipeline pipeline;
    private final ConnectionSettings settings;
    private final ConnectionSettings.Login login;
    private final String host;

    Login(Link link, Pipeline pipeline, ConnectionSettings settings, String host) {
        this.link = link;
        this.pipeline = pipeline;
        this.settings = settings;
        this.login = settings.security().login();
        this.host = host;
    }

    /** Logs in where there are credentials and the server announces AUTH. */
    void run(Capabilities offered) throws SetupException, ConnectionBrokenException {
        Credentials credentials = login.credentials();
        if (credentials == null) {
            return;
        }
        if (!offered.announcesAuth()) {
            warnOfNoLogin();
            return;
        }
        ObservedServer observed = link.trace().observed();
        if (observed == null) {
            logIn(offered, credentials);
            return;
        }
        ObservedOperation operation = observed.login();
        try {
            operation.end(SetupOutcome.loggedIn(logIn(offered, credentials)));
        } catch (SetupException | ConnectionBrokenException | RuntimeException | Error e) {
            operation.end(SetupOutcome.failed(e));
            throw e;
        }
    }

    /** @return the reply that accepts the login */
    private Reply logIn(Capabilities offered, Credentials credentials)
            throws SetupException, ConnectionBrokenException {
        Server server = link.server(
                settings.session().hello() == HelloVerb.LHLO ? "lmtp" : "smtp",
                host,
                offered.mechanisms(),
                SmtpPhase.AUTH);
        Upgrade upgrade =
                TlsPolicy.upgrade(offered.has(Extension.STARTTLS), link.tls().isPresent(), settings);
        LoginAttempts attempts = new LoginAttempts(
                candidates(server, credentials, upgrade), credentials, server, link.trace(), settings.names());
        Reply reply;
        do {
            reply = attempt(attempts, credentials, server);
            if (reply.isPositive()) {
                return reply;
            }
        } while (attempts.mayContinue(refusal(attempts.mechanism(), attempts.exchange(), reply)));
        throw rejected(reply, attempts, credentials);
    }

    private void warnOfNoLogin() {
        if (settings.compatibility() == Compatibility.ANGUS
                && login.wanted() != ConnectionSettings.Login.Wanted.FALSE) {
            link.trace()
                    .warned(
                            Topic.AUTH,
                            "no login: the server does not offer AUTH",
                            settings.names().setting("compatibility"));
        }
    }

    private Reply attempt(LoginAttempts attempts, Credentials credentials, Server server)
            throws SetupException, ConnectionBrokenException {
        try {
            attempts.begin();
        } catch (ExchangeException e) {
            throw failed(e);
        }
        Mechanism mechanism = attempts.mechanism();
        link.trace()
                .loggingIn(
                        mechanism.name(),
                        credentials.user(),
                        login.mechanisms().because(mechanism, server) + " (the server offers "
                                + String.join(" ", server.offered()) + ")");
        return converse(mechanism, attempts.exchange());
    }

    private SetupException rejected(Reply reply, LoginAttempts attempts, Credentials credentials) {
        String reason = attempts.reason() == null ? "" : "the server's reason: " + attempts.reason();
        if (attempts.warning() != null) {
            reason += (reason.isEmpty() ? "" : "\n") + attempts.warning();
        }
        if (!credentials.hasEmptyPassword()) {
            return new SetupException(SmtpPhase.AUTH, reply, reply.raw() + reason);
        }
        link.trace()
                .warned(Topic.AUTH, Credentials.EMPTY_PASSWORD, settings.names().name("user"));
        String separator = reason.isEmpty() ? "" : "\n";
        return new SetupException(SmtpPhase.AUTH, reply, reply.raw() + reason + separator + Credentials.EMPTY_PASSWORD);
    }

    private List<Mechanism> candidates(Server server, Credentials credentials, Upgrade upgrade) throws SetupException {
        List<Mechanism> candidates = login.mechanisms().candidates(server, credentials);
        if (candidates.isEmpty()) {
            throw new SetupException(SmtpPhase.AUTH, nothingInCommon(server));
        }
        ClearTextLogin rule =
                new ClearTextLogin(settings.security().startTls(), login.clearText(), settings.compatibility());
        List<Mechanism> allowed = rule.allowed(candidates, upgrade, link.location());
        if (allowed.isEmpty()) {
            Verdict verdict = rule.of(candidates.get(0), upgrade, link.location());
            throw new SetupException(
                    SmtpPhase.AUTH,
                    ClearTextLogin.objection(verdict, upgrade, link.server(), server.offered(), settings.names()));
        }
        return allowed;
    }

    private String nothingInCommon(Server server) {
        String theirs = server.offered().isEmpty()
                ? "announces AUTH without a mechanism"
                : "offers " + String.join(" ", server.offered());
        return "No authentication mechanisms supported by both server and client: the server " + theirs
                + ", the client uses " + String.join(" ", login.mechanisms().names()) + " ("
                + settings.names().setting("auth.mechanisms") + ")"
                + login.mechanisms().adviceOnBinding(server);
    }

    /**
     * The exchange of a mechanism, all replies within one time-out. A server that accepts the login must have proven what
     * the mechanism proves.
     */
    private Reply converse(Mechanism mechanism, Exchange exchange) throws SetupException, ConnectionBrokenException {
        Deadline deadline = Deadline.in(link.timeouts().reply(SmtpPhase.AUTH));
        try {
            Reply reply = pipeline.exchange(auth(mechanism, exchange), deadline);
            while (reply.isIntermediate()) {
                reply = pipeline.exchange(answer(exchange, reply, deadline), deadline);
            }
            if (reply.isPositive()) {
                exchange.succeeded(null);
            }
            return reply;
        } catch (ExchangeException e) {
            throw failed(e);
        }
    }

    private SetupException failed(ExchangeException why) {
        return new SetupException(SmtpPhase.AUTH, link.trace().forException(why.getMessage()));
    }

    private static Command auth(Mechanism mechanism, Exchange exchange) {
        Secret response = exchange.initialResponse().orElse(null);
        Command.Auth whole = new Command.Auth(mechanism.name(), response == null ? null : encoded(response));
        return whole.wire().length + 2 <= LONGEST_LINE ? whole : new Command.Auth(mechanism.name(), null);
    }

    /** RFC 4954 s4: base64; an empty initial response is a single equals sign. */
    private static Secret encoded(Secret initialResponse) {
        return initialResponse.length() == 0 ? Secret.of("=") : initialResponse.base64();
    }

    private Command answer(Exchange exchange, Reply challenge, Deadline deadline) throws ExchangeException {
        try {
            String text = Reply.text(challenge.lines().get(0));
            return new Command.AuthAnswer(
                    exchange.answer(Base64.decodeBase64(text)).base64());
        } catch (ExchangeException e) {
            cancel(deadline);
            throw e;
        }
    }

    private void cancel(Deadline deadline) {
        try {
            Reply reply = pipeline.exchange(Command.Word.AUTH_CANCEL, deadline);
            if (reply.isIntermediate()) {
                pipeline.abandon(SmtpPhase.AUTH, "the server replied to the cancelled login with another challenge");
            }
        } catch (ConnectionBrokenException e) {
            // Some servers close the connection (GreenMail does): the reason of the cancellation is the error.
        }
    }

    /** The meaning of a rejection (RFC 4954 s4, s6); null where no other mechanism may be tried. */
    private static Refusal refusal(Mechanism mechanism, Exchange exchange, Reply reply) {
        if (isUnsupported(reply.code()) || reply.hasStatus(5, 4)) {
            return Refusal.UNSUPPORTED;
        }
        if (reply.code() == 534 && reply.hasStatus(7, 9)) {
            return Refusal.TOO_WEAK;
        }
        boolean otherReason = reply.code() == 535 || reply.hasStatus(7, 8) || !reply.isPermanent();
        boolean binding = Mechanisms.refusesBinding(mechanism, exchange.reason().orElse(null), otherReason);
        return binding && !reply.isClosing() ? Refusal.BINDING : null;
    }

    /** 432: the server requires one login with the password in clear text over TLS: another mechanism (RFC 4954 s6). */
    private static boolean isUnsupported(int code) {
        return code == 432 || code == 500 || code == 501 || code == 502 || code == 504;
    }
}
