package dev.parley.smtp.protocol;

import dev.parley.smtp.EnhancedStatus;
import dev.parley.trace.Answer;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A reply of the server, RFC 5321 s4.2: data, whatever it says.
 *
 * @param code its three digits
 * @param status its enhanced status code, where the first line carries one
 * @param lines all its lines as they came, without line ends; never empty
 * @param redacted the same lines, without secrets
 */
public record Reply(int code, Optional<EnhancedStatus> status, List<String> lines, List<String> redacted) {
    private static final int TEXT = 4;

    /** A reply from its lines, of which only the last {@link #isLast is last}. */
    public static Reply of(List<String> lines) throws MalformedReplyException {
        int code = code(lines.get(0));
        for (String line : lines) {
            if (code(line) != code) {
                throw new MalformedReplyException("the lines of one reply have different codes: " + lines);
            }
        }
        return new Reply(code, EnhancedStatus.parse(text(lines.get(0))), List.copyOf(lines), List.copyOf(lines));
    }

    /** Returns the same reply with its redacted lines made by a function. */
    public Reply redacted(UnaryOperator<String> line) {
        return new Reply(code, status, lines, lines.stream().map(line).toList());
    }

    /** Whether a reply ends with this line: no hyphen follows its code. */
    public static boolean isLast(String line) throws MalformedReplyException {
        code(line);
        return line.length() == 3 || line.charAt(3) == ' ';
    }

    /** What a line says behind its code. */
    public static String text(String line) {
        return line.length() > TEXT ? line.substring(TEXT) : "";
    }

    /** 2yz: done. */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** 3yz: go on. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** 4yz or 5yz. */
    public boolean isRefusal() {
        return code >= 400;
    }

    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** 421: the server closes the connection behind this reply (RFC 5321 s3.8). */
    public boolean isFarewell() {
        return code == 421;
    }

    /** 452 4.5.3: no more recipients in this transaction, another one may have them (RFC 5321 s4.5.3.1.10). */
    public boolean isTooManyRecipients() {
        return code == 452 && hasStatus(5, 3);
    }

    public boolean hasStatus(int subject, int detail) {
        return status.filter(s -> s.is(subject, detail)).isPresent();
    }

    /** In short, as a trace has it. */
    public Answer answer() {
        return new Answer(lines.get(0).substring(0, 3), status.map(EnhancedStatus::toString), isRefusal());
    }

    /** All lines, each ended by LF: the text that Angus Mail puts into its exceptions. */
    public String raw() {
        return String.join("\n", redacted) + "\n";
    }

    /** The whole reply on one line, for messages. */
    @Override
    public String toString() {
        return String.join(" / ", redacted);
    }

    private static int code(String line) throws MalformedReplyException {
        if (line.length() < 3 || line.length() > 3 && line.charAt(3) != ' ' && line.charAt(3) != '-') {
            throw new MalformedReplyException("not an SMTP reply: " + line);
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new MalformedReplyException("not an SMTP reply: " + line);
            }
            code = code * 10 + digit;
        }
        return code;
    }
}
