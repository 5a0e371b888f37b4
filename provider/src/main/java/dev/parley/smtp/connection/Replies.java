package dev.parley.smtp.connection;

import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Answer;
import dev.parley.trace.Trace;
import dev.parley.wire.LineReader;
import dev.parley.wire.LineTooLongException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server says, reply by reply, as it is traced; the last one is remembered. */
final class Replies {
    private final Link link;
    private final Trace trace;
    private Optional<Reply> last = Optional.empty();
    private long lastAt;

    Replies(Link link) {
        this.link = link;
        this.trace = link.trace();
    }

    /**
     * @param deadline for all its lines
     * @throws IOException when it does not come whole; what came of it is traced
     */
    Reply next(Trace.PendingCommand asked, Deadline deadline) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            Reply reply = read(link.reader(deadline), lines);
            trace.received(asked, reply.answer(), reply.lines());
            last = Optional.of(reply.redacted(trace::redacted));
            lastAt = System.nanoTime();
            return last.get();
        } catch (IOException e) {
            if (!lines.isEmpty()) {
                trace.received(asked, Answer.NONE, lines);
            }
            throw e;
        }
    }

    Optional<Reply> last() {
        return last;
    }

    /** Whether the server has just said that all is well, and nothing since. */
    boolean isWellSince(Duration limit) throws IOException {
        boolean lately = System.nanoTime() - lastAt < limit.toNanos();
        return lately && last.filter(Reply::isPositive).isPresent() && !link.hasArrived();
    }

    /** @param lines gets what has come, whether or not it becomes a reply */
    private static Reply read(LineReader reader, List<String> lines) throws IOException {
        int octets = 0;
        String line;
        do {
            line = reader.line();
            lines.add(line);
            octets += line.length() + 2;
            if (octets > reader.limits().reply()) {
                throw new LineTooLongException("the server sent a reply of more than "
                        + reader.limits().reply() + " octets");
            }
        } while (!Reply.isLast(line));
        return Reply.of(lines);
    }
}
