package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.replay.sieve.SieveToken.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Splits a Sieve script into tokens (RFC 5228 s8.1). A bare LF ends a line, as in real servers. */
final class SieveLexer {
    private static final int NONE = -1;
    private static final long NUMBER_LIMIT = 1L << 32;

    private final byte[] script;
    private int at;
    private int line = 1;

    SieveLexer(byte[] script) {
        this.script = script;
    }

    SieveToken next() throws ScriptException {
        skipBlanksAndComments();
        int start = line;
        int first = peek();
        if (first == NONE) {
            return new SieveToken(Kind.END, "", start);
        }
        if (isWordStart(first)) {
            String word = word();
            if (word.equalsIgnoreCase("text") && peek() == ':') {
                take();
                return new SieveToken(Kind.STRING, multiLine(start), start);
            }
            return new SieveToken(Kind.IDENTIFIER, word, start);
        }
        if (isDigit(first)) {
            return new SieveToken(Kind.NUMBER, number(), start);
        }
        take();
        if (first == ':' && isWordStart(peek())) {
            return new SieveToken(Kind.TAG, ":" + word(), start);
        }
        if (first == '"') {
            return new SieveToken(Kind.STRING, quoted(start), start);
        }
        if ("[](){},;".indexOf(first) >= 0) {
            return new SieveToken(Kind.SEPARATOR, Character.toString(first), start);
        }
        throw new ScriptException(start, "unexpected " + character(first));
    }

    private void skipBlanksAndComments() throws ScriptException {
        while (true) {
            int octet = peek();
            if (octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n') {
                take();
            } else if (octet == '#') {
                skipLine();
            } else if (octet == '/' && at + 1 < script.length && script[at + 1] == '*') {
                skipBracketComment();
            } else {
                return;
            }
        }
    }

    private void skipLine() throws ScriptException {
        while (peek() != NONE && take() != '\n') {
            continue;
        }
    }

    private void skipBracketComment() throws ScriptException {
        int start = line;
        take();
        take();
        int previous = NONE;
        while (peek() != NONE) {
            int octet = take();
            if (previous == '*' && octet == '/') {
                return;
            }
            previous = octet;
        }
        throw new ScriptException(start, "the comment that begins here has no '*/'");
    }

    private String word() throws ScriptException {
        int start = at;
        while (isWordStart(peek()) || isDigit(peek())) {
            take();
        }
        return new String(script, start, at - start, US_ASCII);
    }

    private String number() throws ScriptException {
        int start = at;
        long value = 0;
        while (isDigit(peek())) {
            value = Math.min(value * 10 + take() - '0', NUMBER_LIMIT + 1);
        }
        int quantifier = "kmg".indexOf(Character.toLowerCase(peek()));
        if (quantifier >= 0) {
            take();
            value <<= 10 * (quantifier + 1);
        }
        if (isWordStart(peek()) || isDigit(peek())) {
            throw new ScriptException(line, "a number ends in a digit, K, M or G, not in " + character(peek()));
        }
        if (value > NUMBER_LIMIT) {
            throw new ScriptException(line, "a number is at most 4G");
        }
        return new String(script, start, at - start, US_ASCII);
    }

    private String quoted(int start) throws ScriptException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            int octet = take();
            if (octet == '"') {
                return utf8(text.toByteArray(), start);
            }
            if (octet == '\\') {
                octet = take();
            }
            if (octet == NONE) {
                throw new ScriptException(start, "the string that begins here has no closing '\"'");
            }
            text.write(octet);
        }
    }

    private String multiLine(int start) throws ScriptException {
        while (peek() == ' ' || peek() == '\t') {
            take();
        }
        if (peek() != '#' && peek() != '\r' && peek() != '\n') {
            throw new ScriptException(start, "after 'text:' comes the end of the line or a comment");
        }
        skipLine();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (peek() != NONE) {
            int lineStart = at;
            skipLine();
            String content = new String(script, lineStart, at - lineStart, ISO_8859_1);
            if (content.equals(".\r\n") || content.equals(".\n") || content.equals(".")) {
                return utf8(text.toByteArray(), start);
            }
            text.writeBytes(content.substring(content.startsWith("..") ? 1 : 0).getBytes(ISO_8859_1));
        }
        throw new ScriptException(start, "the text that begins here has no line with a '.' alone");
    }

    private int peek() {
        return at < script.length ? script[at] & 0xff : NONE;
    }

    private int take() throws ScriptException {
        int octet = peek();
        if (octet == NONE) {
            return NONE;
        }
        at++;
        if (octet == 0) {
            throw new ScriptException(line, "unexpected NUL");
        }
        if (octet == '\r' && peek() != '\n') {
            throw new ScriptException(line, "unexpected CR without LF");
        }
        if (octet == '\n') {
            line++;
        }
        return octet;
    }

    private static String utf8(byte[] octets, int line) throws ScriptException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new ScriptException(line, "the string that begins here is not UTF-8");
        }
    }

    private static String character(int octet) {
        boolean visible = octet > ' ' && octet < 0x7f;
        return visible ? "character '" + (char) octet + "'" : String.format("character 0x%02x", octet);
    }

    private static boolean isWordStart(int octet) {
        return octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z' || octet == '_';
    }

    private static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }
}
