package dev.parley.smtp.mime;

import dev.parley.wire.Octets;
import dev.parley.wire.Text;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The header of a message or of a part in it, as octets: read, and written with another transfer encoding. */
final class MimeHeader {
    private final boolean message;
    private final byte[] octets;
    private final int end;
    private ContentType type;
    private String encoding;

    /**
     * @param message whether it is a message's header, which says MIME-Version where it says anything of MIME
     * @param octets the fields with their line ends, and the blank line
     * @param end where the fields end; nothing is behind it where the blank line is missing
     */
    MimeHeader(boolean message, byte[] octets, int end) {
        this.message = message;
        this.octets = octets;
        this.end = end;
    }

    /** The name of the first field that holds an octet above 127. */
    Optional<String> eightBitField() {
        if (Octets.areAscii(octets, 0, end)) {
            return Optional.empty();
        }
        int field = 0;
        int line = 0;
        while (Octets.areAscii(octets, line, next(line))) {
            line = next(line);
            field = isContinuation(line) ? field : line;
        }
        return Optional.of(name(field));
    }

    boolean has(String name) {
        return find(name) < end;
    }

    /** Without one, or with one that cannot be read, the part is text/plain: RFC 2045 s5.2. */
    ContentType contentType() {
        if (type == null) {
            type = parsed(value("Content-Type").orElse("text/plain"));
        }
        return type;
    }

    /** Whether the body is its own encoding, so that another one can be put around it. */
    boolean isIdentity() {
        return List.of("7bit", "8bit", "binary").contains(encoding());
    }

    /** The transfer encoding in lower case; {@code 7bit} where none is named: RFC 2045 s6.1. */
    String encoding() {
        if (encoding == null) {
            encoding = value("Content-Transfer-Encoding")
                    .map(value -> value.strip().toLowerCase(Locale.ROOT))
                    .orElse("7bit");
        }
        return encoding;
    }

    byte[] octets() {
        return octets;
    }

    /** The same header naming another transfer encoding, where the old one stood or at the end. */
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
        if (message && !has("MIME-Version")) {
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

    private Optional<String> value(String name) {
        int line = find(name);
        if (line == end) {
            return Optional.empty();
        }
        String first = text(line);
        StringBuilder value = new StringBuilder(first.substring(first.indexOf(':') + 1));
        for (line = next(line); line < end && isContinuation(line); line = next(line)) {
            value.append(text(line));
        }
        return Optional.of(value.toString().strip());
    }

    /** The first line of the field; the end where there is none. */
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

    /** Most fields are told apart by their first letter. */
    private boolean isNamed(String name, int line) {
        boolean perhaps = (octets[line] | 0x20) == (name.charAt(0) | 0x20) || octets[line] < '!';
        return perhaps && name(line).equalsIgnoreCase(name);
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
