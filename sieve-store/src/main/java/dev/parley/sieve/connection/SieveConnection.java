package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.ReplyValidator;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.Resync;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.sieve.protocol.Tokenizer;
import dev.parley.tls.TlsSettings;
import dev.parley.tls.TlsUpgrade;
import dev.parley.trace.Answer;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import dev.parley.wire.MalformedReplyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.binary.Base64;

/**
 * A connection to one ManageSieve server (RFC 5804). Used by one thread at a time, except {@link #abort}.
 *
 * <ol>
 *   <li>{@link ConnectionSetup#run}: greeting, STARTTLS, AUTHENTICATE;
 *   <li>any number of commands: {@link #execute}, {@link #fetch};
 *   <li>{@link #logout}.
 * </ol>
 *
 * A rejection is a reply. BYE, a time-out, or an invalid line closes the link: the next reply would be unknown.
 */
public final class SieveConnection {
    private static final int LONGEST_LINE = 16 * 1024;

    /** The limit for replies that belong to no command. */
    private static final int MOST_UNSOLICITED = 100;

    private final Link link;
    private final Channel channel;
    private final Trace trace;
    private Capabilities capabilities = Capabilities.NONE;
    private boolean announcedBeforeLogin;
    private int resyncs;

    public SieveConnection(Link link) {
        this.link = link;
        this.channel = new Channel(link);
        this.trace = link.trace();
    }

    /** @param reply octets of the longest accepted reply: a script, or a list of scripts */
    public static Limits limits(int reply) {
        return new Limits(LONGEST_LINE, reply);
    }

    Link link() {
        return link;
    }

    public Trace trace() {
        return trace;
    }

    /** The announced capabilities; none during STARTTLS and after the end. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Whether {@link #capabilities} are those of the present state: a login may change them (RFC 5804 s1.7). */
    public boolean hasCurrentCapabilities() {
        return !announcedBeforeLogin;
    }

    /** The capabilities of the present state; sends CAPABILITY (RFC 5804 s2.4) where they are from before the login. */
    public Capabilities currentCapabilities() throws ConnectionBrokenException {
        if (announcedBeforeLogin) {
            Reply listing = execute(Command.capability());
            if (listing.isOk()) {
                updateCapabilities(SievePhase.CAPABILITY, listing);
            }
        }
        return capabilities;
    }

    public boolean isClosed() {
        return link.isClosed();
    }

    /** The number of commands sent: while it does not change, the results of earlier commands may still be true. */
    public long commands() {
        return channel.commands();
    }

    /** Starts TLS before the greeting. */
    void secure(TlsSettings settings, String host) throws ConnectionBrokenException {
        try {
            link.secure(new TlsUpgrade(settings, host, true), channel.limit(SievePhase.HANDSHAKE));
        } catch (IOException e) {
            throw channel.broken(SievePhase.HANDSHAKE, e);
        }
    }

    /** Reads the greeting, which has the capabilities (RFC 5804 s1.7). */
    Response greeting() throws ConnectionBrokenException {
        try {
            Trace.PendingCommand unsolicited = trace.unsolicited();
            Reply reply = channel.received(
                    unsolicited, channel.reader(SievePhase.GREETING).reply());
            updateCapabilities(SievePhase.GREETING, reply);
            return reply.response();
        } catch (IOException e) {
            throw channel.broken(SievePhase.GREETING, e);
        }
    }

    /** Sends STARTTLS and, where the server accepts it, starts TLS and reads the capabilities (RFC 5804 s2.2). */
    Response startTls(TlsSettings settings, String host) throws ConnectionBrokenException {
        Reply reply = execute(Command.startTls());
        if (reply.isOk()) {
            Capabilities inClear = capabilities;
            capabilities = Capabilities.NONE;
            secure(settings, host);
            refreshCapabilities(inClear, "old servers do not list their capabilities after STARTTLS");
        }
        return reply.response();
    }

    /**
     * Runs the exchange of a mechanism (RFC 5804 s2.1), all replies within one time-out. A server may announce its
     * capabilities after it, unsolicited: they are read with the reply to the next command.
     *
     * @throws ExchangeException when the mechanism has no response, and the exchange was cancelled; or when the server
     *     replied OK without having proven what the mechanism requires
     */
    Response authenticate(String mechanism, Exchange exchange) throws ConnectionBrokenException, ExchangeException {
        Response response;
        try {
            response = converse(
                    Command.authenticate(mechanism, exchange.initialResponse().orElse(null)), exchange);
        } catch (IOException e) {
            throw channel.broken(SievePhase.AUTHENTICATE, e);
        }
        if (response.isOk()) {
            // RFC 5804 s1.3: the additional data of the mechanism.
            exchange.succeeded(
                    response.hasCode("SASL")
                            ? Base64.decodeBase64(response.code().argument())
                            : null);
            announcedBeforeLogin = true;
        }
        return response;
    }

    private Response converse(Command first, Exchange exchange) throws IOException, ExchangeException {
        Deadline deadline = Deadline.in(channel.limit(SievePhase.AUTHENTICATE));
        Command next = first;
        ExchangeException cancelled = null;
        while (true) {
            Trace.PendingCommand sent = channel.send(next);
            ReplyReader reader = channel.reader(deadline);
            Line line = reader.line();
            while (Capabilities.isIn(line)) {
                learnUnsolicited(channel.received(sent, reader.replyFrom(line)));
                line = reader.line();
            }
            if (Response.isIn(line)) {
                Response response =
                        channel.received(sent, reader.replyFrom(line)).response();
                if (cancelled != null) {
                    throw cancelled;
                }
                return response;
            }
            trace.received(sent, Answer.NONE, line.lines());
            if (cancelled != null) {
                throw new IOException(
                        "the server replied to the cancelled login with another challenge; it was cancelled"
                                + " because " + cancelled.getMessage());
            }
            try {
                next = answer(exchange, line);
            } catch (ExchangeException e) {
                cancelled = e;
                next = Command.cancel();
            }
        }
    }

    private static Command answer(Exchange exchange, Line line) throws IOException, ExchangeException {
        Tokenizer.Token challenge = new Tokenizer(line).next();
        String text = challenge == null ? "" : challenge.text();
        return Command.answer(exchange.answer(Base64.decodeBase64(text)));
    }

    /**
     * Sends a command and reads its reply. After a NO to a command with a literal, and after a reply that cannot be the
     * command's own, {@link Resync} follows; where it fails, the reply is returned all the same, and the link is closed.
     */
    public Reply execute(Command command) throws ConnectionBrokenException {
        return execute(command, null);
    }

    /**
     * The same for a command with a script.
     *
     * @param script null: none
     */
    public Reply execute(Command command, Upload script) throws ConnectionBrokenException {
        SievePhase phase = SievePhase.of(command);
        boolean unsolicited = hasUnsolicited(phase);
        LiteralScanner scanner = scannerOf(command);
        Reply reply;
        try {
            Trace.PendingCommand sent = script == null ? channel.send(command) : channel.send(command, script, scanner);
            reply = readReply(sent, phase);
        } catch (IOException e) {
            throw channel.broken(phase, e);
        }
        return replyInStep(command, reply, scanner, !unsolicited && matches(command, reply));
    }

    /**
     * The result of {@link #fetch}: one of both.
     *
     * @param reply a rejection, or a reply with a quoted script; null: the script follows
     * @param download the script; no command can be sent until it is complete; null: there is a reply
     */
    public record Fetched(Reply reply, Download download) {}

    /** Sends GETSCRIPT; the script is read as it arrives. */
    public Fetched fetch(Command getScript) throws ConnectionBrokenException {
        LiteralScanner scanner = scannerOf(getScript);
        Fetched fetched;
        try {
            if (link.hasArrived()) {
                return new Fetched(execute(getScript), null);
            }
            fetched = beginFetch(getScript);
        } catch (IOException e) {
            throw channel.broken(SievePhase.GETSCRIPT, e);
        }
        Reply reply = fetched.reply;
        return reply == null
                ? fetched
                : new Fetched(replyInStep(getScript, reply, scanner, matches(getScript, reply)), null);
    }

    private Fetched beginFetch(Command getScript) throws IOException {
        Trace.PendingCommand sent = channel.send(getScript);
        ReplyReader reader = channel.reader(SievePhase.GETSCRIPT);
        Line begun = reader.begunLine();
        while (!begun.isOnlyLiteral()) {
            Reply reply = reader.replyFrom(reader.complete(begun));
            if (!reply.listsCapabilities()) {
                return new Fetched(channel.receivedScript(sent, reply), null);
            }
            learnUnsolicited(channel.received(sent, reply));
            begun = reader.begunLine();
        }
        return new Fetched(null, new Download(channel, sent, reader, reader.announced(begun)));
    }

    /** Checks whether the server replies, with a command that changes nothing. */
    public void ping() throws ConnectionBrokenException {
        resynchronize(SievePhase.NOOP, Resync.of(capabilities, ++resyncs));
    }

    /** Sends UNAUTHENTICATE (RFC 5804 s2.14.1) and, where it succeeds, reads the capabilities of the logged-out state. */
    public Reply unauthenticate() throws ConnectionBrokenException {
        Reply reply = execute(Command.unauthenticate());
        if (reply.isOk()) {
            refreshCapabilities(capabilities, "servers do not list their capabilities after UNAUTHENTICATE");
        }
        return reply;
    }

    /** Sends LOGOUT (RFC 5804 s2.3), waits briefly for the reply, and closes the link. */
    public void logout() {
        try {
            Trace.PendingCommand sent = channel.send(Command.logout());
            channel.received(
                    sent,
                    channel.reader(Deadline.in(SievePhase.LOGOUT.timeout())).reply());
        } catch (IOException e) {
            // The link is closed either way.
        }
        close("LOGOUT");
    }

    /** Closes the link from any thread; a call that waits for the server fails. */
    public void abort() {
        link.close();
    }

    /** Closes the link without LOGOUT; the trace shows why. */
    public void close(String why) {
        capabilities = Capabilities.NONE;
        channel.close(why);
    }

    /** Reads the capabilities, or requests them where the server does not list them by itself. */
    private void refreshCapabilities(Capabilities known, String because) throws ConnectionBrokenException {
        capabilities = Capabilities.NONE;
        Resync resync = Resync.of(known, ++resyncs);
        trace.decided(Topic.RESYNC, resync.command().toString(), because);
        resynchronize(SievePhase.RESYNC, resync);
        if (capabilities == Capabilities.NONE) {
            updateCapabilities(SievePhase.CAPABILITY, execute(Command.capability()));
        }
    }

    /**
     * Reads the capability listings that arrived before the command. Before STARTTLS nothing is read: bytes in clear make
     * the handshake fail.
     *
     * @return whether more than listings has arrived: the next reply may not belong to the command
     */
    private boolean hasUnsolicited(SievePhase next) throws ConnectionBrokenException {
        try {
            for (int listings = 0; next != SievePhase.STARTTLS && link.hasArrived(); listings++) {
                if (listings == MOST_UNSOLICITED || !readUnsolicitedListing(next)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw channel.broken(next, e);
        }
    }

    private boolean readUnsolicitedListing(SievePhase next) throws IOException {
        ReplyReader reader = channel.reader(next);
        if (!reader.isAtString()) {
            return false;
        }
        Reply reply = channel.received(trace.unsolicited(), reader.reply());
        if (reply.listsCapabilities()) {
            learnUnsolicited(reply);
        }
        return reply.listsCapabilities();
    }

    private Reply readReply(Trace.PendingCommand sent, SievePhase phase) throws IOException {
        ReplyReader reader = channel.reader(phase);
        while (true) {
            Reply reply = phase == SievePhase.GETSCRIPT ? reader.replyWithScript() : reader.reply();
            if (phase == SievePhase.CAPABILITY || !reply.listsCapabilities()) {
                return phase == SievePhase.GETSCRIPT
                        ? channel.receivedScript(sent, reply)
                        : channel.received(sent, reply);
            }
            learnUnsolicited(channel.received(sent, reply));
        }
    }

    private boolean matches(Command command, Reply reply) throws ConnectionBrokenException {
        try {
            return ReplyValidator.matches(command, reply);
        } catch (MalformedReplyException e) {
            throw channel.broken(SievePhase.RESYNC, e);
        }
    }

    private LiteralScanner scannerOf(Command command) {
        LiteralScanner scanner = new LiteralScanner(nextResync().mark());
        scanner.scan(command.wire(), command.wire().length);
        return scanner;
    }

    private Resync nextResync() {
        return Resync.of(capabilities, resyncs + 1);
    }

    /**
     * The reply that belongs to the command, once the next reply is certain to belong to the next command.
     *
     * @param matches whether the first reply can be the command's own
     */
    private Reply replyInStep(Command command, Reply first, LiteralScanner scanner, boolean matches)
            throws ConnectionBrokenException {
        boolean mayRun = !first.isOk() && command.carriesLiteral();
        if (matches && !mayRun) {
            return first;
        }
        Resync resync = nextResync();
        resyncs++;
        if (mayRun && scanner.isFound()) {
            trace.decided(Topic.RESYNC, "close", "the server may run the refused literal, and every question is in it");
            close("out of step");
            return first;
        }
        trace.decided(
                Topic.RESYNC,
                resync.command().toString(),
                mayRun ? "the server may run the refused literal as commands" : "the reply does not fit the command");
        try {
            List<Reply> later = resynchronize(SievePhase.RESYNC, resync);
            // Where the first reply cannot be the command's own, the last one before the reply to Resync is.
            return matches || later.isEmpty() ? first : later.get(later.size() - 1);
        } catch (ConnectionBrokenException e) {
            if (!matches) {
                throw e;
            }
            return first; // The failure is in the trace; the caller gets the rejection of its command.
        }
    }

    /** @return the replies before the one to the command of {@code resync}, without unsolicited capabilities */
    private List<Reply> resynchronize(SievePhase phase, Resync resync) throws ConnectionBrokenException {
        try {
            return readUntilAnswered(resync);
        } catch (IOException e) {
            throw channel.broken(phase, e);
        }
    }

    private List<Reply> readUntilAnswered(Resync resync) throws IOException {
        Trace.PendingCommand sent = channel.send(resync.command());
        ReplyReader reader = channel.reader(SievePhase.RESYNC);
        List<Reply> before = new ArrayList<>();
        while (true) {
            Reply reply = channel.received(sent, reader.reply());
            if (reply.listsCapabilities()) {
                learn(reply);
            }
            if (resync.isAnsweredBy(reply)) {
                return before;
            }
            if (!reply.listsCapabilities()) {
                before.add(reply);
            }
            if (before.size() > MOST_UNSOLICITED) {
                throw new MalformedReplyException("the server sent more than " + MOST_UNSOLICITED
                        + " replies before the one to " + resync.command());
            }
        }
    }

    private void learnUnsolicited(Reply listing) throws IOException {
        trace.decided(Topic.RESYNC, "learn the capabilities", "the server lists them unasked");
        learn(listing);
    }

    private void updateCapabilities(SievePhase phase, Reply listing) throws ConnectionBrokenException {
        try {
            learn(listing);
        } catch (IOException e) {
            throw channel.broken(phase, e);
        }
    }

    private void learn(Reply listing) throws IOException {
        capabilities = Capabilities.parse(listing.data());
        announcedBeforeLogin = false;
        trace.offered(capabilities.lines());
    }
}
