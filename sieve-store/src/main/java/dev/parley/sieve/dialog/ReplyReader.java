package dev.parley.sieve.dialog;

import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.Response;
import dev.parley.wire.LineReader;
import dev.parley.wire.LineTooLongException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One reply out of a stream, of no more octets than the reader's limits allow. */
final class ReplyReader {
    /** No account has so many scripts, and no line so many strings: memory is not for whoever sends them. */
    private static final int MOST_LINES = 10_000;

    private static final int MOST_LITERALS = 100;

    private final LineReader reader;
    private long left;

    ReplyReader(LineReader reader) {
        this.reader = reader;
        this.left = reader.limits().reply();
    }

    Reply reply() throws IOException {
        return replyFrom(line());
    }

    /** The reply whose first line has been read. */
    Reply replyFrom(Line first) throws IOException {
        List<Line> data = new ArrayList<>();
        Line line = first;
        while (!Response.isIn(line)) {
            if (data.size() == MOST_LINES) {
                throw new LineTooLongException("the server sent a reply of more than " + MOST_LINES + " lines");
            }
            data.add(line);
            line = line();
        }
        return new Reply(data, line, Response.parse(line));
    }

    /** A line with all its literals. */
    Line line() throws IOException {
        return complete(Line.of(text()));
    }

    /** The line that begins with this text. */
    Line complete(Line begun) throws IOException {
        Line line = begun;
        OptionalLong missing = line.missing();
        for (int literals = 0; missing.isPresent(); literals++) {
            if (literals == MOST_LITERALS) {
                throw new LineTooLongException("the server sent a line of more than " + MOST_LITERALS + " literals");
            }
            spend(missing.getAsLong());
            line = line.with(reader.octets((int) missing.getAsLong()), text());
            missing = line.missing();
        }
        return line;
    }

    /** What stands before the first literal of a line. */
    Line begunLine() throws IOException {
        return Line.of(text());
    }

    /** The length of a literal that is read elsewhere, if that is within the limits. */
    long announced(long literal) throws LineTooLongException {
        spend(literal);
        return literal;
    }

    private String text() throws IOException {
        String text = reader.line();
        spend(text.length() + 2L);
        return text;
    }

    private void spend(long octets) throws LineTooLongException {
        left -= octets;
        if (left < 0) {
            throw new LineTooLongException(
                    "the server sent a reply of more than " + reader.limits().reply() + " octets");
        }
    }
}
