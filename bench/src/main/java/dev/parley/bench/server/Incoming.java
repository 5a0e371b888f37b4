package dev.parley.bench.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a client says, by lines, by number, or up to a lone dot. Before it waits for more, all replies leave. */
final class Incoming {
    private final byte[] buffer = new byte[256 * 1024];
    private final InputStream in;
    private final OutputStream replies;
    private int from;
    private int to;

    Incoming(InputStream in, OutputStream replies) {
        this.in = in;
        this.replies = replies;
    }

    /** @throws EOFException when the client has closed */
    String line() throws IOException {
        int end = from;
        while (true) {
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            if (end < to) {
                String line = new String(buffer, from, end - from, StandardCharsets.ISO_8859_1).strip();
                from = end + 1;
                return line;
            }
            int length = end - from;
            fill();
            end = from + length;
        }
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > to - from) {
            left -= to - from;
            from = to;
            fill();
        }
        from += (int) left;
    }

    /** Skips over content and its lone dot: of five octets looks at the last, and goes on by as many as that allows. */
    void skipToDot() throws IOException {
        while (to == from || buffer[from] == '.' && to - from < 3) {
            fill();
        }
        if (buffer[from] == '.' && buffer[from + 1] == '\r') {
            from += 3;
            return;
        }
        while (true) {
            int last = from + 4;
            while (last < to) {
                switch (buffer[last]) {
                    case '\n' -> {
                        if (isEnd(last)) {
                            from = last + 1;
                            return;
                        }
                        last += 3;
                    }
                    case '.' -> last += 2;
                    case '\r' -> last += 1;
                    default -> last += 5;
                }
            }
            from = Math.max(from, to - 4);
            fill();
        }
    }

    private boolean isEnd(int last) {
        return buffer[last - 1] == '\r'
                && buffer[last - 2] == '.'
                && buffer[last - 3] == '\n'
                && buffer[last - 4] == '\r';
    }

    private void fill() throws IOException {
        replies.flush();
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new EOFException();
        }
        to += count;
    }
}
