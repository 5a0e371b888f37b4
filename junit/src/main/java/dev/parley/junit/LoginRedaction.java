package dev.parley.junit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redacts what clients sent in logins, in the transcript and the mismatches of a replay. */
final class LoginRedaction {
    private static final String REDACTED = "[redacted]";
    private static final Pattern LOGIN = Pattern.compile("(?is)(C[:~] AUTH(?:ENTICATE)? [^\\s,]+)(?: .*)?");
    private static final Pattern LOGIN_IN_MISMATCH = Pattern.compile("(?i)(C[:~] AUTH(?:ENTICATE)? [^\\s,]+) [^\\s,]+");
    private static final Pattern CHALLENGE = Pattern.compile("S[:~] (?:334.*|[\"{].*)");

    /** An event that shows what the client sent. */
    private static final Pattern EVENT = Pattern.compile("(?s)(!! .*?: )(C[:~] .*)");

    private final List<String> transcript = new ArrayList<>();

    /** The ends of mismatches with lines of the client that were changed, and their replacements. */
    private final Map<String, String> changed = new LinkedHashMap<>();

    LoginRedaction(List<String> transcript) {
        boolean login = false;
        for (String line : transcript) {
            Matcher event = EVENT.matcher(line);
            String before = event.matches() ? event.group(1) : "";
            String sent = line.substring(before.length());
            String shown = sent;
            Matcher command = LOGIN.matcher(sent);
            if (sent.startsWith("S!")) {
                login = login && !sent.equals("S! accept");
            } else if (sent.startsWith("S")) {
                login = login && CHALLENGE.matcher(sent).matches();
            } else if (command.matches()) {
                login = true;
                shown = sent.equals(command.group(1)) ? sent : command.group(1) + " " + REDACTED;
            } else if (login && sent.startsWith("C")) {
                shown = "C: " + REDACTED;
            }
            this.transcript.add(before + shown);
            if (!shown.equals(sent)) {
                changed.put(inMismatch(before, sent), inMismatch(before, shown));
            }
        }
    }

    List<String> transcript() {
        return transcript;
    }

    String mismatch(String text) {
        for (Map.Entry<String, String> end : changed.entrySet()) {
            if (text.endsWith(end.getKey())) {
                return redactCommands(
                                text.substring(0, text.length() - end.getKey().length()))
                        + end.getValue();
            }
        }
        return redactCommands(text);
    }

    /** The end of the mismatch that a line of the transcript causes. */
    private static String inMismatch(String event, String sent) {
        return event.isEmpty() ? ", received " + sent : ", but " + event.substring("!! ".length()) + sent;
    }

    private static String redactCommands(String text) {
        return LOGIN_IN_MISMATCH.matcher(text).replaceAll("$1 " + REDACTED);
    }
}
