package dev.parley.smtp.dialog;

import dev.parley.net.Link;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Mechanisms.Refusal;
import dev.parley.sasl.Secret;
import dev.parley.sasl.Server;
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
    private final DialogSettings settings;
    private final String host;

    Login(Link link, Pipeline pipeline, DialogSettings settings, String host) {
        this.link = link;
        this.pipeline = pipeline;
        this.settings = settings;
        this.host = host;
    }

    /** Logs in where there is somebody to log in and the server takes logins. */
    void run(Capabilities offered) throws OpeningException, BrokenDialogException {
        if (settings.credentials().isEmpty() || offered.mechanisms().isEmpty()) {
            return;
        }
        Credentials credentials = settings.credentials().get();
        credentials.hideIn(link.trace());
        Server server = link.server(settings.hello() == Hello.LHLO ? "lmtp" : "smtp", host, offered.mechanisms());
        List<Mechanism> rest = new ArrayList<>(candidates(server, credentials));
        Optional<Mechanism> next = Optional.of(rest.get(0));
        while (next.isPresent()) {
            Mechanism mechanism = next.get();
            rest.remove(mechanism);
            next = attempt(mechanism, credentials, server, rest);
        }
    }

    /** @return the mechanism to try next; none where this one has logged in */
    private Optional<Mechanism> attempt(
            Mechanism mechanism, Credentials credentials, Server server, List<Mechanism> rest)
            throws OpeningException, BrokenDialogException {
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
                        settings.mechanisms().because(mechanism) + " of those the server offers ("
                                + String.join(" ", server.offered()) + ")");
        Reply reply = converse(mechanism, exchange);
        if (reply.isPositive()) {
            return Optional.empty();
        }
        Optional<Mechanism> next =
                refusal(reply).flatMap(why -> Mechanisms.after(mechanism, why, rest, link.identityProven()));
        if (next.isEmpty()) {
            String reason = exchange.reason()
                    .map(text -> "the server's reason: " + link.trace().shown(text))
                    .orElse("");
            throw new OpeningException(Phase.AUTH, reply, reply.raw() + reason);
        }
        return next;
    }

    private List<Mechanism> candidates(Server server, Credentials credentials) throws OpeningException {
        List<Mechanism> candidates = settings.mechanisms().candidates(server, credentials);
        if (candidates.isEmpty()) {
            throw new OpeningException(
                    Phase.AUTH,
                    "No authentication mechanisms supported by both server and client: the server offers "
                            + String.join(" ", server.offered()) + "; see "
                            + settings.names().name("auth.mechanisms"));
        }
        if (settings.cleartext() || link.tls().isPresent()) {
            return candidates;
        }
        List<Mechanism> hidden = candidates.stream()
                .filter(mechanism -> !mechanism.showsPassword())
                .toList();
        if (hidden.isEmpty()) {
            throw new OpeningException(
                    Phase.AUTH,
                    settings.names().name("auth.cleartext")
                            + "=false forbids to show the password on a link without TLS, and the server offers only "
                            + String.join(" ", server.offered()));
        }
        return hidden;
    }

    /** A server that says yes has to have proven what its mechanism proves. */
    private Reply converse(Mechanism mechanism, Exchange exchange) throws OpeningException, BrokenDialogException {
        try {
            Reply reply = pipeline.exchange(auth(mechanism, exchange));
            while (reply.isIntermediate()) {
                reply = pipeline.exchange(answer(exchange, reply));
            }
            if (reply.isPositive()) {
                exchange.succeeded(Optional.empty());
            }
            return reply;
        } catch (ExchangeException e) {
            throw failed(e);
        }
    }

    private OpeningException failed(ExchangeException why) {
        return new OpeningException(Phase.AUTH, link.trace().shown(why.getMessage()));
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

    private Command answer(Exchange exchange, Reply challenge) throws ExchangeException {
        try {
            String text = Reply.text(challenge.lines().get(0));
            return new Command.AuthAnswer(
                    exchange.answer(Base64.decodeBase64(text)).base64());
        } catch (ExchangeException e) {
            cancel();
            throw e;
        }
    }

    private void cancel() {
        try {
            pipeline.exchange(new Command.AuthCancel());
        } catch (BrokenDialogException e) {
            // Some servers hang up at it (GreenMail does): why it was cancelled says more.
        }
    }

    private static Optional<Refusal> refusal(Reply reply) {
        if (UNSUPPORTED.contains(reply.code()) || reply.hasStatus(5, 4)) {
            return Optional.of(Refusal.UNSUPPORTED);
        }
        return reply.code() == 534 && reply.hasStatus(7, 9) ? Optional.of(Refusal.TOO_WEAK) : Optional.empty();
    }
}
