package dev.parley.sieve.protocol;

import dev.parley.wire.MalformedReplyException;
import dev.parley.wire.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the server with its literals (RFC 5804 s1.1: "a sequence of octets with a known count followed by a line").
 *
 * <ol>
 *   <li>{@link #of}: the text before the first line end;
 *   <li>while {@link #missing} is not negative, {@link #with} that literal and the text after it;
 *   <li>complete.
 * </ol>
 */
public final class Line {
    private static final int MOST_DIGITS = 10;

    private final List<String> texts;
    private final List<byte[]> literals;

    private Line(List<String> texts, List<byte[]> literals) {
        this.texts = texts;
        this.literals = literals;
    }

    public static Line of(String text) {
        return new Line(List.of(text), List.of());
    }

    /** The octets of the literal that the text announces at its end; -1: the line is complete. */
    public long missing() {
        return literals.isEmpty() && isUnquotedResponse() ? -1 : announced(last());
    }

    /** Some servers send the text of a response without quotes: it announces nothing. */
    private boolean isUnquotedResponse() {
        String text = texts.get(0);
        int end = text.indexOf(' ');
        String first = end < 0 ? "" : text.substring(0, end);
        if (!first.equalsIgnoreCase("OK") && !first.equalsIgnoreCase("NO") && !first.equalsIgnoreCase("BYE")) {
            return false;
        }
        while (end < text.length() && text.charAt(end) == ' ') {
            end++;
        }
        return end < text.length() && "\"({".indexOf(text.charAt(end)) < 0;
    }

    /** The number in the {@code {number}} or {@code {number+}} that ends a text; -1: none. */
    private static long announced(String text) {
        int end = text.length() - 1;
        if (end < 0 || text.charAt(end) != '}') {
            return -1;
        }
        end -= end > 0 && text.charAt(end - 1) == '+' ? 1 : 0;
        int start = end;
        while (start > 0 && Text.isDigit(text.charAt(start - 1))) {
            start--;
        }
        int brace = start - 1;
        boolean begins =
                brace >= 0 && text.charAt(brace) == '{' && (brace == 0 || " (".indexOf(text.charAt(brace - 1)) >= 0);
        return begins && start < end && end - start <= MOST_DIGITS ? Long.parseLong(text.substring(start, end)) : -1;
    }

    /** Octets of the first text, at least, and of its end. */
    public long octets() {
        return texts.get(0).length() + 2L;
    }

    /** Whether the text announces a literal and has nothing else. */
    public boolean isOnlyLiteral() {
        return texts.size() == 1 && texts.get(0).startsWith("{") && missing() >= 0;
    }

    /** This line with the announced literal and the text after it. */
    public Line with(byte[] literal, String text) {
        List<String> longer = new ArrayList<>(texts);
        String announcing = longer.remove(longer.size() - 1);
        longer.add(announcing.substring(0, announcing.lastIndexOf('{')));
        longer.add(text);
        List<byte[]> more = new ArrayList<>(literals);
        more.add(literal);
        return new Line(List.copyOf(longer), List.copyOf(more));
    }

    /** The line as it arrived, split at the line ends in it and in its literals. */
    public List<String> lines() {
        StringBuilder text = new StringBuilder(texts.get(0));
        for (int i = 0; i < literals.size(); i++) {
            byte[] literal = literals.get(i);
            text.append('{').append(literal.length).append("}\n");
            text.append(Text.of(literal, 0, literal.length)).append(texts.get(i + 1));
        }
        return Text.lines(text.toString());
    }

    /** The octets of {@link #lines}, with a CRLF each. */
    long octetsOfLines() {
        String text = texts.get(0);
        if (literals.isEmpty() && !text.isEmpty() && text.indexOf('\r') < 0 && text.indexOf('\n') < 0) {
            return Text.utf8Length(text) + 2L;
        }
        long octets = 0;
        for (String line : lines()) {
            octets += Text.utf8Length(line) + 2L;
        }
        return octets;
    }

    MalformedReplyException malformed(String what) {
        return new MalformedReplyException("the server's line " + what + ": " + String.join(" ", lines()));
    }

    /** The texts before, between and after the literals: one more than there are literals. */
    List<String> texts() {
        return texts;
    }

    String last() {
        return texts.get(texts.size() - 1);
    }

    List<byte[]> literals() {
        return literals;
    }
}
