package dev.parley.smtp.mime;

import dev.parley.trace.Escaped;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The longest line of a message, to find the part at fault when a server rejects a message for the length of its lines.
 *
 * @param octets without its end
 * @param place for a text: the header field or the part, and the number of the line there
 */
public record LongestLine(int octets, String place) {
    /** The longest line without its end (RFC 5322 s2.1.1). */
    public static final int LIMIT = 998;

    /** Renders the message again; null where that fails, since the failure to report is another one. */
    public static LongestLine of(MimeMessage message) {
        try {
            return in(message, "");
        } catch (Throwable e) { // The application's message may throw anything.
            return null;
        }
    }

    /** @param number of the part, as in "1.2"; empty: the message itself */
    private static LongestLine in(MimePart part, String number) throws MessagingException, IOException {
        LineScanner own = new LineScanner(number, part.getContentType());
        if (!part.isMimeType("multipart/*")) {
            part.writeTo(own);
            return own.longest();
        }
        part.getAllHeaderLines().asIterator().forEachRemaining(own::field);
        LongestLine longest = own.longest();
        Multipart parts = (Multipart) part.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart each = parts.getBodyPart(i);
            LongestLine other = in((MimePart) each, (number.isEmpty() ? "" : number + ".") + (i + 1));
            longest = other.octets > longest.octets ? other : longest;
        }
        return longest;
    }

    /** Measures the lines of a header and a body. */
    private static final class LineScanner extends OutputStream {
        private static final int LONGEST_NAME = 80;

        private final String number;
        private final String type;
        private final StringBuilder field = new StringBuilder();
        private boolean inBody;
        private int line; // of the body
        private int length; // of the line so far, without CR
        private LongestLine longest = new LongestLine(0, "");

        LineScanner(String number, String type) {
            this.number = number;
            this.type = type == null ? "" : type.split(";", 2)[0].strip();
        }

        LongestLine longest() {
            endLine();
            return longest;
        }

        void field(String lines) {
            for (byte octet : (lines + "\r\n").getBytes(StandardCharsets.UTF_8)) {
                write(octet);
            }
        }

        @Override
        public void write(int octet) {
            if (octet == '\n') {
                endLine();
            } else if (octet != '\r') {
                if (!inBody) {
                    addToField((char) (octet & 0xff));
                }
                length++;
            }
        }

        /** A field begins in a line without leading space, and has its name up to the colon. */
        private void addToField(char next) {
            if (length >= LONGEST_NAME) {
                return;
            }
            boolean begins = length == 0 && next != ' ' && next != '\t';
            if (begins) {
                field.setLength(0);
            }
            if (begins || field.length() > 0 && field.charAt(field.length() - 1) != ':' && field.length() == length) {
                field.append(next);
            }
        }

        private void endLine() {
            line += inBody ? 1 : 0;
            if (length > longest.octets) {
                longest = new LongestLine(length, place());
            }
            inBody = inBody || length == 0;
            length = 0;
        }

        private String place() {
            String part = number.isEmpty() ? "" : " of part " + number;
            return inBody
                    ? "line " + line + (number.isEmpty() ? " of the body" : part) + " (" + type + ")"
                    : "the header field " + Escaped.text(field.toString().replace(":", "")) + part;
        }
    }
}
