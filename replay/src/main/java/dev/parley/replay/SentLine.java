package dev.parley.replay;

import dev.parley.trace.AddressMask;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client must say to have said the line of a trace: the same, but anything for what is redacted or hidden, any size of a
 * content, since messages have dates and identifiers of their own, any name of a temporary script, which is random, and any
 * address that masks to a masked one.
 */
final class SentLine {
    private static final Pattern FREE =
            Pattern.compile("\\[redacted \\d+ octets]|\\[user hidden]|(?<= )SIZE=\\d+|(?<=^BDAT )\\d+|\\{\\d+\\+}"
                    + "|(?<=\"parley-(?:new|replace)-)[0-9a-f]{16}(?=\")");

    private final Pattern said;

    /** @param content whether a content belongs to the line */
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
