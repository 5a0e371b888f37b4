package dev.parley.smtp.mime;

import dev.parley.wire.Octets;
import dev.parley.wire.Text;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The rendered header of a message or of a part, which can be written with another Content-Transfer-Encoding.
 *
 * <p>Belongs to a transport and is used again for each header, one after another: {@link #start}, the lines, and
 * {@link #complete}. After that it can be read until the next start, that is, until the part has been written.
 */
public final class MimeHeader {
    /** The fields of a message that are never sent. */
    static final String[] OMITTED_FIELDS = {"Bcc", "Resent-Bcc", "Content-Length"};

    private static final int FIRST_SIZE = 1024;

    /** The octets of a longer header are not kept for the next one. */
    private static final int LARGEST_KEPT = 16 * 1024;

    /** RFC 5322 s2.1.1. */
    private static final int FOLDED_LINE = 78;

    /** The fields of most messages are shorter. A longer one is parsed again for each header. */
    private static final int LONGEST_KEPT_FIELD = 200;

    /** Their signature covers the message: RFC 6376, RFC 8617. */
    private static final String[] SIGNATURES = {"DKIM-Signature", "ARC-Message-Signature", "ARC-Seal"};

    private static final ContentType DEFAULT_TYPE = new ContentType("text", "plain", null);
    private static final byte[] NO_OCTETS = {};

    private boolean ofMessage;
    private byte[] octets = NO_OCTETS; // the fields with their line ends, and the blank line
    private int size;
    private int end; // of the fields; before complete(), of the lines that belong to them

    private ContentType type; // null: not parsed yet
    private String encoding; // null: not parsed yet

    // Parsing a type allocates 2 KB, and most messages of a transport have the same one:
    private byte[] lastTypeField = NO_OCTETS;
    private ContentType lastType; // of that field; null: none
    private byte[] lastEncodingField = NO_OCTETS;
    private String lastEncoding; // of that field; null: none

    /** @param ofMessage whether the header belongs to a message, which needs MIME-Version where it has MIME fields */
    void start(boolean ofMessage) {
        this.ofMessage = ofMessage;
        size = 0;
        end = 0;
        type = null;
        encoding = null;
        if (octets.length > LARGEST_KEPT) {
            octets = NO_OCTETS;
        }
    }

    /** Drops the octets. */
    public void clear() {
        octets = NO_OCTETS;
        size = 0;
        end = 0;
    }

    /** Appends a line, or the part of it that is present, and returns where that ends in {@code source}. */
    int append(byte[] source, int from, int sourceEnd) {
        int next = Math.min(sourceEnd, Octets.indexOf(source, from, sourceEnd, '\n') + 1);
        makeRoom(next - from);
        System.arraycopy(source, from, octets, size, next - from);
        size += next - from;
        return next;
    }

    /** Appends a field of ASCII, or the empty text, with a line end. */
    void appendField(String field) {
        makeRoom(field.length() + 2);
        for (int i = 0; i < field.length(); i++) {
            octets[size++] = (byte) field.charAt(i);
        }
        octets[size++] = '\r';
        octets[size++] = '\n';
    }

    private void makeRoom(int count) {
        if (size + count > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(FIRST_SIZE, 2 * (size + count)));
        }
    }

    boolean isLineEnded() {
        return size > end && octets[size - 1] == '\n';
    }

    boolean isLineBlank() {
        return size - end == 1 || size - end == 2 && octets[end] == '\r';
    }

    /** The last line, which may be a delimiter or the blank line. */
    byte[] lastLine() {
        return Arrays.copyOfRange(octets, end, size);
    }

    /** The last line belongs to the header. */
    void keepLine() {
        end = size;
    }

    /** Ends the header after the last line, if that is blank, otherwise before it. */
    void complete() {
        if (!isLineEnded() || !isLineBlank()) {
            size = end;
        }
    }

    boolean isOfMessage() {
        return ofMessage;
    }

    /** @return the name of the first field that holds an octet above 127; null: none does */
    String eightBitField() {
        if (Octets.areAscii(octets, 0, end)) {
            return null;
        }
        int field = 0;
        int line = 0;
        while (Octets.areAscii(octets, line, next(line))) {
            line = next(line);
            field = isContinuation(line) ? field : line;
        }
        return name(field);
    }

    boolean has(String name) {
        return find(name) < end;
    }

    /** @return the name of a field that signs the message; null: there is none */
    String signature() {
        for (String name : SIGNATURES) {
            if (has(name)) {
                return name;
            }
        }
        return null;
    }

    /**
     * Returns where the first line of more than {@code most} octets starts.
     *
     * @return {@link Octets#NONE}: there is none
     */
    int longLine(int most) {
        return Octets.longLine(octets, 0, end, 0, most);
    }

    int lengthOfLine(int line) {
        return Octets.indexOfLineEnd(octets, line, end) - line;
    }

    /** The name of the field to which this line belongs. */
    String fieldName(int line) {
        int field = 0;
        for (int next = 0; next <= line; next = next(next)) {
            field = isContinuation(next) ? field : next;
        }
        return name(field);
    }

    /** Folds lines of more than {@code most} octets at white space (RFC 5322 s2.2.3), where they have some. */
    void foldLines(int most) {
        byte[] source = Arrays.copyOf(octets, size);
        int sourceEnd = end;
        start(ofMessage);
        for (int line = 0; line < sourceEnd; ) {
            int next = Math.min(sourceEnd, Octets.indexOf(source, line, sourceEnd, '\n') + 1);
            if (Octets.longLine(source, line, next, line, most) != Octets.NONE) {
                line = appendFolded(source, line, next);
            }
            append(source, line, next);
            line = next;
        }
        keepLine();
        append(source, sourceEnd, source.length);
    }

    /** Appends the line up to the last place where it can be folded, and returns where that is. */
    private int appendFolded(byte[] source, int from, int to) {
        int text = to;
        while (text > from && Character.isWhitespace(source[text - 1])) {
            text--;
        }
        boolean continuation = source[from] == ' ' || source[from] == '\t';
        int nameEnd = continuation ? from : Octets.indexOf(source, from, text, ':');
        int line = from;
        while (text - line > FOLDED_LINE) {
            int fold = foldIn(source, Math.max(line, nameEnd) + 1, line + FOLDED_LINE, text);
            if (fold == text) {
                return line;
            }
            makeRoom(fold - line + 2);
            System.arraycopy(source, line, octets, size, fold - line);
            size += fold - line;
            octets[size++] = '\r';
            octets[size++] = '\n';
            line = fold;
        }
        return line;
    }

    /** The last white space after text up to {@code last}, or the first one after that; {@code to} if there is none. */
    private static int foldIn(byte[] source, int from, int last, int to) {
        int fold = to;
        for (int i = from; i < to && (fold == to || i <= last); i++) {
            boolean blank = source[i] == ' ' || source[i] == '\t';
            if (blank && !Character.isWhitespace(source[i - 1])) {
                fold = i;
            }
        }
        return fold;
    }

    /** The media type; text/plain where the field is missing or the type cannot be parsed (RFC 2045 s5.2). */
    ContentType contentType() {
        if (type == null) {
            int field = find("Content-Type");
            if (field == end) {
                type = DEFAULT_TYPE;
            } else if (isField(lastTypeField, field)) {
                type = lastType;
            } else {
                type = parsed(value(field));
                lastTypeField = kept(field);
                lastType = type;
            }
        }
        return type;
    }

    /** The transfer encoding in lower case; {@code 7bit} where the field is missing (RFC 2045 s6.1). */
    String encoding() {
        if (encoding == null) {
            int field = find("Content-Transfer-Encoding");
            if (field == end) {
                encoding = "7bit";
            } else if (isField(lastEncodingField, field)) {
                encoding = lastEncoding;
            } else {
                encoding = value(field).toLowerCase(Locale.ROOT);
                lastEncodingField = kept(field);
                lastEncoding = encoding;
            }
        }
        return encoding;
    }

    /** Returns whether the body is not encoded, so that it can be encoded (RFC 2045 s6.2). */
    boolean isIdentity() {
        return isIdentity(encoding());
    }

    /** @param encoding a transfer encoding in lower case */
    static boolean isIdentity(String encoding) {
        return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
    }

    byte[] octets() {
        return Arrays.copyOf(octets, size);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(octets, 0, size);
    }

    /** The header with another transfer encoding, in the place of the present one or at the end. */
    byte[] octetsWithEncoding(String encoding) {
        byte[] field = ("Content-Transfer-Encoding: " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean inField = false;
        boolean written = false;
        for (int line = 0; line < end; line = next(line)) {
            if (!isContinuation(line)) {
                inField = isNamed("Content-Transfer-Encoding", line);
            }
            if (!inField) {
                out.write(octets, line, next(line) - line);
            } else if (!written) {
                out.writeBytes(field);
                written = true;
            }
        }
        if (!written) {
            out.writeBytes(field);
        }
        if (ofMessage && !has("MIME-Version")) {
            out.writeBytes("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.write(octets, end, size - end);
        return out.toByteArray();
    }

    /** The parameters are dropped if they are invalid: a multipart must not be taken for text. */
    private static ContentType parsed(String value) {
        try {
            return new ContentType(value);
        } catch (ParseException e) {
            int parameters = value.indexOf(';');
            return parameters < 0 ? DEFAULT_TYPE : parsed(value.substring(0, parameters));
        }
    }

    /** The unfolded value of the field at this line, without surrounding white space. */
    private String value(int field) {
        int fieldEnd = endOfField(field);
        String first = text(field);
        StringBuilder value = new StringBuilder(first.substring(first.indexOf(':') + 1));
        for (int line = next(field); line < fieldEnd; line = next(line)) {
            value.append(text(line));
        }
        return value.toString().strip();
    }

    private int endOfField(int field) {
        int line = next(field);
        while (line < end && isContinuation(line)) {
            line = next(line);
        }
        return line;
    }

    /** Whether the field at this line has these octets. */
    private boolean isField(byte[] expected, int field) {
        return Arrays.equals(expected, 0, expected.length, octets, field, endOfField(field));
    }

    private byte[] kept(int field) {
        int fieldEnd = endOfField(field);
        return fieldEnd - field > LONGEST_KEPT_FIELD ? NO_OCTETS : Arrays.copyOfRange(octets, field, fieldEnd);
    }

    /** The start of the field's first line; {@code end} where there is no such field. */
    private int find(String name) {
        int line = 0;
        while (line < end && (isContinuation(line) || !isNamed(name, line))) {
            line = next(line);
        }
        return line;
    }

    private int next(int line) {
        return Math.min(end, Octets.indexOf(octets, line, end, '\n') + 1);
    }

    private boolean isContinuation(int line) {
        return octets[line] == ' ' || octets[line] == '\t';
    }

    /** Whether the line begins with this name, in any case, and a colon; white space around the name is ignored. */
    private boolean isNamed(String name, int line) {
        int from = afterBlanks(line);
        int to = from + name.length();
        if (to > end) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.toLowerCase(octets[from + i]) != Character.toLowerCase(name.charAt(i))) {
                return false;
            }
        }
        to = afterBlanks(to);
        return to == end || octets[to] == ':' || octets[to - 1] == '\n';
    }

    /** The next octet in this line that is not white space. */
    private int afterBlanks(int from) {
        int at = from;
        while (at < end && Character.isWhitespace(octets[at]) && (at == from || octets[at - 1] != '\n')) {
            at++;
        }
        return at;
    }

    private String name(int line) {
        int lineEnd = next(line);
        return Text.of(octets, line, Octets.indexOf(octets, line, lineEnd, ':') - line)
                .strip();
    }

    private String text(int line) {
        return Text.of(octets, line, next(line) - line).stripTrailing();
    }
}
