package dev.parley.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data that a server sends for the lines of a trace. A trace contains only the size of a script: the server sends the
 * script that the client has stored, if it has this size, or else a comment of this size. A trace does not contain the line
 * ends of a literal; they are chosen so that the size is right.
 */
final class RecordedReply {
    private static final Pattern OMITTED_SCRIPT = Pattern.compile("\\[script: (\\d{1,9}) octets?, (\\d{1,9}) lines?]");
    private static final Pattern LITERAL = Pattern.compile("(?s).*\\{(\\d{1,9})\\+?}");

    private final List<String> lines;
    private final boolean sieve;
    private final Optional<Step.ExpectLike> stored;
    private final List<Step> steps = new ArrayList<>();

    private RecordedReply(List<String> lines, boolean sieve, Optional<Step.ExpectLike> stored) {
        this.lines = lines;
        this.sieve = sieve;
        this.stored = stored;
    }

    /** @param stored the command that stored the script, if any */
    static List<Step> steps(List<String> lines, boolean sieve, Optional<Step.ExpectLike> stored) {
        RecordedReply reply = new RecordedReply(lines, sieve, stored);
        for (int i = 0; i < lines.size(); ) {
            i = reply.add(i);
        }
        return reply.steps;
    }

    /** @return the next line */
    private int add(int at) {
        String line = lines.get(at);
        Matcher omitted = OMITTED_SCRIPT.matcher(line);
        if (sieve && omitted.matches()) {
            String script = script(Integer.parseInt(omitted.group(1)), Integer.parseInt(omitted.group(2)));
            boolean literal = at > 0 && LITERAL.matcher(lines.get(at - 1)).matches();
            send(line, (literal ? script : '"' + script + '"') + "\r\n");
            return at + 1;
        }
        Matcher announced = LITERAL.matcher(line);
        if (stored.isPresent() && announced.matches() && isOmittedScript(at + 1)) {
            steps.add(new Step.SendStored("S: " + line + "\nS: " + lines.get(at + 1), stored.get()));
            return at + 2;
        }
        send(line, line + "\r\n");
        if (sieve && announced.matches() && !isOmittedScript(at + 1)) {
            return literal(at + 1, Integer.parseInt(announced.group(1)));
        }
        return at + 1;
    }

    private boolean isOmittedScript(int at) {
        return at < lines.size() && OMITTED_SCRIPT.matcher(lines.get(at)).matches();
    }

    private int literal(int from, int octets) {
        if (octets == 0) {
            return empty(from);
        }
        for (String end : List.of("\r\n", "\n")) {
            for (int to = from + 1; to <= lines.size(); to++) {
                String text = String.join(end, lines.subList(from, to));
                int size = text.getBytes(StandardCharsets.UTF_8).length;
                if (size == octets || size + end.length() == octets) {
                    send(String.join("\nS: ", lines.subList(from, to)), text + (size == octets ? "" : end) + "\r\n");
                    return to;
                }
            }
        }
        return from;
    }

    /** A trace has no line for an empty literal at the end. */
    private int empty(int from) {
        boolean continues = from < lines.size() && lines.get(from).matches("[ )].*");
        if (!continues) {
            send("", "\r\n");
        }
        return from;
    }

    private void send(String shown, String text) {
        steps.add(new Step.Send("S: " + shown, text.getBytes(StandardCharsets.UTF_8), false));
    }

    private static String script(int octets, int lines) {
        return octets == 0 ? "" : "\n".repeat(lines - 1) + "#".repeat(octets - lines + 1);
    }
}
