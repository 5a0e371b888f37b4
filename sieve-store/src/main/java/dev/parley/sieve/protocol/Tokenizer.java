package dev.parley.sieve.protocol;

import dev.parley.wire.MalformedReplyException;
import dev.parley.wire.Text;
import java.nio.charset.StandardCharsets;

/** Reads the tokens of a complete {@link Line}; blanks between them are skipped. */
public final class Tokenizer {
    /** The kinds of tokens. */
    enum Kind {
        /** Characters without quotes: an atom or a number, or the URL that some servers do not quote. */
        ATOM,
        STRING,
        OPEN,
        CLOSE
    }

    /**
     * A piece of a line (RFC 5804 s1.2 and s4).
     *
     * @param octets of a string; null: it is none
     */
    public record Token(Kind kind, String text, byte[] octets) {}

    private final Line line;
    private int part;
    private int position;

    public Tokenizer(Line line) {
        this.line = line;
    }

    /** The next token; null at the end of the line. */
    public Token next() throws MalformedReplyException {
        skipBlanks();
        if (position == text().length()) {
            return literal();
        }
        return switch (text().charAt(position)) {
            case '(' -> bracket(Kind.OPEN, "(");
            case ')' -> bracket(Kind.CLOSE, ")");
            case '"' -> quoted();
            default -> atom();
        };
    }

    /** Whether the next token is a response code's opening bracket. */
    boolean atCode() {
        skipBlanks();
        return text().startsWith("(", position);
    }

    /**
     * The rest of the line as one string. What is no string is taken as it is: some servers send a human-readable text
     * without quotes, and names with quotes that are not escaped.
     */
    String rest() {
        return rest("");
    }

    /** The same without a word that may follow the string. */
    String rest(String word) {
        String left = text().substring(position).strip();
        StringBuilder rest = new StringBuilder(unquoted(without(word, left)));
        while (part < line.literals().size()) {
            byte[] literal = line.literals().get(part++);
            rest.append(Text.of(literal, 0, literal.length)).append(without(word, text()));
        }
        position = text().length();
        return rest.toString();
    }

    private static String without(String word, String text) {
        int start = text.length() - word.length();
        boolean ends = !word.isEmpty() && start >= 0 && text.substring(start).equalsIgnoreCase(word);
        boolean apart = ends && start > 0 && text.charAt(start - 1) == ' ';
        return apart ? text.substring(0, start).strip() : text;
    }

    private Token literal() {
        if (part == line.literals().size()) {
            return null;
        }
        byte[] literal = line.literals().get(part++);
        position = 0;
        return new Token(Kind.STRING, Text.of(literal, 0, literal.length), literal);
    }

    private Token bracket(Kind kind, String text) {
        position++;
        return new Token(kind, text, null);
    }

    private Token atom() {
        int start = position;
        while (position < text().length() && " ()\"".indexOf(text().charAt(position)) < 0) {
            position++;
        }
        return new Token(Kind.ATOM, text().substring(start, position), null);
    }

    private Token quoted() throws MalformedReplyException {
        int start = position++;
        while (position < text().length() && text().charAt(position) != '"') {
            position += text().charAt(position) == '\\' ? 2 : 1;
        }
        if (position >= text().length()) {
            throw line.malformed("has a quote that does not end");
        }
        position++;
        String text = unquoted(text().substring(start, position));
        return new Token(Kind.STRING, text, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Without quotes and escapes where all of them are valid, otherwise without the outer quotes only. */
    private static String unquoted(String text) {
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return text;
        }
        String inner = text.substring(1, text.length() - 1);
        StringBuilder unescaped = new StringBuilder(inner.length());
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '\\' && i + 1 < inner.length() && isSpecial(inner.charAt(i + 1))) {
                unescaped.append(inner.charAt(++i));
            } else if (isSpecial(c)) {
                return inner;
            } else {
                unescaped.append(c);
            }
        }
        return unescaped.toString();
    }

    private static boolean isSpecial(char c) {
        return c == '"' || c == '\\';
    }

    private void skipBlanks() {
        while (position < text().length() && text().charAt(position) == ' ') {
            position++;
        }
    }

    private String text() {
        return line.texts().get(part);
    }
}
