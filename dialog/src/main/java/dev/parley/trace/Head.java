package dev.parley.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The beginning of a content on its way past. */
public final class Head extends OutputStream {
    private final HeadSize size;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Head(HeadSize size) {
        this.size = size;
    }

    private boolean isOpen() {
        return kept.size() < size.octets();
    }

    /** The stream, seen by this on its way; the stream itself where nothing is kept. */
    public OutputStream on(OutputStream out) {
        return isOpen() ? new Seen(out) : out;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        kept.write(source, offset, Math.max(0, Math.min(length, size.octets() - kept.size())));
    }

    /** The lines that were kept; those that follow are not. */
    List<String> take() {
        if (kept.size() == 0) {
            return List.of();
        }
        String text = kept.toString(StandardCharsets.UTF_8);
        kept.reset();
        return size.headersOnly()
                ? text.lines().takeWhile(line -> !line.isEmpty()).collect(Collectors.toUnmodifiableList())
                : text.lines().toList();
    }

    private final class Seen extends OutputStream {
        private final OutputStream out;

        Seen(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            Head.this.write(octet);
            out.write(octet);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Head.this.write(source, offset, length);
            out.write(source, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
