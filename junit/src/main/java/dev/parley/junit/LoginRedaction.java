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

    private final List<String> transcript = new ArrayList<>();

    /** The lines of the client that were changed. */
    private final Map<String, String> changed = new LinkedHashMap<>();

    LoginRedaction(List<String> transcript) {
        boolean login = false;
        for (String line : transcript) {
            String shown = line;
            Matcher command = LOGIN.matcher(line);
            if (line.startsWith("S!")) {
                login = login && !line.equals("S! accept");
            } else if (line.startsWith("S")) {
                login = login && CHALLENGE.matcher(line).matches();
            } else if (command.matches()) {
                login = true;
                shown = line.equals(command.group(1)) ? line : command.group(1) + " " + REDACTED;
            } else if (login && line.startsWith("C")) {
                shown = "C: " + REDACTED;
            }
            this.transcript.add(shown);
            if (!shown.equals(line)) {
                changed.put(line, shown);
            }
        }
    }

    List<String> transcript() {
        return transcript;
    }

    String mismatch(String text) {
        for (Map.Entry<String, String> line : changed.entrySet()) {
            String received = ", received " + line.getKey();
            if (text.endsWith(received)) {
                return redactCommands(text.substring(0, text.length() - received.length())) + ", received "
                        + line.getValue();
            }
        }
        return redactCommands(text);
    }

    private static String redactCommands(String text) {
        return LOGIN_IN_MISMATCH.matcher(text).replaceAll("$1 " + REDACTED);
    }
}
