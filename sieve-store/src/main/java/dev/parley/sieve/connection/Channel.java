package dev.parley.sieve.connection;

import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.Secret;
import dev.parley.sieve.connection.ConnectionBrokenException.ByeException;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Phase;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.trace.Elided;
import dev.parley.trace.Head;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Writes commands to a link and reads replies, each of them traced. After an IOException of any method the caller throws
 * what {@link #broken} returns.
 */
final class Channel {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Link link;
    private final Trace trace;
    private long commands;

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
    Trace.PendingCommand send(Command command) throws IOException {
        Trace.PendingCommand sent = traced(command);
        try {
            link.output().write(command.wire());
            link.output().flush();
        } catch (IOException e) {
            throw withLastWords(e);
        }
        trace.flushed();
        return sent;
    }

    /**
     * Writes and flushes a command with a script.
     *
     * @param scanner reads the script, too
     */
    Trace.PendingCommand send(Command command, Upload script, LiteralScanner scanner) throws IOException {
        Trace.PendingCommand sent = traced(command);
        Head head = trace.head();
        try {
            link.output().write(command.wire());
            Elided content = script.writeTo(head.on(link.output()), scanner);
            link.output().write(Command.end());
            trace.content(sent, content, head);
            link.output().flush();
        } catch (Upload.UnreadableScriptException e) {
            throw e;
        } catch (IOException e) {
            throw withLastWords(e);
        }
        trace.flushed();
        return sent;
    }

    private Trace.PendingCommand traced(Command command) {
        commands++;
        Secret secret = command.secret();
        if (secret != null) {
            trace.hide(secret.octets());
        }
        return trace.sent(Phase.of(command).word(), command, command.wire().length);
    }

    /** A reader for the replies of one phase, which share its time-out. */
    ReplyReader reader(Phase phase) {
        return reader(Deadline.in(limit(phase)));
    }

    ReplyReader reader(Deadline deadline) {
        return new ReplyReader(link.reader(deadline));
    }

    Duration limit(Phase phase) {
        return link.timeouts().reply(phase.timeout());
    }

    /**
     * Traces a reply.
     *
     * @return the reply without secrets
     */
    Reply received(Trace.PendingCommand command, Reply reply) throws ByeException {
        return received(command, reply, reply.lines());
    }

    /** Traces a reply that may contain a script, of which only the size is traced. */
    Reply receivedScript(Trace.PendingCommand command, Reply reply) throws IOException {
        byte[] script = reply.script();
        return received(command, reply, script == null ? reply.lines() : reply.linesWithout(script));
    }

    /** Traces a reply with these lines. */
    Reply received(Trace.PendingCommand command, Reply reply, List<String> lines) throws ByeException {
        trace.received(command, reply.response().answer(), lines);
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
    private IOException withLastWords(IOException failure) {
        try {
            orBye(new ReplyReader(link.reader(LAST_WORDS)).reply());
        } catch (ByeException bye) {
            bye.addSuppressed(failure);
            return bye;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Closes the link after a failure. */
    ConnectionBrokenException broken(Phase phase, IOException failure) {
        if (failure instanceof ConnectionBrokenException broken) {
            return broken;
        }
        IOException redacted = trace.redacted(failure);
        IOException cause = link.isAborted() ? new IOException("another thread closed it", redacted) : redacted;
        String what = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        Phase failed = failure instanceof Upload.UnreadableScriptException ? Phase.UPLOAD : phase;
        if (cause instanceof ByeException) {
            trace.refused(failed.phrase(), what);
        } else {
            trace.failed(failed.phrase(), what);
        }
        close("the dialog broke");
        return new ConnectionBrokenException(failed, what, cause);
    }

    void close(String why) {
        link.close();
        trace.closed(why);
    }
}
