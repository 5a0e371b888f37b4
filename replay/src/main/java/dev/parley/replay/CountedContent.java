package dev.parley.replay;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Content of a command whose line contains its length. */
enum CountedContent {
    /** After BDAT (RFC 3030 s2); it ends the command. */
    CHUNK("(?i)BDAT (\\d{1,9})(?: LAST)?\r\n"),
    /** A literal of ManageSieve (RFC 5804 s4); the line continues after it. */
    LITERAL("(?s).*\\{(\\d{1,9})\\+?}\r\n");

    private final Pattern announcement;

    CountedContent(String announcement) {
        this.announcement = Pattern.compile(announcement);
    }

    static CountedContent of(String protocol) {
        return protocol.startsWith("sieve") ? LITERAL : CHUNK;
    }

    /** The length of the content after this line, if any. */
    OptionalInt lengthAfter(String line) {
        Matcher announced = announcement.matcher(line);
        return announced.matches() ? OptionalInt.of(Integer.parseInt(announced.group(1))) : OptionalInt.empty();
    }
}
