package dev.parley.sieve.connection;

import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.wire.LineReader;
import dev.parley.wire.MalformedReplyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads replies, of no more octets than the limits here and those of the reader allow. */
final class ReplyReader {
    /** More than any account has scripts, and any line strings. */
    private static final int MOST_LINES = 10_000;

    private static final int MOST_LITERALS = 100;

    /** Octets of one line with its literals: a human-readable text, the name of a script, a capability. */
    private static final int LONGEST_LINE = 64 * 1024;

    /** Octets of all lines of data; a script that is a literal is read by {@link Download} and not counted. */
    private static final int MOST_DATA = 4 * 1024 * 1024;

    private final LineReader reader;
    private long left;

    ReplyReader(LineReader reader) {
        this.reader = reader;
        this.left = Math.min(MOST_DATA, reader.limits().reply());
    }

    /** Whether the next line begins with a string, as a capability does and no response; waits for its first octet. */
    boolean isAtString() throws IOException {
        int next = reader.peek();
        return next == '"' || next == '{';
    }

    Reply reply() throws IOException {
        return replyFrom(line());
    }

    /** A reply whose data may be a script, as long as the reader's limits allow. */
    Reply replyWithScript() throws IOException {
        Line begun = begunLine();
        return replyFrom(begun.isOnlyLiteral() ? script(begun) : complete(begun));
    }

    private Line script(Line begun) throws IOException {
        return begun.with(reader.octets((int) announced(begun)), reader.line());
    }

    /** The reply whose first line has been read. */
    Reply replyFrom(Line first) throws IOException {
        List<Line> data = new ArrayList<>();
        Line line = first;
        while (!Response.isIn(line)) {
            if (data.size() == MOST_LINES) {
                throw new MalformedReplyException("the server sent a reply of more than " + MOST_LINES + " lines");
            }
            data.add(line);
            line = line();
        }
        return new Reply(data, line, Response.parse(line));
    }

    /** A line with all its literals. */
    Line line() throws IOException {
        return complete(Line.of(reader.line()));
    }

    /** The line that begins with this text. Lines of data count as one, a response counts by itself. */
    Line complete(Line begun) throws IOException {
        boolean isData = !Response.isBegunBy(begun);
        Line line = begun;
        spend(begun.octets(), isData);
        long octets = begun.octets();
        long missing = line.missing();
        for (int literals = 0; missing >= 0; literals++) {
            if (literals == MOST_LITERALS) {
                throw new MalformedReplyException("the server sent a line of more than " + MOST_LITERALS + " literals");
            }
            octets += missing;
            if (octets > LONGEST_LINE) {
                throw new MalformedReplyException(
                        "the server sent a line of more than " + LONGEST_LINE + " octets, its literals included");
            }
            spend(missing, isData);
            byte[] literal = reader.octets((int) missing);
            String text = reader.line();
            octets += text.length() + 2L;
            spend(text.length() + 2L, isData);
            line = line.with(literal, text);
            missing = line.missing();
        }
        return line;
    }

    /** The text before the first literal of a line. */
    Line begunLine() throws IOException {
        return Line.of(reader.line());
    }

    /** The length of the literal that the line announces, if it is within the limits; the caller reads the literal. */
    long announced(Line begun) throws MalformedReplyException {
        long literal = begun.missing();
        if (literal > reader.limits().reply()) {
            throw tooLong(reader.limits().reply());
        }
        return literal;
    }

    private void spend(long octets, boolean isData) throws MalformedReplyException {
        left -= isData ? octets : 0;
        if (left < 0) {
            throw tooLong(Math.min(MOST_DATA, reader.limits().reply()));
        }
    }

    private static MalformedReplyException tooLong(int limit) {
        return new MalformedReplyException("the server sent a reply of more than " + limit + " octets");
    }
}
