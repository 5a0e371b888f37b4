package dev.parley.sieve.protocol;

import dev.parley.wire.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the server with the literals in it (RFC 5804 s1.1: "a sequence of octets with a known count followed by a
 * line").
 *
 * <ol>
 *   <li>{@link #of}: what came up to the first line end;
 *   <li>while {@link #missing} says so, {@link #with} that literal and the text behind it;
 *   <li>complete.
 * </ol>
 */
public final class Line {
    private static final Pattern LITERAL = Pattern.compile("(?:^|[ (])\\{([0-9]{1,10})\\+?}$");
    private static final Pattern UNQUOTED_TEXT = Pattern.compile("(?i)(?:OK|NO|BYE) +[^ \"({].*");

    private final List<String> texts;
    private final List<byte[]> literals;

    private Line(List<String> texts, List<byte[]> literals) {
        this.texts = texts;
        this.literals = literals;
    }

    public static Line of(String text) {
        return new Line(List.of(text), List.of());
    }

    /** The octets of the literal that the text so far announces at its end; empty when the line is complete. */
    public OptionalLong missing() {
        String last = texts.get(texts.size() - 1);
        Matcher announced = LITERAL.matcher(last);
        boolean unquoted = literals.isEmpty() && UNQUOTED_TEXT.matcher(last).matches();
        return !unquoted && announced.find()
                ? OptionalLong.of(Long.parseLong(announced.group(1)))
                : OptionalLong.empty();
    }

    /** Octets of the first text, at least, and of its end. */
    public long octets() {
        return texts.get(0).length() + 2L;
    }

    /** Whether the text so far announces a literal and says nothing else. */
    public boolean isOnlyLiteral() {
        return texts.size() == 1 && texts.get(0).startsWith("{") && missing().isPresent();
    }

    /** This line, longer by the literal it announced and by the text that came behind the literal. */
    public Line with(byte[] literal, String text) {
        List<String> longer = new ArrayList<>(texts);
        String announcing = longer.remove(longer.size() - 1);
        longer.add(announcing.substring(0, announcing.lastIndexOf('{')));
        longer.add(text);
        List<byte[]> more = new ArrayList<>(literals);
        more.add(literal);
        return new Line(List.copyOf(longer), List.copyOf(more));
    }

    /** The line as it came, split where it, or a literal in it, has line ends. */
    public List<String> shown() {
        StringBuilder said = new StringBuilder(texts.get(0));
        for (int i = 0; i < literals.size(); i++) {
            byte[] literal = literals.get(i);
            said.append('{').append(literal.length).append("}\n");
            said.append(Text.of(literal, 0, literal.length)).append(texts.get(i + 1));
        }
        return said.toString().lines().toList();
    }

    /** The texts before, between and behind the literals: always one more than there are literals. */
    List<String> texts() {
        return texts;
    }

    List<byte[]> literals() {
        return literals;
    }
}
