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
            data.add(line);
            line = line();
        }
        return new Reply(data, line, Response.parse(line));
    }

    /** A line with all its literals. */
    Line line() throws IOException {
        Line line = Line.of(text());
        OptionalLong missing = line.missing();
        while (missing.isPresent()) {
            spend(missing.getAsLong());
            line = line.with(reader.octets((int) missing.getAsLong()), text());
            missing = line.missing();
        }
        return line;
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
