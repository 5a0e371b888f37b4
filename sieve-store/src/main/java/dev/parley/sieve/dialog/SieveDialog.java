package dev.parley.sieve.dialog;

import dev.parley.net.Link;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Secret;
import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.Token;
import dev.parley.sieve.protocol.Tokenizer;
import dev.parley.tls.TlsSettings;
import dev.parley.tls.TlsUpgrade;
import dev.parley.trace.Answer;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import java.io.IOException;
import java.util.Optional;
import org.apache.commons.codec.binary.Base64;

/**
 * A ManageSieve conversation (RFC 5804) over one link, for one thread at a time.
 *
 * <ol>
 *   <li>perhaps {@link #secure}, where the server expects TLS from the first octet;
 *   <li>{@link #greeting};
 *   <li>perhaps {@link #startTls};
 *   <li>{@link #authenticate};
 *   <li>any number of commands: {@link #ask};
 *   <li>{@link #logout}.
 * </ol>
 *
 * <p>A refusal is a reply like any other. BYE, a time-out, or a line that makes no sense closes the link: each of them
 * leaves open which reply comes next.
 */
public final class SieveDialog {
    /** Scripts come whole: Dovecot's own limit for one is 1 MiB, and an administrator may raise it. */
    public static final Limits LIMITS = new Limits(16 * 1024, 32 * 1024 * 1024);

    private final Link link;
    private final Channel channel;
    private final Trace trace;
    private Capabilities capabilities = Capabilities.NONE;
    private int questions;

    public SieveDialog(Link link) {
        this.link = link;
        this.channel = new Channel(link);
        this.trace = link.trace();
    }

    /** What the server said it can do; nothing across STARTTLS and after the end. */
    public Capabilities capabilities() {
        return capabilities;
    }

    public boolean isSecured() {
        return link.tls().isPresent();
    }

    public boolean isClosed() {
        return link.isClosed();
    }

    /** How many commands there were: while the number stays the same, what this side has learnt may still be true. */
    public long commands() {
        return channel.commands();
    }

    /** Begins TLS before anything else is said. */
    public void secure(TlsSettings settings, String host) throws BrokenDialogException {
        channel.during(Phase.HANDSHAKE, () -> {
            link.secure(new TlsUpgrade(settings, host, true), channel.limit(Phase.HANDSHAKE));
            return link;
        });
    }

    /** Waits for the server's first words, the capabilities (RFC 5804 s1.7). */
    public Response greeting() throws BrokenDialogException {
        return channel.during(Phase.GREETING, () -> {
            Trace.Asked unasked = trace.unasked();
            Reply reply = channel.heard(unasked, channel.reader(Phase.GREETING).reply());
            learn(reply);
            return reply.response();
        });
    }

    /** STARTTLS and, where the server agrees, TLS and new capabilities (RFC 5804 s2.2). */
    public Response startTls(TlsSettings settings, String host) throws BrokenDialogException {
        Reply reply = ask(Command.startTls());
        if (reply.isOk()) {
            Capabilities inClear = capabilities;
            capabilities = Capabilities.NONE;
            secure(settings, host);
            refresh(inClear, "old servers do not list their capabilities after STARTTLS");
        }
        return reply.response();
    }

    /**
     * AUTHENTICATE (RFC 5804 s2.1) and, where it succeeds, the capabilities of the logged-in state.
     *
     * @throws ExchangeException when the mechanism cannot go on on this side; a begun exchange has been cancelled
     */
    public Response authenticate(Mechanism mechanism, Credentials credentials)
            throws BrokenDialogException, ExchangeException {
        Exchange exchange = mechanism.begin(credentials);
        Command first = Command.authenticate(mechanism.name(), exchange.initialResponse());
        Outcome outcome = channel.during(Phase.AUTHENTICATE, () -> answerChallenges(first, exchange));
        if (outcome.cancelled().isPresent()) {
            throw outcome.cancelled().get();
        }
        if (outcome.response().isOk()) {
            refresh(capabilities, "some servers list their capabilities after AUTHENTICATE");
        }
        return outcome.response();
    }

    /**
     * Says a command and reads its reply. After a NO to a literal the dialog makes sure that it is still in step; where
     * it cannot, the reply is given all the same and the link is closed.
     */
    public Reply ask(Command command) throws BrokenDialogException {
        Phase phase = Phase.of(command);
        Reply reply = channel.during(phase, () -> {
            Trace.Asked asked = channel.send(command);
            return replyTo(asked, phase);
        });
        if (!reply.isOk() && command.carriesLiteral()) {
            regainStep(command);
        }
        return reply;
    }

    /** Asks whether the server is there, with a command that changes nothing. */
    public void ping() throws BrokenDialogException {
        ask(capabilities.hasVersion() ? Command.noop("parley-" + ++questions) : Command.capability());
    }

    /** LOGOUT (RFC 5804 s2.3), a short wait for the answer, and the end of the link. */
    public void logout() {
        try {
            Trace.Asked asked = channel.send(Command.logout());
            channel.heard(asked, new ReplyReader(link.reader(Phase.LOGOUT.timeout())).reply());
        } catch (IOException e) {
            // The link ends either way, and nobody waits for what the server would have said to that.
        }
        close("LOGOUT");
    }

    /** Ends the link from any thread, whatever another one is waiting for. */
    public void abandon() {
        link.close();
    }

    /** Ends the link without a word, and says in the trace why. */
    public void close(String why) {
        capabilities = Capabilities.NONE;
        channel.close(why);
    }

    private record Outcome(Response response, Optional<ExchangeException> cancelled) {}

    private Outcome answerChallenges(Command first, Exchange exchange) throws IOException {
        Command said = first;
        Optional<ExchangeException> cancelled = Optional.empty();
        while (true) {
            Trace.Asked asked = channel.send(said);
            ReplyReader reader = channel.reader(Phase.AUTHENTICATE);
            Line line = reader.line();
            while (Capabilities.isIn(line)) {
                learnUnasked(channel.heard(asked, reader.replyFrom(line)));
                line = reader.line();
            }
            if (Response.isIn(line)) {
                return new Outcome(channel.heard(asked, reader.replyFrom(line)).response(), cancelled);
            }
            trace.received(asked, Answer.NONE, line::shown);
            try {
                said = Command.answer(answer(exchange, line));
            } catch (ExchangeException e) {
                cancelled = Optional.of(e);
                said = Command.cancel();
            }
        }
    }

    private static Secret answer(Exchange exchange, Line line) throws IOException, ExchangeException {
        String challenge = new Tokenizer(line).next().map(Token::text).orElse("");
        return exchange.answer(Base64.decodeBase64(challenge));
    }

    /** Gets the capabilities, which have come by then or are asked for; what comes late is nobody else's reply. */
    private void refresh(Capabilities known, String because) throws BrokenDialogException {
        capabilities = Capabilities.NONE;
        Resync resync = Resync.atBorder(known, ++questions);
        trace.decided(Topic.RESYNC, resync.question().toString(), because);
        channel.during(Phase.RESYNC, () -> readUntilAnswered(resync));
        if (capabilities == Capabilities.NONE) {
            Reply listing = ask(Command.capability());
            channel.during(Phase.CAPABILITY, () -> learn(listing));
        }
    }

    private void regainStep(Command refused) {
        Optional<Resync> resync = Resync.after(refused, capabilities, ++questions);
        if (resync.isEmpty()) {
            trace.decided(Topic.RESYNC, "close", "the server may run the refused literal, and every question is in it");
            close("out of step");
            return;
        }
        Command question = resync.get().question();
        trace.decided(Topic.RESYNC, question.toString(), "the server may run the refused literal as commands");
        try {
            channel.during(Phase.RESYNC, () -> readUntilAnswered(resync.get()));
        } catch (BrokenDialogException e) {
            // The trace has it; the caller gets the refusal, which is the answer to what was asked.
        }
    }

    private Reply readUntilAnswered(Resync resync) throws IOException {
        Trace.Asked asked = channel.send(resync.question());
        ReplyReader reader = channel.reader(Phase.RESYNC);
        while (true) {
            Reply reply = channel.heard(asked, reader.reply());
            if (reply.listsCapabilities()) {
                learn(reply);
            }
            if (resync.isAnsweredBy(reply)) {
                return reply;
            }
        }
    }

    private Reply replyTo(Trace.Asked asked, Phase phase) throws IOException {
        ReplyReader reader = channel.reader(phase);
        while (true) {
            Reply reply = reader.reply();
            if (phase == Phase.CAPABILITY || !reply.listsCapabilities()) {
                return phase == Phase.GETSCRIPT ? channel.heardScript(asked, reply) : channel.heard(asked, reply);
            }
            learnUnasked(channel.heard(asked, reply));
        }
    }

    private void learnUnasked(Reply listing) throws IOException {
        trace.decided(Topic.RESYNC, "learn the capabilities", "the server lists them unasked");
        learn(listing);
    }

    private Capabilities learn(Reply listing) throws IOException {
        capabilities = Capabilities.parse(listing.data());
        trace.offered(capabilities.lines());
        return capabilities;
    }
}
