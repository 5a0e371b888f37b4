package dev.parley.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Keeps the beginning of content that is written in one or more pieces. */
public final class Head extends OutputStream {
    private static final Head NONE = new Head(HeadSize.NONE);

    private final HeadSize size;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int left;

    Head(HeadSize size) {
        this.size = size;
        this.left = size.octets();
    }

    /** A head of this size for one content. */
    static Head of(HeadSize size) {
        return size.octets() == 0 ? NONE : new Head(size);
    }

    /** A stream that keeps the beginning of what it passes on; the stream itself where nothing more is kept. */
    public OutputStream on(OutputStream out) {
        return left > 0 ? new HeadOutputStream(out) : out;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        int more = Math.min(length, left);
        kept.write(source, offset, more);
        left -= more;
    }

    /** Returns the lines that were kept of this piece. */
    List<String> take() {
        if (size.octets() == 0 || kept.size() == 0) {
            return List.of();
        }
        List<String> lines = kept.toString(StandardCharsets.UTF_8).lines().toList();
        kept.reset();
        int headers = size.headersOnly() ? lines.indexOf("") : -1;
        if (headers < 0) {
            return lines;
        }
        left = 0;
        return lines.subList(0, headers);
    }

    private final class HeadOutputStream extends OutputStream {
        private final OutputStream out;

        HeadOutputStream(OutputStream out) {
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
