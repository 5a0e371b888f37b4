package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sieve.SieveCapabilities;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Resync;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.trace.PendingCommand;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import java.io.IOException;

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

    private final Channel channel;
    private final KnownCapabilities known;
    private final Resynchronizer resynchronizer;

    public SieveConnection(Link link) {
        this.channel = new Channel(link);
        this.known = new KnownCapabilities(link.trace());
        this.resynchronizer = new Resynchronizer(channel, known);
    }

    /** @param reply octets of the longest accepted reply: a script, or a list of scripts */
    public static Limits limits(int reply) {
        return new Limits(LONGEST_LINE, reply);
    }

    Channel channel() {
        return channel;
    }

    KnownCapabilities known() {
        return known;
    }

    /** The server in error messages: host and port. */
    public String server() {
        return channel.link().server();
    }

    public Trace trace() {
        return channel.link().trace();
    }

    /** The announced capabilities; none during STARTTLS and after the end. */
    public SieveCapabilities capabilities() {
        return known.announced();
    }

    /** Whether {@link #capabilities} are those of the present state: a login may change them (RFC 5804 s1.7). */
    public boolean hasCurrentCapabilities() {
        return known.areCurrent();
    }

    /** The capabilities of the present state; sends CAPABILITY (RFC 5804 s2.4) where they are from before the login. */
    public SieveCapabilities currentCapabilities() throws ConnectionBrokenException {
        if (!known.areCurrent()) {
            requestCapabilities();
        }
        return known.announced();
    }

    /** The failure that broke the connection; null: none. */
    public ConnectionBrokenException failure() {
        return channel.failure();
    }

    public boolean isClosed() {
        return channel.link().isClosed();
    }

    /** An operation of the application begins; its deadline limits all commands until the next one begins. */
    public void begin(Deadline operation) {
        channel.link().begin(operation);
    }

    /** The number of commands sent: while it does not change, the results of earlier commands may still be true. */
    public long commands() {
        return channel.commands();
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
        try {
            boolean unsolicited = resynchronizer.readUnsolicited(phase);
            LiteralScanner scanner = resynchronizer.scanner(command);
            PendingCommand sent = channel.send(command, script, scanner);
            Reply reply = readReply(sent, phase);
            return resynchronizer.replyOf(command, reply, !unsolicited && reply.matches(command), scanner);
        } catch (IOException e) {
            throw channel.broken(phase, e);
        } catch (RuntimeException e) {
            throw closed(e);
        }
    }

    /** The reply is perhaps not read, and would be taken for that of the next command. */
    private RuntimeException closed(RuntimeException unexpected) {
        close("after an unexpected failure");
        return unexpected;
    }

    private Reply readReply(PendingCommand sent, SievePhase phase) throws IOException {
        ReplyReader reader = channel.reader(phase);
        while (true) {
            Reply reply = phase == SievePhase.GETSCRIPT ? reader.replyWithScript() : reader.reply();
            if (phase == SievePhase.CAPABILITY || !reply.listsCapabilities()) {
                return phase == SievePhase.GETSCRIPT
                        ? channel.receivedScript(sent, reply)
                        : channel.received(sent, reply);
            }
            known.updateUnsolicited(channel.received(sent, reply));
        }
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
        try {
            if (channel.link().hasArrived()) {
                return new Fetched(execute(getScript), null);
            }
            LiteralScanner scanner = resynchronizer.scanner(getScript);
            PendingCommand sent = channel.send(getScript);
            ReplyReader reader = channel.reader(SievePhase.GETSCRIPT);
            Line begun = reader.begunLine();
            while (!begun.isOnlyLiteral()) {
                Reply reply = reader.replyFrom(reader.complete(begun));
                if (!reply.listsCapabilities()) {
                    Reply first = channel.receivedScript(sent, reply);
                    return new Fetched(
                            resynchronizer.replyOf(getScript, first, first.matches(getScript), scanner), null);
                }
                known.updateUnsolicited(channel.received(sent, reply));
                begun = reader.begunLine();
            }
            return new Fetched(null, new Download(channel, sent, reader, reader.announced(begun)));
        } catch (IOException e) {
            throw channel.broken(SievePhase.GETSCRIPT, e);
        } catch (RuntimeException e) {
            throw closed(e);
        }
    }

    /** Checks whether the server replies, with a command that changes nothing. */
    public void ping() throws ConnectionBrokenException {
        try {
            resynchronizer.run(SievePhase.NOOP, resynchronizer.next());
        } catch (RuntimeException e) {
            throw closed(e);
        }
    }

    /** Sends UNAUTHENTICATE (RFC 5804 s2.14.1) and, where it succeeds, reads the capabilities of the logged-out state. */
    public Reply unauthenticate() throws ConnectionBrokenException {
        Reply reply = execute(Command.unauthenticate());
        if (reply.isOk()) {
            refreshCapabilities("servers do not announce their capabilities after UNAUTHENTICATE");
        }
        return reply;
    }

    /** Sends LOGOUT (RFC 5804 s2.3), waits briefly for the reply, and closes the link. */
    public void logout() {
        try {
            PendingCommand sent = channel.send(Command.logout());
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
        channel.link().abort();
        channel.link().close();
    }

    /** Closes the link without LOGOUT; the trace shows why. */
    public void close(String why) {
        known.forget();
        channel.close(why);
    }

    /** Reads the capabilities of a new state, or requests them where the server does not list them by itself. */
    void refreshCapabilities(String because) throws ConnectionBrokenException {
        Resync resync = resynchronizer.next();
        known.forget();
        trace().decided(Topic.RESYNC, resync.command().toString(), because);
        resynchronizer.run(SievePhase.RESYNC, resync);
        if (known.announced().raw().isEmpty()) {
            requestCapabilities();
        }
    }

    private void requestCapabilities() throws ConnectionBrokenException {
        Reply listing = execute(Command.capability());
        try {
            if (listing.isOk()) {
                known.update(listing);
            }
        } catch (IOException e) {
            throw channel.broken(SievePhase.CAPABILITY, e);
        }
    }
}
