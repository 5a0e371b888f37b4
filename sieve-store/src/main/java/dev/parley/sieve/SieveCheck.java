package dev.parley.sieve;

import java.util.List;

/**
 * The result of checking a script (CHECKSCRIPT, RFC 5804 s2.12).
 *
 * @param ok whether the server accepts the script
 * @param diagnostics the errors, or the warnings about an accepted script
 */
public record SieveCheck(boolean ok, List<SieveDiagnostic> diagnostics) {
    public SieveCheck {
        diagnostics = List.copyOf(diagnostics);
    }
}
