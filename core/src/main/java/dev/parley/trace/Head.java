package dev.parley.trace;

import dev.parley.trace.PrivacySettings.HeadSize;
import dev.parley.wire.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Keeps the beginning of content that is written in one or more pieces. It is cut before it is redacted; no line of it ends
 * within an address.
 */
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

    /**
     * Returns the lines that were kept of this piece. An incomplete line is kept for the next piece.
     *
     * @param continues whether another piece of the content follows
     */
    List<String> take(boolean continues) {
        if (kept.size() == 0) {
            return List.of();
        }
        byte[] octets = kept.toByteArray();
        int lastLine = octets.length;
        while (lastLine > 0 && octets[lastLine - 1] != '\n') {
            lastLine--;
        }
        int end = octets.length;
        if (left == 0) {
            end = beforeCut(octets, lastLine);
        } else if (continues) {
            end = lastLine;
        }
        kept.reset();
        List<String> lines = Text.lines(new String(octets, 0, end, StandardCharsets.UTF_8));
        int headers = size.headersOnly() ? lines.indexOf("") : -1;
        if (headers >= 0) {
            left = 0;
            return lines.subList(0, headers);
        }
        if (left > 0) {
            kept.write(octets, end, octets.length - end);
        }
        return lines;
    }

    /** The end of a cut line without a beginning of an address: before the last word, or before a quoted local part. */
    private static int beforeCut(byte[] octets, int line) {
        int end = line;
        while (end < octets.length && octets[end] != '"') {
            end++;
        }
        while (end > line && (octets[end - 1] < 0 || octets[end - 1] > ' ')) {
            end--;
        }
        return end;
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
