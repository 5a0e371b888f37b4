package dev.parley.trace.explanation;

import java.util.List;
import java.util.Optional;

/** The meaning of a rejection or failure and what to do about it, with the values of a connection. */
public record Advice(String meaning, Optional<String> fix, Optional<String> source) {
    private static final String MEANING = "\n  meaning: ";

    /** The beginnings of the lines that follow the message of an exception. */
    private static final List<String> FOLLOWING =
            List.of(MEANING, "\n  reply of ", "\n  script:\n", "\n  waited: ", "\n  sent: ", "\n  retry: ");

    /** The advice of an entry. */
    public static Advice of(Explanation entry, Explainer explainer) {
        return new Advice(explainer.filled(entry.meaning()), entry.fix().map(explainer::filled), entry.source());
    }

    /** A message without the lines that follow it. */
    public static String removedFrom(String message) {
        int end = message.length();
        for (String line : FOLLOWING) {
            int begin = message.indexOf(line);
            end = begin < 0 ? end : Math.min(end, begin);
        }
        return message.substring(0, end);
    }

    /** The lines that follow the message of an exception, each after a line end. */
    public String lines() {
        return MEANING
                + meaning
                + source.map(text -> " (" + text + ")").orElse("")
                + fix.map(text -> "\n  fix: " + text).orElse("");
    }
}
