package dev.parley.smtp.command;

import dev.parley.smtp.protocol.QueryVerb;
import dev.parley.wire.Text;

/**
 * The argument of VRFY, EXPN, HELP or ETRN: one that cannot end the line or become a parameter. Its syntax is that of an
 * atom or a quoted string (String, RFC 5321 s4.1.2), and otherwise free: "user name" is a fuzzy term (s3.5.1).
 */
final class QueryArgument {
    /** Of the argument in an error message. */
    private static final int SHOWN = 60;

    private QueryArgument() {}

    /**
     * Checks an argument.
     *
     * @return null: valid; otherwise what is wrong, and what to do
     */
    static String problem(QueryVerb verb, String argument) {
        String name = "the " + verb.argumentName();
        if (argument == null || argument.isEmpty()) {
            return name + " is missing: use a text that is not empty";
        }
        boolean quoted = false;
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (Character.isISOControl(c)) {
                return name + " contains a control character: remove it from " + shown(argument);
            } else if (isUnpaired(argument, i)) {
                return name + " contains half of a surrogate pair: remove it from " + shown(argument);
            } else if (c == ' ' && !quoted) {
                return name + " contains a blank outside quotes: remove or quote it in " + shown(argument);
            } else if (quoted && c == '\\' && (argument.startsWith("\"", i + 1) || argument.startsWith("\\", i + 1))) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        if (quoted) {
            return name + " has an unterminated quoted string: end it in " + shown(argument);
        }
        return Text.isAscii(argument) || verb.takesSmtpUtf8()
                ? null
                : name + " contains non-ASCII characters, which " + verb + " does not allow: replace them in "
                        + shown(argument);
    }

    private static boolean isUnpaired(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /** The argument for a message: short, without control characters. */
    static String shown(String argument) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < argument.length() && i < SHOWN; i++) {
            char c = argument.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) && isUnpaired(argument, i)) {
                shown.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return argument.length() > SHOWN ? shown.append("...").toString() : shown.toString();
    }
}
