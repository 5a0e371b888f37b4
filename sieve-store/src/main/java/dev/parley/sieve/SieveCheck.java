package dev.parley.sieve;

import java.util.List;

/**
 * What a server says of a script that it does not store (CHECKSCRIPT, RFC 5804 s2.12).
 *
 * @param ok whether it would take the script
 * @param diagnostics the errors, or, of a script that is ok, the warnings
 */
public record SieveCheck(boolean ok, List<SieveDiagnostic> diagnostics) {
    public SieveCheck {
        diagnostics = List.copyOf(diagnostics);
    }
}
