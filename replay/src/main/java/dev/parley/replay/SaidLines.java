package dev.parley.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server must send to have said the lines of a trace. The trace has no script of a ManageSieve server, only how
 * much it was: the server sends what the client has stored, where that was as much, or else a comment of that size. Of a
 * literal it does not have how its lines ended: they end so that its size is right.
 */
final class SaidLines {
    private static final Pattern ELIDED = Pattern.compile("\\[script: (\\d{1,9}) octets?, (\\d{1,9}) lines?]");
    private static final Pattern LITERAL = Pattern.compile("(?s).*\\{(\\d{1,9})\\+?}");

    private final List<String> lines;
    private final boolean sieve;
    private final Optional<Step.ExpectLike> stored;
    private final List<Step> steps = new ArrayList<>();

    private SaidLines(List<String> lines, boolean sieve, Optional<Step.ExpectLike> stored) {
        this.lines = lines;
        this.sieve = sieve;
        this.stored = stored;
    }

    /** @param stored the command that stored the script in the lines, where there was one */
    static List<Step> steps(List<String> lines, boolean sieve, Optional<Step.ExpectLike> stored) {
        SaidLines said = new SaidLines(lines, sieve, stored);
        for (int i = 0; i < lines.size(); ) {
            i = said.add(i);
        }
        return said.steps;
    }

    /** @return the line to go on with */
    private int add(int at) {
        String line = lines.get(at);
        Matcher elided = ELIDED.matcher(line);
        if (sieve && elided.matches()) {
            String script = script(Integer.parseInt(elided.group(1)), Integer.parseInt(elided.group(2)));
            boolean literal = at > 0 && LITERAL.matcher(lines.get(at - 1)).matches();
            say(line, (literal ? script : '"' + script + '"') + "\r\n");
            return at + 1;
        }
        Matcher announced = LITERAL.matcher(line);
        if (stored.isPresent() && announced.matches() && isElided(at + 1)) {
            steps.add(new Step.SayStored("S: " + line + "\nS: " + lines.get(at + 1), stored.get()));
            return at + 2;
        }
        say(line, line + "\r\n");
        if (sieve && announced.matches() && !isElided(at + 1)) {
            return literal(at + 1, Integer.parseInt(announced.group(1)));
        }
        return at + 1;
    }

    private boolean isElided(int at) {
        return at < lines.size() && ELIDED.matcher(lines.get(at)).matches();
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
                    say(String.join("\nS: ", lines.subList(from, to)), text + (size == octets ? "" : end) + "\r\n");
                    return to;
                }
            }
        }
        return from;
    }

    /** Of an empty literal with nothing behind it the trace has no line. */
    private int empty(int from) {
        boolean goesOn = from < lines.size() && lines.get(from).matches("[ )].*");
        if (!goesOn) {
            say("", "\r\n");
        }
        return from;
    }

    private void say(String shown, String text) {
        steps.add(new Step.Say("S: " + shown, text.getBytes(StandardCharsets.UTF_8), false));
    }

    private static String script(int octets, int lines) {
        return octets == 0 ? "" : "\n".repeat(lines - 1) + "#".repeat(octets - lines + 1);
    }
}
