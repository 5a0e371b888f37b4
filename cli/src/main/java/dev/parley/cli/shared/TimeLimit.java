package dev.parley.cli.shared;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time-out as the user writes it: seconds, or a number with {@code s}, {@code m} or {@code h}, as in swaks. */
public record TimeLimit(Duration limit) {
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})([smh]?)");

    /** @throws IllegalArgumentException when the text is not such a time */
    public static TimeLimit of(String typed) {
        Matcher time = TIME.matcher(typed);
        if (!time.matches()) {
            throw new IllegalArgumentException(
                    "\"" + typed + "\" is not a time: use seconds, or a number with s, m or h");
        }
        long number = Long.parseLong(time.group(1));
        Duration limit = switch (time.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
        if (limit.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "\"" + typed + "\" is too long: use at most 24 days, or 0 for no time-out");
        }
        return new TimeLimit(limit);
    }

    String millis() {
        return String.valueOf(limit.toMillis());
    }
}
