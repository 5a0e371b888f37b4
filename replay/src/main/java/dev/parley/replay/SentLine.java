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
final class SentLine {
    private static final Pattern FREE =
            Pattern.compile("\\[redacted \\d+ octets]|\\[user hidden]|(?<= )SIZE=\\d+|(?<=^BDAT )\\d+|\\{\\d+\\+}"
                    + "|(?<=\"parley-(?:new|replace)-)[0-9a-f]{16}(?=\")");

    private final Pattern said;

    /** @param content whether the line has a content */
    SentLine(String line, boolean content) {
        StringBuilder pattern = new StringBuilder();
        Matcher free = FREE.matcher(line);
        int end = 0;
        while (free.find()) {
            pattern.append(quoted(line.substring(end, free.start()))).append(instead(free.group()));
            end = free.end();
        }
        pattern.append(quoted(line.substring(end))).append("\r\n").append(content ? "(?s:.*)" : "");
        this.said = Pattern.compile(pattern.toString());
    }

    boolean matches(String command) {
        return Arrays.stream(AddressMask.values())
                .anyMatch(mask -> said.matcher(mask.in(command)).matches());
    }

    private static String instead(String free) {
        if (free.startsWith("[")) {
            return "(?s:.*)";
        }
        if (free.matches("[0-9a-f]{16}")) {
            return "[0-9a-f]{16}";
        }
        return free.startsWith("{") ? "\\{\\d+\\+}" : free.startsWith("S") ? "SIZE=\\d+" : "\\d+";
    }

    private static String quoted(String text) {
        return text.isEmpty() ? "" : Pattern.quote(text);
    }
}
