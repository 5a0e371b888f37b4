package dev.parley.trace.explanation;

import java.util.Optional;

/** The meaning of a rejection or failure and what to do about it, with the values of a connection. */
public record Advice(String meaning, Optional<String> fix, Optional<String> source) {
    private static final String MEANING = "\n  meaning: ";

    /** The advice of an entry. */
    public static Advice of(Explanation entry, Explainer explainer) {
        return new Advice(explainer.filled(entry.meaning()), entry.fix().map(explainer::filled), entry.source());
    }

    /** A message without the lines of advice that follow it. */
    public static String removedFrom(String message) {
        int advice = message.indexOf(MEANING);
        int reply = message.indexOf("\n  reply of ");
        int end = reply < 0 || advice >= 0 && advice < reply ? advice : reply;
        return end < 0 ? message : message.substring(0, end);
    }

    /** The lines that follow the message of an exception, each after a line end. */
    public String lines() {
        return MEANING
                + meaning
                + source.map(text -> " (" + text + ")").orElse("")
                + fix.map(text -> "\n  fix: " + text).orElse("");
    }
}
