package dev.parley.sieve.dialog;

import dev.parley.net.Link;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.trace.Elided;
import dev.parley.trace.Head;
import dev.parley.trace.Trace;
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
        } catch (IOException e) {
            String what = Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
            trace.failed(phase.phrase(), what);
            close("the dialog broke");
            throw new BrokenDialogException(phase, what, e);
        }
    }

    /** How many commands were sent. */
    long commands() {
        return commands;
    }

    Trace.Asked send(Command command) throws IOException {
        commands++;
        byte[] wire = command.wire();
        byte[] script = command.script().orElse(new byte[0]);
        Trace.Asked asked = trace.sent(Phase.of(command).word(), command, wire.length - script.length);
        command.script().ifPresent(content -> trace.content(asked, Elided.of("script", content), head(content)));
        try {
            link.writer().octets(wire);
            link.writer().flush();
            trace.left();
        } catch (IOException e) {
            throw lastWords(e);
        }
        return asked;
    }

    private Head head(byte[] script) {
        Head head = trace.head();
        head.write(script, 0, script.length);
        return head;
    }

    /** A reader for the replies of one phase, which share its time. */
    ReplyReader reader(Phase phase) {
        return new ReplyReader(link.reader(limit(phase)));
    }

    Duration limit(Phase phase) {
        return link.timeouts().reply(phase.timeout());
    }

    /** Writes a reply to the trace. */
    Reply heard(Trace.Asked asked, Reply reply) throws ByeException {
        trace.received(asked, reply.response().answer(), reply::shown);
        return orBye(reply);
    }

    /** Writes a reply to the trace, but of a script in it only how much it is. */
    Reply heardScript(Trace.Asked asked, Reply reply) throws IOException {
        Optional<byte[]> script = reply.script();
        if (script.isEmpty()) {
            return heard(asked, reply);
        }
        trace.received(asked, reply.response().answer(), () -> reply.shownWithout(script.get()));
        return orBye(reply);
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

    private static Reply orBye(Reply reply) throws ByeException {
        if (reply.response().status() == Response.Status.BYE) {
            throw new ByeException(reply.response());
        }
        return reply;
    }
}
