package dev.parley.smtp.mime;

import dev.parley.wire.Octets;
import dev.parley.wire.Text;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The rendered header of a message or of a part, which can be written with another Content-Transfer-Encoding. */
final class MimeHeader {
    /** The fields of a message that are never sent. */
    static final String[] OMITTED_FIELDS = {"Bcc", "Resent-Bcc", "Content-Length"};

    private final boolean ofMessage;
    private final byte[] octets;
    private final int end;

    private ContentType type; // null: not parsed yet

    private String encoding; // null: not parsed yet

    /**
     * @param ofMessage whether the header belongs to a message, which needs MIME-Version where it has MIME fields
     * @param octets the fields with their line ends, and the blank line
     * @param end the end of the fields; the length of {@code octets} where the blank line is missing
     */
    MimeHeader(boolean ofMessage, byte[] octets, int end) {
        this.ofMessage = ofMessage;
        this.octets = octets;
        this.end = end;
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

    /** The media type; text/plain where the field is missing or cannot be parsed (RFC 2045 s5.2). */
    ContentType contentType() {
        if (type == null) {
            String value = value("Content-Type");
            type = parsed(value == null ? "text/plain" : value);
        }
        return type;
    }

    /** The transfer encoding in lower case; {@code 7bit} where the field is missing (RFC 2045 s6.1). */
    String encoding() {
        if (encoding == null) {
            String value = value("Content-Transfer-Encoding");
            encoding = value == null ? "7bit" : value.toLowerCase(Locale.ROOT);
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
        return octets;
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
        out.write(octets, end, octets.length - end);
        return out.toByteArray();
    }

    private static ContentType parsed(String value) {
        try {
            return new ContentType(value);
        } catch (ParseException e) {
            return new ContentType("text", "plain", null);
        }
    }

    /** @return the unfolded value without surrounding white space; null: no such field */
    private String value(String name) {
        int line = find(name);
        if (line == end) {
            return null;
        }
        String first = text(line);
        StringBuilder value = new StringBuilder(first.substring(first.indexOf(':') + 1));
        for (line = next(line); line < end && isContinuation(line); line = next(line)) {
            value.append(text(line));
        }
        return value.toString().strip();
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

    /** The first octet rules out most fields. */
    private boolean isNamed(String name, int line) {
        boolean possible = (octets[line] | 0x20) == (name.charAt(0) | 0x20) || octets[line] < '!';
        return possible && name(line).equalsIgnoreCase(name);
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
