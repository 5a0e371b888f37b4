package dev.parley.net;

import dev.parley.trace.Trace;
import java.util.List;
import java.util.StringJoiner;

/** The message of an exception where none of several hosts can be used. */
public final class HostFailures {
    private HostFailures() {}

    /**
     * The messages in one line, with the advice of the last one.
     *
     * @param property that lists or finds the hosts
     * @param failures the messages of their exceptions, in the order of the hosts
     */
    public static String message(String property, List<String> failures) {
        StringJoiner each = new StringJoiner("; ", "no host of " + property + " can be used: ", "");
        for (String failure : failures) {
            each.add(headline(failure));
        }
        String last = failures.get(failures.size() - 1);
        return each + last.substring(Trace.withoutAdvice(last).length());
    }

    /** A message in one line, without its advice. */
    public static String headline(String message) {
        return Trace.withoutAdvice(message).strip().replace("\r", "").replace('\n', ' ');
    }
}
