package dev.parley.smtp.dialog;

import dev.parley.net.Link;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Trace;
import dev.parley.wire.LineReader;
import dev.parley.wire.LineTooLongException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands out, replies in, in groups.
 *
 * <ol>
 *   <li>the commands of a group leave in one write;
 *   <li>all its replies are read before any is judged;
 *   <li>the next group leaves if every hearer said so.
 * </ol>
 *
 * A server that announced no PIPELINING gets groups of one. Whatever breaks the link closes it and comes out as a
 * {@link BrokenDialogException}; a 421 closes it too, but is a reply.
 */
final class Pipeline {
    private static final int GROUP = 1;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Link link;
    private final Trace trace;
    private Optional<Reply> lastReply = Optional.empty();

    Pipeline(Link link) {
        this.link = link;
        this.trace = link.trace();
    }

    /** Hears the reply to a command. */
    interface Hearer {
        /** Whether the commands behind this one still make sense. */
        boolean goesOn(Command command, Reply reply);
    }

    private record Asked(Command command, Trace.Asked at) {}

    Reply greeting() throws BrokenDialogException {
        return read(Phase.GREETING, trace.unasked());
    }

    /** Sends the commands, group by group, as long as the hearer goes on. */
    void exchange(List<? extends Command> commands, Hearer hearer) throws BrokenDialogException {
        for (int from = 0; from < commands.size(); from += GROUP) {
            List<Asked> asked = send(commands.subList(from, Math.min(from + GROUP, commands.size())));
            List<Reply> replies = new ArrayList<>();
            for (Asked one : asked) {
                replies.add(read(Phase.of(one.command), one.at));
            }
            boolean goesOn = true;
            for (int i = 0; i < replies.size(); i++) {
                goesOn &= hearer.goesOn(asked.get(i).command, replies.get(i));
            }
            if (!goesOn || link.isClosed()) {
                return;
            }
        }
    }

    /** Sends one command and gives its reply. */
    Reply exchange(Command command) throws BrokenDialogException {
        exchange(List.of(command), (sent, reply) -> true);
        return lastReply.orElseThrow();
    }

    /** Sends a command line whose reply is read by another call. */
    void send(Command command) throws BrokenDialogException {
        send(List.of(command));
    }

    /** Reads a reply that belongs to no command of an {@link #exchange}. */
    Reply read(Phase phase) throws BrokenDialogException {
        return read(phase, trace.unasked());
    }

    /** Reads the reply to what the trace was told of as {@code asked}. */
    Reply read(Phase phase, Trace.Asked asked) throws BrokenDialogException {
        try {
            Reply reply = next(link.timeouts().reply(phase.timeout()));
            trace.received(asked, reply.isRefusal(), reply.lines());
            hear(reply);
            return reply;
        } catch (IOException e) {
            throw broken(phase, e);
        }
    }

    /** The link broke while this side was writing: the server may have said why. */
    BrokenDialogException brokenWriting(Phase phase, IOException cause) {
        return broken(phase, lastWords(), cause);
    }

    /** Something other than talking failed, and the dialog cannot go on. */
    BrokenDialogException broken(Phase phase, IOException cause) {
        return broken(phase, Optional.empty(), cause);
    }

    /** This side has a reason to end the dialog without a word. */
    void abandon(Phase phase, String why) {
        link.close();
        trace.failed(phase.phrase(), why);
        trace.closed("by this side, in the middle of the dialog");
    }

    Optional<Reply> lastReply() {
        return lastReply;
    }

    private List<Asked> send(List<? extends Command> group) throws BrokenDialogException {
        Phase phase = Phase.of(group.get(0));
        try {
            if (link.hasUnread()) {
                throw new IOException("the server spoke out of turn");
            }
            List<Asked> asked = new ArrayList<>();
            for (Command command : group) {
                link.writer().line(command.wire());
                asked.add(new Asked(command, trace.sent(command)));
            }
            link.writer().flush();
            return asked;
        } catch (IOException e) {
            throw brokenWriting(phase, e);
        }
    }

    private void hear(Reply reply) {
        lastReply = Optional.of(reply);
        if (reply.isFarewell()) {
            link.close();
            trace.closed("by the server, 421");
        }
    }

    private Reply next(Duration limit) throws IOException {
        LineReader reader = link.reader(limit);
        List<String> lines = new ArrayList<>();
        int octets = 0;
        String line;
        do {
            line = reader.line();
            octets += line.length() + 2;
            if (octets > reader.limits().reply()) {
                throw new LineTooLongException("the server sent a reply of more than "
                        + reader.limits().reply() + " octets");
            }
            lines.add(line);
        } while (!Reply.isLast(line));
        return Reply.of(lines);
    }

    private Optional<Reply> lastWords() {
        try {
            if (!link.hasUnread()) {
                return Optional.empty();
            }
            Reply reply = next(LAST_WORDS);
            trace.received(trace.unasked(), true, reply.lines());
            lastReply = Optional.of(reply);
            return Optional.of(reply);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private BrokenDialogException broken(Phase phase, Optional<Reply> lastWords, IOException cause) {
        link.close();
        IOException reason = link.isAborted() ? new IOException("another thread closed it", cause) : cause;
        BrokenDialogException broken = new BrokenDialogException(phase, lastWords, reason);
        trace.failed(phase.phrase(), reason.getMessage());
        trace.closed("broken");
        return broken;
    }
}
