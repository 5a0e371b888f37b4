package dev.parley.sieve;

import dev.parley.sieve.SieveDiagnostic.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what servers say about scripts: {@code [name: ]line N[, column N]: [error: |warning: ]text}. Dovecot says the
 * name and the severity, Cyrus neither; what fits no form is one diagnostic without a line.
 */
final class Diagnostics {
    /** The text may be anything, or the pattern would be tried again at each colon before it ((?s): also U+2028). */
    private static final Pattern PLACED = Pattern.compile(
            "(?is)(?:.*?: )?line (\\d{1,9})(?:(?:,? col(?:umn)? |:)(\\d{1,9}))?: *(?:(error|warning): *)?(.*)");

    private static final Pattern UNPLACED = Pattern.compile("(?is)(error|warning): *(.*)");

    private final String name;
    private final Severity unsaid;
    private final List<String> script;

    /**
     * @param name the script's name, which may stand before everything
     * @param unsaid the severity where the server says none
     * @param script empty where it is not at hand
     */
    Diagnostics(String name, Severity unsaid, Optional<byte[]> script) {
        this.name = name;
        this.unsaid = unsaid;
        this.script = script.map(Diagnostics::lines).orElse(List.of());
    }

    List<SieveDiagnostic> of(String words) {
        return words.lines().filter(line -> !line.isBlank()).map(this::read).toList();
    }

    private SieveDiagnostic read(String raw) {
        String said = !name.isEmpty() && raw.startsWith(name + ": ") ? raw.substring(name.length() + 2) : raw;
        Matcher placed = PLACED.matcher(said);
        if (placed.matches()) {
            int line = Integer.parseInt(placed.group(1));
            int column = placed.group(2) == null ? -1 : Integer.parseInt(placed.group(2));
            return new SieveDiagnostic(
                    severity(placed.group(3)), line, column, placed.group(4).strip(), scriptLine(line), raw);
        }
        Matcher unplaced = UNPLACED.matcher(said);
        return unplaced.matches()
                ? new SieveDiagnostic(
                        severity(unplaced.group(1)), -1, -1, unplaced.group(2).strip(), "", raw)
                : new SieveDiagnostic(unsaid, -1, -1, said.strip(), "", raw);
    }

    private Severity severity(String said) {
        return said == null ? unsaid : Severity.valueOf(said.toUpperCase(Locale.ROOT));
    }

    private String scriptLine(int line) {
        return line >= 1 && line <= script.size() ? script.get(line - 1) : "";
    }

    private static List<String> lines(byte[] script) {
        return List.of(new String(script, StandardCharsets.UTF_8).split("\r?\n", -1));
    }
}
