package dev.parley.testing.dialog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a dialog file of a protocol implies where it writes nothing else. */
public abstract class Defaults {
    /**
     * The state of the connection after the lines above.
     *
     * @param properties as {@code given} or {@code set} last
     * @param capabilities as {@code server} or {@code starttls} last announced them
     */
    record Context(Map<String, String> properties, List<String> capabilities) {}

    /** The first words of the actions. */
    abstract Set<String> actions();

    /** The lines that {@code given login} stands for. */
    abstract List<String> login(boolean inClear);

    /** The lines that {@code server} stands for. */
    abstract List<String> greeting(Context context);

    /** The lines that {@code starttls} stands for. */
    abstract List<String> startTls(Context context);

    /** The lines that {@code login} stands for. */
    abstract List<String> authentication();

    /** Whether the usual {@code connect} logs in. */
    abstract boolean alwaysLogsIn();

    /** The explicit lines of an action, with its body. */
    List<String> explicit(Action action) {
        List<String> lines = new ArrayList<>();
        lines.add("when " + action.line().text());
        action.body().forEach(line -> lines.add(line.isEmpty() ? "|" : "| " + line));
        return lines;
    }

    /** The lines that {@code C: [sent message]} stands for, after what the file has on the wire before it. */
    abstract List<String> sentMessage(Action action, List<String> before);

    /** The usual exchange of an action other than {@code connect}. */
    abstract Exchange exchange(Action action, Context context);

    /** Identifies a written command among those of the usual exchange. */
    abstract String key(String line);

    abstract boolean endsReply(String line);

    /** The usual outcome, without {@code then}. */
    abstract List<String> outcome(Action action);

    /** Whether the connection is closed after that outcome. */
    abstract boolean isClosed(String outcome);

    /** The lines on the wire with the replies that are implied. */
    abstract List<String> withReplies(List<String> wire);
}
