package dev.parley.smtp.connection;

import dev.parley.net.Link;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Answer;
import dev.parley.trace.PendingCommand;
import dev.parley.trace.Trace;
import dev.parley.wire.LineReader;
import dev.parley.wire.MalformedReplyException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads and traces replies, and keeps the last one. */
final class ReplyReader {
    private final Link link;
    private final Trace trace;
    private Reply last; // null: none yet
    private long lastAt;

    ReplyReader(Link link) {
        this.link = link;
        this.trace = link.trace();
    }

    /**
     * Reads one reply.
     *
     * @param reader with the deadline for all its lines
     * @throws IOException when it does not arrive completely; the lines that arrived are traced
     */
    Reply read(PendingCommand command, LineReader reader) throws IOException {
        List<String> lines = List.of();
        try {
            String first = reader.line();
            lines = List.of(first);
            if (!Reply.isLast(first)) {
                lines = new ArrayList<>(lines);
                readRest(reader, lines);
            }
            Reply reply = Reply.of(lines);
            trace.received(command, reply);
            last = redacted(reply);
            lastAt = System.nanoTime();
            return last;
        } catch (IOException e) {
            if (!lines.isEmpty()) {
                trace.received(command, Answer.NONE, lines);
            }
            throw e;
        }
    }

    /** The last reply; null before the first. */
    Reply last() {
        return last;
    }

    /** Whether the last reply was positive and arrived within this time, and nothing has arrived since. */
    boolean isWellSince(Duration limit) throws IOException {
        boolean recent = System.nanoTime() - lastAt < limit.toNanos();
        return recent && last != null && last.isPositive() && !link.hasArrived();
    }

    /** The reply itself where nothing in it is redacted, which is nearly always. */
    private Reply redacted(Reply reply) {
        List<String> lines = reply.lines();
        List<String> redacted = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = trace.forException(lines.get(i));
            if (redacted == null && !line.equals(lines.get(i))) {
                redacted = new ArrayList<>(lines);
            }
            if (redacted != null) {
                redacted.set(i, line);
            }
        }
        return redacted == null ? reply : reply.redactedAs(redacted);
    }

    /** @param lines has the first line, and receives the others, even when they do not become a reply */
    private static void readRest(LineReader reader, List<String> lines) throws IOException {
        int octets = lines.get(0).length() + 2;
        String line;
        do {
            line = reader.line();
            lines.add(line);
            octets += line.length() + 2;
            if (octets > reader.limits().reply()) {
                throw new MalformedReplyException("the server sent a reply of more than "
                        + reader.limits().reply() + " octets");
            }
        } while (!Reply.isLast(line));
    }
}
