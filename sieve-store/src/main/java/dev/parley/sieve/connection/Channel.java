package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.ConnectionBrokenException.LastReply;
import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.Secret;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.trace.ContentSize;
import dev.parley.trace.Head;
import dev.parley.trace.PendingCommand;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Writes commands to a link and reads replies, each of them traced. After an IOException of any method the caller throws
 * what {@link #broken} returns.
 */
final class Channel {
    private final Link link;
    private final Trace trace;

    /** Written by the thread that uses the connection, read by any. */
    private volatile long commands;

    /** Null: not broken. */
    private ConnectionBrokenException end;

    Channel(Link link) {
        this.link = link;
        this.trace = link.trace();
    }

    Link link() {
        return link;
    }

    /** How many commands were sent. */
    long commands() {
        return commands;
    }

    /** Writes and flushes a command. */
    PendingCommand send(Command command) throws IOException {
        return send(command, null, null);
    }

    /**
     * The same for a command with a script.
     *
     * @param script null: none
     * @param scanner reads the script, too
     */
    PendingCommand send(Command command, Upload script, LiteralScanner scanner) throws IOException {
        byte[] wire = command.wire();
        PendingCommand sent = traced(command, wire);
        try {
            link.output().write(wire);
            if (script != null) {
                Head head = trace.head();
                ContentSize content = script.writeTo(head.on(link.output()), scanner);
                link.output().write(Command.end());
                trace.content(sent, content, head);
            }
            link.output().flush();
        } catch (Upload.UnreadableScriptException e) {
            throw e;
        } catch (IOException e) {
            throw withBye(e);
        }
        trace.flushed();
        return sent;
    }

    private PendingCommand traced(Command command, byte[] wire) {
        commands++;
        Secret secret = command.secret();
        Object shown = command;
        if (secret != null) {
            trace.hideSecret(secret.octets());
            shown = command.toString(); // The trace does not keep the secret.
        }
        return trace.sent(SievePhase.of(command).word(), shown, wire.length);
    }

    /** A reader for the replies of one phase, which share its time-out. */
    ReplyReader reader(SievePhase phase) {
        return reader(Deadline.in(limit(phase)));
    }

    ReplyReader reader(Deadline deadline) {
        return new ReplyReader(link.reader(deadline));
    }

    Duration limit(SievePhase phase) {
        return link.timeouts().reply(phase);
    }

    /**
     * Traces a reply.
     *
     * @return the reply without secrets
     */
    Reply received(PendingCommand command, Reply reply) throws ByeException {
        trace.received(command, reply);
        return orBye(reply);
    }

    /** Traces a reply that may contain a script, of which only the size is traced. */
    Reply receivedScript(PendingCommand command, Reply reply) throws IOException {
        byte[] script = reply.script();
        return script == null ? received(command, reply) : received(command, reply, reply.linesWithout(script));
    }

    /** Traces a reply with these lines. */
    Reply received(PendingCommand command, Reply reply, List<String> lines) throws ByeException {
        trace.received(command, reply.answer(), lines);
        return orBye(reply);
    }

    private Reply orBye(Reply reply) throws ByeException {
        Reply redacted = reply.redacted(trace);
        if (redacted.response().status() == Response.Status.BYE) {
            throw new ByeException(redacted.response());
        }
        return redacted;
    }

    /** The link failed while the client was writing: the server may have sent BYE before. */
    private IOException withBye(IOException failure) {
        try {
            orBye(reader(Deadline.ofEarlierReply()).reply());
        } catch (ByeException bye) {
            bye.addSuppressed(failure);
            return bye;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Closes the link after a failure. Later failures are consequences of the first one, which is returned again. */
    ConnectionBrokenException broken(SievePhase phase, IOException failure) {
        if (end != null) {
            return end;
        }
        if (failure instanceof ConnectionBrokenException broken) {
            return broken;
        }
        SievePhase failed = failure instanceof Upload.UnreadableScriptException ? SievePhase.UPLOAD : phase;
        end = failure instanceof ByeException bye
                ? link.broken(failed, bye, new LastReply(bye.response.answer(), ""))
                : link.broken(failed, failure);
        return end;
    }

    /** The failure that broke the connection; null: none. */
    ConnectionBrokenException failure() {
        return end;
    }

    void close(String why) {
        link.close();
        trace.closed(why);
    }
}
