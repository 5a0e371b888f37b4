package dev.parley.sieve.account;

import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveDiagnostic.Severity;
import dev.parley.wire.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the texts of servers about scripts: {@code [name: ]line N[, column N]: [error: |warning: ]text}. Dovecot sends
 * name and severity, Cyrus neither; any other line is one diagnostic without a line number.
 */
final class Diagnostics {
    /** The text may be anything, or the pattern would be tried again at each colon before it ((?s): also U+2028). */
    private static final Pattern PLACED = Pattern.compile(
            "(?is)(?:.*?: )?line (\\d{1,9})(?:(?:,? col(?:umn)? |:)(\\d{1,9}))?: *(?:(error|warning): *)?(.*)");

    private static final Pattern UNPLACED = Pattern.compile("(?is)(error|warning): *(.*)");

    private final String name;
    private final Severity otherwise;
    private final List<String> script;

    /**
     * @param name the script's name, which may come first
     * @param otherwise the severity where the server sends none
     * @param script null: unknown
     */
    Diagnostics(String name, Severity otherwise, byte[] script) {
        this.name = name;
        this.otherwise = otherwise;
        this.script = script == null ? List.of() : lines(script);
    }

    List<SieveDiagnostic> of(String text) {
        List<SieveDiagnostic> diagnostics = new ArrayList<>();
        for (String line : Text.lines(text)) {
            if (!line.isBlank()) {
                diagnostics.add(read(line));
            }
        }
        return List.copyOf(diagnostics);
    }

    private SieveDiagnostic read(String raw) {
        String text = !name.isEmpty() && raw.startsWith(name + ": ") ? raw.substring(name.length() + 2) : raw;
        Matcher placed = PLACED.matcher(text);
        if (placed.matches()) {
            int line = Integer.parseInt(placed.group(1));
            int column = placed.group(2) == null ? -1 : Integer.parseInt(placed.group(2));
            return new SieveDiagnostic(
                    severity(placed.group(3)), line, column, placed.group(4).strip(), scriptLine(line), raw);
        }
        Matcher unplaced = UNPLACED.matcher(text);
        return unplaced.matches()
                ? new SieveDiagnostic(
                        severity(unplaced.group(1)), -1, -1, unplaced.group(2).strip(), "", raw)
                : new SieveDiagnostic(otherwise, -1, -1, text.strip(), "", raw);
    }

    private Severity severity(String text) {
        return text == null ? otherwise : Severity.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private String scriptLine(int line) {
        return line >= 1 && line <= script.size() ? script.get(line - 1) : "";
    }

    private static List<String> lines(byte[] script) {
        return List.of(new String(script, StandardCharsets.UTF_8).split("\r?\n", -1));
    }
}
