package dev.parley.replay;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Octets that belong to a command line, which says how many they are. */
enum Counted {
    /** Behind BDAT, RFC 3030 s2; then the command is over. */
    CHUNK("(?i)BDAT (\\d{1,9})(?: LAST)?\r\n", false),
    /** A literal of ManageSieve, RFC 5804 s4; then the line goes on. */
    LITERAL("(?s).*\\{(\\d{1,9})\\+?}\r\n", true);

    private final Pattern announcement;
    private final boolean goesOn;

    Counted(String announcement, boolean goesOn) {
        this.announcement = Pattern.compile(announcement);
        this.goesOn = goesOn;
    }

    static Counted of(String protocol) {
        return protocol.startsWith("sieve") ? LITERAL : CHUNK;
    }

    /** How many octets follow this line, where it announces any. */
    OptionalInt behind(String line) {
        Matcher announced = announcement.matcher(line);
        return announced.matches() ? OptionalInt.of(Integer.parseInt(announced.group(1))) : OptionalInt.empty();
    }

    /** Whether another line belongs to the same command behind the octets. */
    boolean goesOn() {
        return goesOn;
    }
}
