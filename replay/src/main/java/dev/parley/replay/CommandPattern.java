package dev.parley.replay;

import dev.parley.trace.AddressMask;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches a command of the client with a line of a trace. These parts may differ:
 *
 * <ul>
 *   <li>redacted and hidden text
 *   <li>the size of a content, since messages have dates and identifiers of their own
 *   <li>the random name of a temporary script
 *   <li>an address whose mask is the same
 * </ul>
 */
final class CommandPattern {
    private static final Pattern VARIABLE =
            Pattern.compile("\\[redacted \\d+ octets]|\\[user hidden]|(?<= )SIZE=\\d+|(?<=^BDAT )\\d+|\\{\\d+\\+}"
                    + "|(?<=\"parley-(?:new|replace)-)[0-9a-f]{16}(?=\")");

    private final Pattern pattern;

    /** @param content whether the line has a content */
    CommandPattern(String line, boolean content) {
        StringBuilder regex = new StringBuilder();
        Matcher variable = VARIABLE.matcher(line);
        int end = 0;
        while (variable.find()) {
            regex.append(Pattern.quote(line.substring(end, variable.start()))).append(regexOf(variable.group()));
            end = variable.end();
        }
        regex.append(Pattern.quote(line.substring(end))).append("\r\n").append(content ? "(?s:.*)" : "");
        this.pattern = Pattern.compile(regex.toString());
    }

    boolean matches(String command) {
        return Arrays.stream(AddressMask.values())
                .anyMatch(mask -> pattern.matcher(mask.maskedIn(command)).matches());
    }

    private static String regexOf(String variable) {
        if (variable.startsWith("[")) {
            return "(?s:.*)";
        }
        if (variable.matches("[0-9a-f]{16}")) {
            return "[0-9a-f]{16}";
        }
        return variable.startsWith("{") ? "\\{\\d+\\+}" : variable.startsWith("S") ? "SIZE=\\d+" : "\\d+";
    }
}
