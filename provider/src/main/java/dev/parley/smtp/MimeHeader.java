package dev.parley.smtp;

import dev.parley.wire.Text;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The header of a message or of a part in it, as octets: read, and written with another transfer encoding. */
final class MimeHeader {
    private final boolean message;
    private final List<byte[]> lines = new ArrayList<>();
    private byte[] blankLine = {};

    /** @param message whether it is a message's header, which says MIME-Version where it says anything of MIME */
    MimeHeader(boolean message) {
        this.message = message;
    }

    /** @param line with its end */
    void add(byte[] line) {
        lines.add(line);
    }

    /** The header is complete. */
    void end(byte[] blankLine) {
        this.blankLine = blankLine;
    }

    /** The name of the first field that holds an octet above 127. */
    Optional<String> eightBitField() {
        String field = "";
        for (byte[] line : lines) {
            if (!isContinuation(line)) {
                field = name(line);
            }
            for (byte octet : line) {
                if (octet < 0) {
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }

    boolean has(String name) {
        return value(name).isPresent();
    }

    /** Without one, or with one that cannot be read, the part is text/plain: RFC 2045 s5.2. */
    ContentType contentType() {
        try {
            return new ContentType(value("Content-Type").orElse("text/plain"));
        } catch (ParseException e) {
            return new ContentType("text", "plain", null);
        }
    }

    /** Whether the body is its own encoding, so that another one can be put around it. */
    boolean isIdentity() {
        return List.of("7bit", "8bit", "binary").contains(encoding());
    }

    /** The transfer encoding in lower case; {@code 7bit} where none is named: RFC 2045 s6.1. */
    String encoding() {
        return value("Content-Transfer-Encoding")
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .orElse("7bit");
    }

    byte[] octets() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines.forEach(out::writeBytes);
        out.writeBytes(blankLine);
        return out.toByteArray();
    }

    /** The same header naming another transfer encoding, where the old one stood or at the end. */
    byte[] octetsWithEncoding(String encoding) {
        byte[] field = ("Content-Transfer-Encoding: " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean inField = false;
        boolean written = false;
        for (byte[] line : lines) {
            if (!isContinuation(line)) {
                inField = name(line).equalsIgnoreCase("Content-Transfer-Encoding");
            }
            if (!inField) {
                out.writeBytes(line);
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
        out.writeBytes(blankLine);
        return out.toByteArray();
    }

    private Optional<String> value(String name) {
        StringBuilder value = new StringBuilder();
        boolean found = false;
        for (byte[] line : lines) {
            String text = Text.of(line, 0, line.length).stripTrailing();
            if (found && isContinuation(line)) {
                value.append(text);
            } else if (found) {
                break;
            } else if (!isContinuation(line) && name(line).equalsIgnoreCase(name)) {
                found = true;
                value.append(text.substring(text.indexOf(':') + 1));
            }
        }
        return found ? Optional.of(value.toString().strip()) : Optional.empty();
    }

    private static boolean isContinuation(byte[] line) {
        return line.length > 0 && (line[0] == ' ' || line[0] == '\t');
    }

    private static String name(byte[] line) {
        String text = Text.of(line, 0, line.length);
        int colon = text.indexOf(':');
        return colon < 0 ? text.strip() : text.substring(0, colon).strip();
    }
}
