package dev.parley.smtp.mime;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Breaks the lines of a body in base64 or quoted-printable after about 76 octets, without changing what it encodes: line ends
 * in base64 are ignored (RFC 2045 s6.8), and quoted-printable has soft line breaks (s6.7).
 */
final class LineBreaker extends OutputStream {
    /** What is traced, with the name of the part and the reason. */
    static final String DECISION = "line breaks";

    static final String REASON = "a line is longer than " + LongestLine.LIMIT + " octets";

    /**
     * The longest line that is not broken. What was written may end within an escape sequence: one more octet of it, another
     * sequence and the soft line break fit in after it.
     */
    static final int LONGEST_QUOTED_LINE = LongestLine.LIMIT - 5;

    private static final int LINE = 76;

    /** The rest of an escape sequence and the soft line break fit in after it. */
    private static final int QUOTED_LINE = LINE - 4;

    private static final byte[] ESCAPED_HYPHEN = {'=', '2', 'D'};

    private final OutputStream out;
    private final boolean quoted;
    private int column;
    private int escape; // how many octets may belong to an escape sequence

    private LineBreaker(OutputStream out, boolean quoted, int column) {
        this.out = out;
        this.quoted = quoted;
        this.column = column;
        this.escape = column == 0 ? 0 : 2;
    }

    /** Returns whether lines of the body can be broken. */
    static boolean supports(MimeHeader header) {
        return header.encoding().equals("base64") || header.encoding().equals("quoted-printable");
    }

    /**
     * @param encoding base64 or quoted-printable
     * @param column how many octets of the line have been written
     */
    static OutputStream of(String encoding, OutputStream out, int column) {
        return new LineBreaker(out, encoding.equals("quoted-printable"), column);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int from = offset;
        int end = offset + count;
        for (int i = offset; i < end; i++) {
            if (source[i] == '\r' || source[i] == '\n') {
                column = 0;
                escape = 0;
                continue;
            }
            if (isFull(source[i])) {
                out.write(source, from, i - from);
                breakLine();
                from = source[i] == '-' ? i + writeHyphen() : i;
                if (from > i) {
                    continue;
                }
            }
            column++;
            escape = source[i] == '=' ? 2 : Math.max(0, escape - 1);
        }
        out.write(source, from, end - from);
    }

    private boolean isFull(byte next) {
        if (quoted) {
            // White space at the end of a line is not content, but would be before a soft line break.
            boolean breakable = escape == 0 && next != ' ' && next != '\t';
            return column >= QUOTED_LINE && breakable || column >= LongestLine.LIMIT - 1;
        }
        // A unit of base64 has four characters, and some decoders do not continue one in the next line.
        return column >= LINE && (column % 4 == 0 || column >= LongestLine.LIMIT);
    }

    private void breakLine() throws IOException {
        if (quoted) {
            out.write('=');
        }
        out.write('\r');
        out.write('\n');
        column = 0;
    }

    /**
     * Begins a line with what does not change the content: two hyphens could begin a delimiter (RFC 2046 s5.1.1).
     *
     * @return how many octets of the source this writes
     */
    private int writeHyphen() throws IOException {
        if (quoted) {
            out.write(ESCAPED_HYPHEN);
            column = ESCAPED_HYPHEN.length;
            return 1;
        }
        out.write(' ');
        column = 1;
        return 0;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
