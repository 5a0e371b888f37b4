package dev.parley.sieve.dialog;

import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.Secret;
import dev.parley.sasl.Server;
import dev.parley.sasl.ServerLocation;
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
import dev.parley.wire.LineTooLongException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 *   <li>any number of commands: {@link #ask}, {@link #fetch};
 *   <li>{@link #logout}.
 * </ol>
 *
 * <p>A refusal is a reply like any other. BYE, a time-out, or a line that makes no sense closes the link: each of them
 * leaves open which reply comes next.
 */
public final class SieveDialog {
    private static final int LONGEST_LINE = 16 * 1024;

    /** Replies that belong to no command. */
    private static final int MOST_UNASKED = 100;

    private final Link link;
    private final Channel channel;
    private final Trace trace;
    private Capabilities capabilities = Capabilities.NONE;
    private boolean announcedBeforeLogin;
    private int questions;

    public SieveDialog(Link link) {
        this.link = link;
        this.channel = new Channel(link);
        this.trace = link.trace();
    }

    /** @param reply octets of the longest reply that is taken: a script, or a list of scripts */
    public static Limits limits(int reply) {
        return new Limits(LONGEST_LINE, reply);
    }

    /** What the server said it can do; nothing across STARTTLS and after the end. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Whether {@link #capabilities} are those of the present state: a login may change them (RFC 5804 s1.7). */
    public boolean hasCurrentCapabilities() {
        return !announcedBeforeLogin;
    }

    /** The capabilities of the present state; CAPABILITY (RFC 5804 s2.4) where they are from before the login. */
    public Capabilities currentCapabilities() throws BrokenDialogException {
        if (announcedBeforeLogin) {
            Reply listing = ask(Command.capability());
            if (listing.isOk()) {
                channel.during(Phase.CAPABILITY, () -> learn(listing));
            }
        }
        return capabilities;
    }

    /** The server as a login must know it; {@code host} is what this side asked for. */
    Server server(String host) {
        return link.server("sieve", host, capabilities.sasl());
    }

    /** Where the server is. */
    ServerLocation location() {
        return link.location();
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
            Trace.PendingCommand unasked = trace.unsolicited();
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
     * AUTHENTICATE (RFC 5804 s2.1). A server may announce its capabilities after it, unsolicited: they are read with the
     * reply to the next command.
     *
     * @throws ExchangeException when the mechanism cannot go on on this side, and the exchange has been cancelled; or when
     *     the server said OK without having proven what the mechanism proves
     */
    public Response authenticate(String mechanism, Exchange exchange) throws BrokenDialogException, ExchangeException {
        Command first = Command.authenticate(mechanism, exchange.initialResponse());
        Outcome outcome = channel.during(Phase.AUTHENTICATE, () -> answerChallenges(first, exchange));
        if (outcome.cancelled().isPresent()) {
            throw outcome.cancelled().get();
        }
        if (outcome.response().isOk()) {
            exchange.succeeded(lastWords(outcome.response()).orElse(null));
            announcedBeforeLogin = true;
        }
        return outcome.response();
    }

    /**
     * Says a command and reads its reply. After a NO to a literal, and after a reply that cannot be the command's own,
     * the dialog makes sure that it is in step; where it cannot, the reply is given all the same and the link is closed.
     */
    public Reply ask(Command command) throws BrokenDialogException {
        return ask(command, Optional.empty());
    }

    /** The same for a command that carries a script. */
    public Reply ask(Command command, Upload script) throws BrokenDialogException {
        return ask(command, Optional.of(script));
    }

    /** GETSCRIPT, and its script as it comes. */
    public Fetch fetch(Command getScript) throws BrokenDialogException {
        if (hasArrived(Phase.GETSCRIPT)) {
            return new Fetch.Answered(ask(getScript));
        }
        Sought sought = soughtIn(getScript);
        Fetch fetch = channel.during(Phase.GETSCRIPT, () -> begin(getScript));
        return fetch instanceof Fetch.Answered answered
                ? new Fetch.Answered(settled(getScript, answered.reply(), sought))
                : fetch;
    }

    /** Asks whether the server is there, with a command that changes nothing. */
    public void ping() throws BrokenDialogException {
        Resync question = Resync.of(capabilities, ++questions);
        channel.during(Phase.NOOP, () -> readUntilAnswered(question));
    }

    /** UNAUTHENTICATE (RFC 5804 s2.14.1) and, where it succeeds, the capabilities of the logged-out state. */
    public Reply unauthenticate() throws BrokenDialogException {
        Reply reply = ask(Command.unauthenticate());
        if (reply.isOk()) {
            refresh(capabilities, "servers do not list their capabilities after UNAUTHENTICATE");
        }
        return reply;
    }

    /** LOGOUT (RFC 5804 s2.3), a short wait for the answer, and the end of the link. */
    public void logout() {
        try {
            Trace.PendingCommand asked = channel.send(Command.logout());
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

    /** All replies come within one time-out, and none but the last may follow a cancelled exchange. */
    private Outcome answerChallenges(Command first, Exchange exchange) throws IOException {
        Deadline deadline = Deadline.in(channel.limit(Phase.AUTHENTICATE));
        Command said = first;
        Optional<ExchangeException> cancelled = Optional.empty();
        while (true) {
            Trace.PendingCommand asked = channel.send(said);
            ReplyReader reader = channel.reader(deadline);
            Line line = reader.line();
            while (Capabilities.isIn(line)) {
                learnUnasked(channel.heard(asked, reader.replyFrom(line)));
                line = reader.line();
            }
            if (Response.isIn(line)) {
                return new Outcome(channel.heard(asked, reader.replyFrom(line)).response(), cancelled);
            }
            trace.received(asked, Answer.NONE, line::shown);
            if (cancelled.isPresent()) {
                throw new IOException(
                        "the server replied to the cancelled login with another challenge; it was cancelled"
                                + " because " + cancelled.get().getMessage());
            }
            try {
                said = Command.answer(answer(exchange, line));
            } catch (ExchangeException e) {
                cancelled = Optional.of(e);
                said = Command.cancel();
            }
        }
    }

    /** RFC 5804 s1.3: what the mechanism says last may come with OK. */
    private static Optional<byte[]> lastWords(Response response) {
        return response.code()
                .filter(code -> code.name().equals("SASL"))
                .map(code -> Base64.decodeBase64(code.argument()));
    }

    private static Secret answer(Exchange exchange, Line line) throws IOException, ExchangeException {
        String challenge = new Tokenizer(line).next().map(Token::text).orElse("");
        return exchange.answer(Base64.decodeBase64(challenge));
    }

    /** Gets the capabilities, which have come by then or are asked for; what comes late is nobody else's reply. */
    private void refresh(Capabilities known, String because) throws BrokenDialogException {
        capabilities = Capabilities.NONE;
        Resync resync = Resync.of(known, ++questions);
        trace.decided(Topic.RESYNC, resync.question().toString(), because);
        channel.during(Phase.RESYNC, () -> readUntilAnswered(resync));
        if (capabilities == Capabilities.NONE) {
            Reply listing = ask(Command.capability());
            channel.during(Phase.CAPABILITY, () -> learn(listing));
        }
    }

    private Reply ask(Command command, Optional<Upload> script) throws BrokenDialogException {
        Phase phase = Phase.of(command);
        boolean unsolicited = hasUnsolicited(phase);
        Sought sought = soughtIn(command);
        Reply reply = channel.during(phase, () -> {
            Trace.PendingCommand asked =
                    script.isPresent() ? channel.send(command, script.get(), sought) : channel.send(command);
            return replyTo(asked, phase);
        });
        return settled(command, reply, sought, !unsolicited && fits(command, reply));
    }

    /**
     * Whether the server has sent something since the last reply, which is then not the reply to the next command. Before
     * STARTTLS it is left to the handshake, which fails: in clear nothing is asked after it.
     */
    private boolean hasArrived(Phase next) throws BrokenDialogException {
        return next != Phase.STARTTLS && channel.during(next, channel::hasArrived);
    }

    /**
     * Reads the capability listings that have arrived.
     *
     * @return whether more than listings has arrived: the next reply need not be that to the next command
     */
    private boolean hasUnsolicited(Phase next) throws BrokenDialogException {
        for (int listings = 0; hasArrived(next); listings++) {
            if (listings == MOST_UNASKED || !channel.during(next, () -> learnedUnasked(next))) {
                return true;
            }
        }
        return false;
    }

    private boolean learnedUnasked(Phase next) throws IOException {
        ReplyReader reader = channel.reader(next);
        if (!reader.isAtString()) {
            return false;
        }
        Reply reply = channel.heard(trace.unsolicited(), reader.reply());
        if (reply.listsCapabilities()) {
            learnUnasked(reply);
        }
        return reply.listsCapabilities();
    }

    private boolean fits(Command command, Reply reply) throws BrokenDialogException {
        return channel.during(Phase.RESYNC, () -> Shape.fits(command, reply));
    }

    private Fetch begin(Command getScript) throws IOException {
        Trace.PendingCommand asked = channel.send(getScript);
        ReplyReader reader = channel.reader(Phase.GETSCRIPT);
        Line begun = reader.begunLine();
        while (!begun.isOnlyLiteral()) {
            Reply reply = reader.replyFrom(reader.complete(begun));
            if (!reply.listsCapabilities()) {
                return new Fetch.Answered(channel.heardScript(asked, reply));
            }
            learnUnasked(channel.heard(asked, reply));
            begun = reader.begunLine();
        }
        return new Fetch.Arriving(new Download(
                channel, asked, reader, reader.announced(begun.missing().getAsLong())));
    }

    private Sought soughtIn(Command command) {
        Sought sought = new Sought(nextQuestion().mark());
        sought.see(command.wire(), command.wire().length);
        return sought;
    }

    private Resync nextQuestion() {
        return Resync.of(capabilities, questions + 1);
    }

    private Reply settled(Command command, Reply reply, Sought sought) throws BrokenDialogException {
        return settled(command, reply, sought, fits(command, reply));
    }

    /**
     * The reply that belongs to the command, once it is sure that the next one belongs to the next command.
     *
     * @param fits whether the first reply can be the command's own
     */
    private Reply settled(Command command, Reply reply, Sought sought, boolean fits) throws BrokenDialogException {
        boolean mayRun = !reply.isOk() && command.carriesLiteral();
        if (fits && !mayRun) {
            return reply;
        }
        Resync question = nextQuestion();
        questions++;
        String because =
                mayRun ? "the server may run the refused literal as commands" : "the reply does not fit the command";
        if (mayRun && sought.isFound()) {
            trace.decided(Topic.RESYNC, "close", "the server may run the refused literal, and every question is in it");
            close("out of step");
            return reply;
        }
        trace.decided(Topic.RESYNC, question.question().toString(), because);
        return regained(question, reply, fits);
    }

    /** What came last before the answer to the question is the command's own reply, where the first cannot be it. */
    private Reply regained(Resync question, Reply first, boolean fits) throws BrokenDialogException {
        try {
            List<Reply> later = channel.during(Phase.RESYNC, () -> readUntilAnswered(question));
            return fits || later.isEmpty() ? first : later.get(later.size() - 1);
        } catch (BrokenDialogException e) {
            if (!fits) {
                throw e;
            }
            // The trace has it; the caller gets the refusal, which is the answer to what was asked.
            return first;
        }
    }

    /** @return what came before the answer, without what is known for capabilities that nobody asked for */
    private List<Reply> readUntilAnswered(Resync resync) throws IOException {
        Trace.PendingCommand asked = channel.send(resync.question());
        ReplyReader reader = channel.reader(Phase.RESYNC);
        List<Reply> before = new ArrayList<>();
        while (true) {
            Reply reply = channel.heard(asked, reader.reply());
            if (reply.listsCapabilities()) {
                learn(reply);
            }
            if (resync.isAnsweredBy(reply)) {
                return before;
            }
            if (!reply.listsCapabilities()) {
                before.add(reply);
            }
            if (before.size() > MOST_UNASKED) {
                throw new LineTooLongException("the server sent more than " + MOST_UNASKED
                        + " replies before the one to " + resync.question());
            }
        }
    }

    private Reply replyTo(Trace.PendingCommand asked, Phase phase) throws IOException {
        ReplyReader reader = channel.reader(phase);
        while (true) {
            Reply reply = phase == Phase.GETSCRIPT ? reader.replyWithScript() : reader.reply();
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
        announcedBeforeLogin = false;
        trace.offered(capabilities.lines());
        return capabilities;
    }
}
