package dev.parley.smtp.connection;

import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.ClearTextLogin;
import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.sasl.ClearTextLogin.Verdict;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Mechanisms.Refusal;
import dev.parley.sasl.Secret;
import dev.parley.sasl.Server;
import dev.parley.settings.Compatibility;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.codec.binary.Base64;

/** AUTH, RFC 4954: which mechanism, its exchange, and whether another one may follow a refusal. */
final class Login {
    /** RFC 5321 s4.5.3.1.4, CRLF included: a longer initial response waits for its challenge. */
    private static final int LONGEST_LINE = 512;

    /** 432 asks for the password in clear, once, over TLS (RFC 4954 s4): another mechanism. */
    private static final Set<Integer> UNSUPPORTED = Set.of(432, 500, 501, 502, 504);

    private final Link link;
    private final Pipeline pipeline;
    private final ConnectionSettings settings;
    private final String host;

    Login(Link link, Pipeline pipeline, ConnectionSettings settings, String host) {
        this.link = link;
        this.pipeline = pipeline;
        this.settings = settings;
        this.host = host;
    }

    /** Logs in where there are credentials and the server announces AUTH. */
    void run(Capabilities offered) throws HandshakeException, ConnectionBrokenException {
        if (settings.credentials().isEmpty()) {
            return;
        }
        if (!offered.announcesAuth()) {
            warnOfNoLogin();
            return;
        }
        Credentials credentials = settings.credentials().get();
        credentials.hideIn(link.trace());
        Server server = link.server(settings.hello() == Hello.LHLO ? "lmtp" : "smtp", host, offered.mechanisms());
        Upgrade upgrade = TlsPolicy.upgrade(offered.has("STARTTLS"), link.tls().isPresent(), settings);
        List<Mechanism> rest = new ArrayList<>(candidates(server, credentials, upgrade));
        Optional<Mechanism> next = Optional.of(rest.get(0));
        while (next.isPresent()) {
            Mechanism mechanism = next.get();
            rest.remove(mechanism);
            next = attempt(mechanism, credentials, server, rest);
        }
    }

    private void warnOfNoLogin() {
        if (settings.compatibility() == Compatibility.ANGUS && settings.auth().orElse(true)) {
            link.trace()
                    .warned(
                            Topic.AUTH,
                            "no login: the server does not offer AUTH",
                            settings.names().setting("compatibility"));
        }
    }

    /** @return the mechanism to try next; none where this one has logged in */
    private Optional<Mechanism> attempt(
            Mechanism mechanism, Credentials credentials, Server server, List<Mechanism> rest)
            throws HandshakeException, ConnectionBrokenException {
        Exchange exchange;
        try {
            exchange = mechanism.begin(credentials, server);
        } catch (ExchangeException e) {
            if (rest.isEmpty()) {
                throw failed(e);
            }
            link.trace().decided(Topic.AUTH, "not " + mechanism.name(), e.getMessage());
            return Optional.of(rest.get(0));
        }
        link.trace()
                .loggingIn(
                        mechanism.name(),
                        credentials.user(),
                        settings.mechanisms().because(mechanism, server) + " of those the server offers ("
                                + String.join(" ", server.offered()) + ")");
        Reply reply = converse(mechanism, exchange);
        if (reply.isPositive()) {
            return Optional.empty();
        }
        Optional<Mechanism> next = refusal(mechanism, exchange, reply)
                .flatMap(why -> Mechanisms.after(mechanism, why, rest, link.identityProven()));
        if (next.isEmpty()) {
            throw refused(reply, exchange, credentials);
        }
        if (mechanism.bindsChannel()) {
            link.trace()
                    .warned(
                            Topic.AUTH,
                            Mechanisms.unbound(mechanism, next.get()),
                            settings.names().name("auth.mechanisms"));
        }
        return next;
    }

    private HandshakeException refused(Reply reply, Exchange exchange, Credentials credentials) {
        String reason = exchange.reason()
                .map(text -> "the server's reason: " + link.trace().redacted(text))
                .orElse("");
        if (!credentials.hasEmptyPassword()) {
            return new HandshakeException(Phase.AUTH, reply, reply.raw() + reason);
        }
        link.trace()
                .warned(Topic.AUTH, Credentials.EMPTY_PASSWORD, settings.names().name("user"));
        String separator = reason.isEmpty() ? "" : "\n";
        return new HandshakeException(Phase.AUTH, reply, reply.raw() + reason + separator + Credentials.EMPTY_PASSWORD);
    }

    private List<Mechanism> candidates(Server server, Credentials credentials, Upgrade upgrade)
            throws HandshakeException {
        List<Mechanism> candidates = settings.mechanisms().candidates(server, credentials);
        if (candidates.isEmpty()) {
            throw new HandshakeException(Phase.AUTH, nothingInCommon(server));
        }
        ClearTextLogin rule = new ClearTextLogin(settings.startTls(), settings.clearText(), settings.compatibility());
        List<Mechanism> allowed = candidates.stream()
                .filter(mechanism -> rule.of(mechanism, upgrade, link.location()) == Verdict.ALLOWED)
                .toList();
        if (allowed.isEmpty()) {
            Verdict verdict = rule.of(candidates.get(0), upgrade, link.location());
            throw new HandshakeException(
                    Phase.AUTH, ClearTextLogin.objection(verdict, upgrade, host, server.offered(), settings.names()));
        }
        return allowed;
    }

    private String nothingInCommon(Server server) {
        String theirs = server.offered().isEmpty()
                ? "announces AUTH without a mechanism"
                : "offers " + String.join(" ", server.offered());
        return "No authentication mechanisms supported by both server and client: the server " + theirs
                + ", this side uses " + String.join(" ", settings.mechanisms().names()) + " ("
                + settings.names().setting("auth.mechanisms") + ")"
                + settings.mechanisms().adviceOnBinding(server);
    }

    /**
     * The exchange of a mechanism, all replies within one time-out. A server that accepts the login must have proven what
     * the mechanism proves.
     */
    private Reply converse(Mechanism mechanism, Exchange exchange)
            throws HandshakeException, ConnectionBrokenException {
        Deadline deadline = Deadline.in(link.timeouts().reply(Phase.AUTH.timeout()));
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

    private HandshakeException failed(ExchangeException why) {
        return new HandshakeException(Phase.AUTH, link.trace().redacted(why.getMessage()));
    }

    private static Command auth(Mechanism mechanism, Exchange exchange) {
        Command.Auth whole = new Command.Auth(
                mechanism.name(), exchange.initialResponse().map(Secret::base64).map(Login::equalsSignWhenEmpty));
        return whole.wire().length + 2 <= LONGEST_LINE ? whole : new Command.Auth(mechanism.name(), Optional.empty());
    }

    /** RFC 4954 s4: an empty initial response is a single equals sign. */
    private static Secret equalsSignWhenEmpty(Secret response) {
        return response.length() == 0 ? Secret.of("=") : response;
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
            Reply reply = pipeline.exchange(new Command.AuthCancel(), deadline);
            if (reply.isIntermediate()) {
                pipeline.abandon(Phase.AUTH, "the server replied to the cancelled login with another challenge");
            }
        } catch (ConnectionBrokenException e) {
            // Some servers hang up at it (GreenMail does): why it was cancelled says more.
        }
    }

    private static Optional<Refusal> refusal(Mechanism mechanism, Exchange exchange, Reply reply) {
        if (UNSUPPORTED.contains(reply.code()) || reply.hasStatus(5, 4)) {
            return Optional.of(Refusal.UNSUPPORTED);
        }
        if (reply.code() == 534 && reply.hasStatus(7, 9)) {
            return Optional.of(Refusal.TOO_WEAK);
        }
        boolean wrongPassword = reply.code() == 535 || reply.hasStatus(7, 8);
        boolean binding = Mechanisms.refusesBinding(mechanism, exchange.reason().orElse(null), wrongPassword);
        return binding && !reply.isFarewell() ? Optional.of(Refusal.BINDING) : Optional.empty();
    }
}
