package dev.parley.sieve.dialog;

import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.Secret;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.trace.Elided;
import dev.parley.trace.Head;
import dev.parley.trace.Trace;
import dev.parley.wire.LineReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Commands out and replies in over a link, each of them traced; whatever goes wrong closes the link. */
final class Channel {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Link link;
    private final Trace trace;
    private long commands;

    Channel(Link link) {
        this.link = link;
        this.trace = link.trace();
    }

    /** Something that can break the dialog. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException;
    }

    /** Takes a step of a phase; a step that fails is the end of the link. */
    <T> T during(Phase phase, Step<T> step) throws BrokenDialogException {
        try {
            return step.take();
        } catch (IOException broken) {
            IOException shown = trace.redacted(broken);
            IOException e = link.isAborted() ? new IOException("another thread closed it", shown) : shown;
            String what = Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
            Phase at = broken instanceof UnreadableScriptException ? Phase.UPLOAD : phase;
            if (e instanceof ByeException) {
                trace.refused(at.phrase(), what);
            } else {
                trace.failed(at.phrase(), what);
            }
            close("the dialog broke");
            throw new BrokenDialogException(at, what, e);
        }
    }

    /** How many commands were sent. */
    long commands() {
        return commands;
    }

    Trace.PendingCommand send(Command command) throws IOException {
        Trace.PendingCommand asked = begun(command);
        writing(() -> {
            link.output().write(command.wire());
            link.output().flush();
            trace.flushed();
            return asked;
        });
        return asked;
    }

    /** @param sought sees the script go by */
    Trace.PendingCommand send(Command command, Upload script, Sought sought) throws IOException {
        Trace.PendingCommand asked = begun(command);
        Head head = trace.head();
        return writing(() -> {
            link.output().write(command.wire());
            Elided content = script.writeTo(head.on(link.output()), sought);
            link.output().write(Command.end());
            trace.content(asked, content, head);
            link.output().flush();
            trace.flushed();
            return asked;
        });
    }

    private Trace.PendingCommand begun(Command command) {
        commands++;
        command.secret().map(Secret::octets).ifPresent(trace::hide);
        return trace.sent(Phase.of(command).word(), command, command.wire().length);
    }

    private <T> T writing(Step<T> step) throws IOException {
        try {
            return step.take();
        } catch (UnreadableScriptException e) {
            throw e;
        } catch (IOException e) {
            throw lastWords(e);
        }
    }

    /** A reader for the replies of one phase, which share its time. */
    ReplyReader reader(Phase phase) {
        return new ReplyReader(link.reader(limit(phase)));
    }

    /** The same with a deadline that several replies share. */
    ReplyReader reader(Deadline deadline) {
        return new ReplyReader(link.reader(deadline));
    }

    /** The octets of the link, with the phase's time for those that are read next. */
    LineReader allow(Phase phase) {
        return link.reader(limit(phase));
    }

    Duration limit(Phase phase) {
        return link.timeouts().reply(phase.timeout());
    }

    /** Writes a reply to the trace. */
    Reply heard(Trace.PendingCommand asked, Reply reply) throws ByeException {
        trace.received(asked, reply.response().answer(), reply::shown);
        return orBye(reply);
    }

    /** Writes a reply to the trace, but of a script in it only how much it is. */
    Reply heardScript(Trace.PendingCommand asked, Reply reply) throws IOException {
        Optional<byte[]> script = reply.script();
        if (script.isEmpty()) {
            return heard(asked, reply);
        }
        trace.received(asked, reply.response().answer(), () -> reply.shownWithout(script.get()));
        return orBye(reply);
    }

    /** The same for a script that has been read before. */
    Reply heardScript(Trace.PendingCommand asked, Reply end, long announced, Elided script) throws ByeException {
        trace.received(asked, end.response().answer(), () -> end.shownBehind(announced, script));
        return orBye(end);
    }

    /** Whether the server has sent something that was not read yet. */
    boolean hasArrived() throws IOException {
        return link.hasArrived();
    }

    boolean isClosed() {
        return link.isClosed();
    }

    void close(String why) {
        link.close();
        trace.closed(why);
    }

    /** Why the server takes nothing more: it may have said so before it hung up. */
    private IOException lastWords(IOException failure) {
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

    /** The reply as anybody may have it. */
    private Reply orBye(Reply reply) throws ByeException {
        Reply shown = reply.shown(trace::redacted);
        if (shown.response().status() == Response.Status.BYE) {
            throw new ByeException(shown.response());
        }
        return shown;
    }
}
