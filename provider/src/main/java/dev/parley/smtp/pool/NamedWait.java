package dev.parley.smtp.pool;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time after which a server accepts another attempt, where its reply names one. */
public final class NamedWait {
    /** As in "try again in 5 minutes", "Greylisted for 300 seconds" and "please try again in 00:05:00". */
    private static final Pattern WAIT = Pattern.compile("\\b(?:in|for|another|per|every|(?:again|retry) after) "
            + "(?:(\\d{1,6}) ?(s|sec|seconds?|m|mins?|minutes?|h|hours?)|(\\d\\d):(\\d\\d):(\\d\\d))\\b");

    private NamedWait() {}

    /**
     * The time that a reply names; null where it has none.
     *
     * @param text in lower case
     */
    public static Duration in(String text) {
        Matcher named = WAIT.matcher(text);
        if (!named.find()) {
            return null;
        }
        return named.group(2) == null
                ? Duration.ofHours(number(named, 3))
                        .plusMinutes(number(named, 4))
                        .plusSeconds(number(named, 5))
                : Duration.of(number(named, 1), unit(named.group(2)));
    }

    private static long number(Matcher text, int group) {
        return Long.parseLong(text.group(group));
    }

    private static ChronoUnit unit(String word) {
        return switch (word.charAt(0)) {
            case 's' -> ChronoUnit.SECONDS;
            case 'm' -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        };
    }
}
