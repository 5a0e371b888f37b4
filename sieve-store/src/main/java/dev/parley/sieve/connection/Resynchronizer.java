package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Resync;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.trace.PendingCommand;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.MalformedReplyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ensures that each reply belongs to its command. A server may send more replies than there were commands: it may announce
 * its capabilities unsolicited, and run the lines of a script that it rejected as commands.
 */
final class Resynchronizer {
    /** The limit for replies that belong to no command. */
    private static final int MOST_UNSOLICITED = 100;

    private final Channel channel;
    private final KnownCapabilities capabilities;
    private int resyncs;

    Resynchronizer(Channel channel, KnownCapabilities capabilities) {
        this.channel = channel;
        this.capabilities = capabilities;
    }

    /**
     * Reads the capability listings that arrived before a command. Before STARTTLS nothing is read: bytes in clear make the
     * handshake fail.
     *
     * @return whether more than listings has arrived: the next reply may not belong to the command
     */
    boolean readUnsolicited(SievePhase next) throws IOException {
        for (int listings = 0; next != SievePhase.STARTTLS && channel.link().hasArrived(); listings++) {
            ReplyReader reader = channel.reader(next);
            if (listings == MOST_UNSOLICITED || !reader.isAtString()) {
                return true;
            }
            Reply reply = channel.received(channel.link().trace().unsolicited(), reader.reply());
            if (!reply.listsCapabilities()) {
                return true;
            }
            capabilities.updateUnsolicited(reply);
        }
        return false;
    }

    /** Searches a command, and a script after it, for the word that the command of the next {@link Resync} has. */
    LiteralScanner scanner(Command command) {
        LiteralScanner scanner = new LiteralScanner(
                Resync.of(capabilities.announced(), resyncs + 1).mark());
        byte[] wire = command.wire();
        scanner.scan(wire, wire.length);
        return scanner;
    }

    /**
     * The reply that belongs to a command, once the next reply is certain to belong to the next command.
     *
     * @param first the first reply after the command
     * @param matches whether it can be the command's own
     * @param scanner has read the command, and the script after it
     */
    Reply replyOf(Command command, Reply first, boolean matches, LiteralScanner scanner)
            throws ConnectionBrokenException {
        boolean mayExecuteLiteral = !first.isOk() && command.carriesLiteral();
        if (matches && !mayExecuteLiteral) {
            return first;
        }
        Trace trace = channel.link().trace();
        Resync resync = next();
        if (mayExecuteLiteral && scanner.isFound()) {
            trace.decided(
                    Topic.RESYNC,
                    "close",
                    "the server may execute the rejected literal as commands, and it contains " + resync.mark());
            capabilities.forget();
            channel.close("replies may not match commands");
            return first;
        }
        trace.decided(
                Topic.RESYNC,
                resync.command().toString(),
                mayExecuteLiteral
                        ? "the server may execute the rejected literal as commands"
                        : "the reply cannot belong to the command");
        try {
            List<Reply> later = run(SievePhase.RESYNC, resync);
            if (matches || later.isEmpty()) {
                return first;
            }
            return later.get(later.size() - 1); // The last reply before that to Resync is the command's own.
        } catch (ConnectionBrokenException e) {
            if (!matches) {
                throw e;
            }
            return first; // The failure is in the trace; the caller gets the rejection of its command.
        }
    }

    Resync next() {
        return Resync.of(capabilities.announced(), ++resyncs);
    }

    /** @return the replies before the one to the command of {@code resync}, without unsolicited capabilities */
    List<Reply> run(SievePhase phase, Resync resync) throws ConnectionBrokenException {
        try {
            PendingCommand sent = channel.send(resync.command());
            ReplyReader reader = channel.reader(SievePhase.RESYNC);
            List<Reply> before = new ArrayList<>();
            while (before.size() <= MOST_UNSOLICITED) {
                Reply reply = reader.reply();
                Reply redacted = channel.received(sent, reply);
                boolean lists = reply.listsCapabilities();
                if (lists) {
                    capabilities.update(reply);
                }
                if (resync.isAnsweredBy(reply)) { // The tag itself: a short password may be a part of it.
                    return before;
                }
                if (!lists) {
                    before.add(redacted);
                }
            }
            throw new MalformedReplyException(
                    "the server sent more than " + MOST_UNSOLICITED + " replies before the one to " + resync.command());
        } catch (IOException e) {
            throw channel.broken(phase, e);
        }
    }
}
