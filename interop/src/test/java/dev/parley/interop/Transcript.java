package dev.parley.interop;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The commands and replies of a connection; the content of a message is one line. */
final class Transcript implements TraceSink {
    private static final String EXIM_ID = "\\w{6}-\\w{6}-\\w{2}";
    private static final String SENDMAIL_ID = "\\b\\w{8}\\d{6}\\b";
    private static final String DOVECOT_ID = "(?<= )[\\w+/]{22}(:R\\d+)?(?= Saved)";
    private static final String SIZE = "(?<=^MAIL.{1,200}) SIZE=\\d+|(?<=^BDAT) \\d+";

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void accept(TraceEvent event) {
        if (event instanceof TraceEvent.Sent sent) {
            lines.add("C: " + sent.line().replaceAll(SIZE, ""));
        } else if (event instanceof TraceEvent.Content) {
            lines.add("C: [message]");
        } else if (event instanceof TraceEvent.Received received) {
            for (String line : received.lines()) {
                lines.add("S: " + masked(line));
            }
        }
    }

    /** The lines from the last command that begins with this text, with ID for an identifier and without sizes. */
    String from(String command) {
        int first = lines.size() - 1;
        while (first > 0 && !lines.get(first).startsWith("C: " + command)) {
            first--;
        }
        return String.join("\n", lines.subList(Math.max(first, 0), lines.size())) + "\n";
    }

    private static String masked(String line) {
        return line.replaceAll(EXIM_ID, "ID").replaceAll(SENDMAIL_ID, "ID").replaceAll(DOVECOT_ID, "ID");
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
