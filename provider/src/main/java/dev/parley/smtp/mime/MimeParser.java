package dev.parley.smtp.mime;

import dev.parley.wire.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A rendered message, or a part of one, read as MIME (RFC 2046 s5.1.1), so that a {@link MimeWriter} can decide on it.
 *
 * <p>A header is kept until its blank line. A body passes as it comes, but for what may be a delimiter: the line end
 * before a delimiter belongs to the delimiter.
 */
final class MimeParser extends OutputStream {
    /** RFC 2046 s5.1.1: a boundary has at most 70 characters; hyphens, blanks and the line end come on top. */
    private static final int LONGEST_DELIMITER = 200;

    private static final int GATHERED = 2048;

    /** So much stays in the processor's cache from here to the socket. */
    private static final int NEAR = 32 * 1024;

    private final MimeWriter writer;
    private final OpenMultiparts multiparts;
    private final int depth;

    /** Single octets, until there are more of them. */
    private byte[] gathered = {};

    private int length;

    private final HeaderLines header = new HeaderLines();
    private boolean inHeader = true;
    private boolean messageHeader;

    /** What may be a delimiter: a line end or the CR of one, and where that is whole the beginning of a line. */
    private final byte[] tail = new byte[LONGEST_DELIMITER + 2];

    private int tailLength;
    private int tailLine;
    private boolean lineStart;

    MimeParser(OutputStream out, boolean eightBitAllowed, boolean internationalAllowed, Recoding recoding) {
        this(
                new MimeWriter(
                        out,
                        new TransferCapabilities(eightBitAllowed, internationalAllowed, false, Optional.empty()),
                        recoding),
                true);
    }

    /**
     * @param writer as it is where this begins: the multiparts that are open there end elsewhere
     * @param message whether it begins with the header of a message, not of a part
     */
    MimeParser(MimeWriter writer, boolean message) {
        this.writer = writer;
        this.multiparts = writer.multiparts();
        this.depth = multiparts.depth();
        this.messageHeader = message;
    }

    /** Whether a body so far holds octets above 127. */
    boolean isEightBit() {
        return writer.isEightBit();
    }

    /** Whether a header so far does. */
    boolean isInternational() {
        return writer.isInternational();
    }

    static boolean isEightBit(byte[] source, int offset, int length) {
        return !Octets.areAscii(source, offset, offset + length);
    }

    @Override
    public void write(int octet) throws IOException {
        if (gathered.length == 0) {
            gathered = new byte[GATHERED];
        } else if (length == gathered.length) {
            readGathered();
        }
        gathered[length++] = (byte) octet;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        readGathered();
        int end = offset + count;
        for (int from = offset; from < end; from += NEAR) {
            read(source, from, Math.min(end, from + NEAR));
        }
    }

    /** What was to be read is complete. */
    void finish() throws IOException {
        readGathered();
        if (inHeader) {
            endHeaderLine();
        } else if (tailLength > tailLine) {
            endDelimiter();
        }
        if (inHeader) {
            endHeader();
        }
        passTail(tailLength);
        writer.endLeaf();
    }

    private void readGathered() throws IOException {
        int count = length;
        length = 0;
        read(gathered, 0, count);
    }

    private void read(byte[] source, int offset, int end) throws IOException {
        int from = offset;
        while (from < end) {
            if (inHeader) {
                from = readHeader(source, from, end);
            } else if (multiparts.depth() == depth) {
                writer.body(source, from, end - from);
                from = end;
            } else if (lineStart) {
                from = readLineStart(source, from, end);
            } else if (tailLength > 0) {
                from = readBehindCr(source, from);
            } else {
                from = readText(source, from, end);
            }
        }
    }

    private int readHeader(byte[] source, int from, int end) throws IOException {
        int next = header.take(source, from, end);
        if (header.isLineEnded()) {
            endHeaderLine();
        }
        return next;
    }

    private void endHeaderLine() throws IOException {
        if (header.isLineEnded() && header.isLineBlank()) {
            endHeader();
            return;
        }
        byte[] line = multiparts.depth() > depth ? header.line() : new byte[0];
        Optional<OpenMultiparts.Delimiter> delimiter = multiparts.delimiter(line, 0, line.length, depth);
        if (delimiter.isPresent()) {
            endHeader();
            pass(line, line.length, delimiter.get());
        } else {
            header.keepLine();
        }
    }

    private void endHeader() throws IOException {
        MimeWriter.BodyKind kind = writer.header(header.end(messageHeader));
        inHeader = kind == MimeWriter.BodyKind.MESSAGE;
        messageHeader = inHeader;
        lineStart = true;
    }

    /** A line of a body begins: only two hyphens make more than text of it. */
    private int readLineStart(byte[] source, int from, int end) throws IOException {
        if (tailLength - tailLine < 2 && source[from] != '-') {
            passTail(tailLength);
            return from;
        } else if (tailLength - tailLine < 2) {
            tail[tailLength++] = '-';
            return from + 1;
        }
        int limit = Math.min(end, from + tail.length - tailLength);
        int next = Math.min(limit, Octets.indexOf(source, from, limit, '\n') + 1);
        System.arraycopy(source, from, tail, tailLength, next - from);
        tailLength += next - from;
        if (tail[tailLength - 1] == '\n') {
            endDelimiter();
        } else if (tailLength == tail.length) {
            passTail(tail[tailLength - 1] == '\r' ? tailLength - 1 : tailLength);
        }
        return next;
    }

    private void endDelimiter() throws IOException {
        Optional<OpenMultiparts.Delimiter> delimiter =
                multiparts.delimiter(tail, tailLine, tailLength - tailLine, depth);
        if (delimiter.isPresent()) {
            int count = tailLength;
            tailLength = 0;
            tailLine = 0;
            pass(tail, count, delimiter.get());
        } else {
            passTail(tailLength - lineEnd(tail, tailLength));
            lineStart = tailLength > 0;
            tailLine = tailLength;
        }
    }

    private void pass(byte[] octets, int count, OpenMultiparts.Delimiter delimiter) throws IOException {
        writer.delimiter(octets, count, delimiter);
        inHeader = !delimiter.closes();
        messageHeader = false;
        lineStart = true;
    }

    private int readBehindCr(byte[] source, int from) throws IOException {
        if (source[from] != '\n') {
            passTail(tailLength);
            return from;
        }
        hold(source, from, from + 1);
        return from + 1;
    }

    /** In the middle of a line. */
    private int readText(byte[] source, int from, int end) throws IOException {
        int at = from;
        while (true) {
            int lineEnd = Octets.indexOf(source, at, end, '\n');
            boolean ended = lineEnd < end;
            if (!ended || mayBeDelimiter(source, lineEnd + 1, end)) {
                int text = lineEnd > from && source[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
                int next = ended ? lineEnd + 1 : end;
                writer.body(source, from, text - from);
                hold(source, text, next);
                return next;
            }
            at = lineEnd + 1;
        }
    }

    private static boolean mayBeDelimiter(byte[] source, int from, int end) {
        return (from >= end || source[from] == '-') && (from + 1 >= end || source[from + 1] == '-');
    }

    private void hold(byte[] source, int from, int end) {
        System.arraycopy(source, from, tail, tailLength, end - from);
        tailLength += end - from;
        lineStart = tailLength > 0 && tail[tailLength - 1] == '\n';
        tailLine = tailLength;
    }

    /** It is text. What is behind stays. */
    private void passTail(int end) throws IOException {
        lineStart = false;
        if (end > 0) {
            writer.body(tail, 0, end);
        }
        System.arraycopy(tail, end, tail, 0, tailLength - end);
        tailLength -= end;
        tailLine = 0;
    }

    private static int lineEnd(byte[] octets, int length) {
        if (length == 0 || octets[length - 1] != '\n') {
            return 0;
        }
        return length > 1 && octets[length - 2] == '\r' ? 2 : 1;
    }
}
