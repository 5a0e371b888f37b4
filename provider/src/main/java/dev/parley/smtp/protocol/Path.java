package dev.parley.smtp.protocol;

import dev.parley.wire.Text;

/**
 * A reverse-path or forward-path (RFC 5321 s4.1.2): a mailbox that contains nothing that ends the path early.
 *
 * @param mailbox without brackets; empty for the null reverse-path
 */
public record Path(String mailbox) {
    public static final Path NULL = new Path("");

    /** @throws IllegalArgumentException when the mailbox could inject a parameter or a command */
    public Path {
        boolean quoted = false;
        boolean escaped = false;
        for (int i = 0; i < mailbox.length(); i++) {
            char c = mailbox.charAt(i);
            if (isControl(c)) {
                throw invalid(mailbox, "a control character");
            }
            if (escaped) {
                escaped = false;
            } else if (quoted && c == '\\') {
                escaped = true;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '>' || c == ' ')) {
                throw invalid(mailbox, c == ' ' ? "a blank outside quotes" : "'" + c + "' outside quotes");
            }
        }
        if (quoted) {
            throw invalid(mailbox, "an unterminated quoted string");
        }
    }

    /** A path from an address as applications write it, with or without angle brackets. */
    public static Path of(String address) {
        boolean bracketed = address.length() >= 2 && address.startsWith("<") && address.endsWith(">");
        return new Path(bracketed ? address.substring(1, address.length() - 1) : address);
    }

    public boolean isAscii() {
        return Text.isAscii(mailbox);
    }

    @Override
    public String toString() {
        return "<" + mailbox + ">";
    }

    private static boolean isControl(char c) {
        return c < 0x20 || c == 0x7f;
    }

    private static IllegalArgumentException invalid(String mailbox, String what) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < mailbox.length(); i++) {
            char c = mailbox.charAt(i);
            if (isControl(c)) {
                shown.append(String.format("\\x%02x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return new IllegalArgumentException("the address contains " + what + ": " + shown);
    }
}
