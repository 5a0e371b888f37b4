package dev.parley.smtp.protocol;

import dev.parley.smtp.EnhancedStatus;
import dev.parley.trace.Answer;
import dev.parley.trace.ReceivedReply;
import dev.parley.wire.MalformedReplyException;
import dev.parley.wire.Text;
import java.util.List;
import java.util.Optional;

/** A reply of the server, RFC 5321 s4.2. */
public final class Reply implements ReceivedReply {
    private static final int TEXT = 4;

    private final int code;
    private final List<String> lines;
    private final List<String> redacted;

    private Reply(int code, List<String> lines, List<String> redacted) {
        this.code = code;
        this.lines = lines;
        this.redacted = redacted;
    }

    /** A reply from its lines, of which only the last {@link #isLast is last}. */
    public static Reply of(List<String> lines) throws MalformedReplyException {
        int code = code(lines.get(0));
        for (int i = 1; i < lines.size(); i++) {
            if (code(lines.get(i)) != code) {
                throw new MalformedReplyException("the lines of one reply have different codes: " + lines);
            }
        }
        List<String> copy = List.copyOf(lines);
        return new Reply(code, copy, copy);
    }

    /** The same reply; texts for people have these lines, which hold no secret. */
    public Reply redactedAs(List<String> withoutSecrets) {
        return new Reply(code, lines, List.copyOf(withoutSecrets));
    }

    /** Whether a reply ends with this line: no hyphen follows its code. */
    public static boolean isLast(String line) throws MalformedReplyException {
        code(line);
        return line.length() == 3 || line.charAt(3) == ' ';
    }

    /** The text of a line after its code. */
    public static String text(String line) {
        return line.length() > TEXT ? line.substring(TEXT) : "";
    }

    /** The three digits. */
    public int code() {
        return code;
    }

    /** The enhanced status code that the first line begins with (RFC 2034 s4). */
    public Optional<EnhancedStatus> status() {
        String first = lines.get(0);
        boolean possible = first.length() > TEXT + 1 && first.charAt(TEXT + 1) == '.';
        return possible ? EnhancedStatus.parse(text(first)) : Optional.empty();
    }

    /** The enhanced status code as text. */
    public Optional<String> statusText() {
        Optional<EnhancedStatus> status = status();
        return status.isPresent() ? Optional.of(status.get().toString()) : Optional.empty();
    }

    /** All lines as they came, without line ends; never empty. */
    @Override
    public List<String> lines() {
        return lines;
    }

    /** All lines as they may be shown: without secrets and control characters. */
    public List<String> linesForException() {
        return redacted;
    }

    /** 2yz: done. */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** 3yz: the server expects more. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** 4yz or 5yz. */
    public boolean isRejection() {
        return code >= 400;
    }

    @Override
    public boolean refused() {
        return isRejection();
    }

    /** 5yz. */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** 421: the server closes the connection after this reply (RFC 5321 s3.8). */
    public boolean isClosing() {
        return code == 421;
    }

    /** 452 4.5.3: no more recipients in this transaction, another one may have them (RFC 5321 s4.5.3.1.10). */
    public boolean isTooManyRecipients() {
        return code == 452 && hasStatus(5, 3);
    }

    /** Whether the enhanced status code has this subject and detail, in any class. */
    public boolean hasStatus(int subject, int detail) {
        Optional<EnhancedStatus> status = status();
        return status.isPresent() && status.get().is(subject, detail);
    }

    /** The reply in short, as a trace has it. */
    @Override
    public Answer answer() {
        return new Answer(lines.get(0).substring(0, 3), statusText(), isRejection());
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
            if (!Text.isDigit(line.charAt(i))) {
                throw new MalformedReplyException("not an SMTP reply: " + line);
            }
            code = code * 10 + line.charAt(i) - '0';
        }
        return code;
    }
}
