package dev.parley.sieve;

import java.util.List;

/** The server refused a script for what stands in it (RFC 5804 s2.6); what it had under that name is as it was. */
public class SieveScriptException extends SieveException {
    private final List<SieveDiagnostic> diagnostics;

    /** Creates an exception as the store throws it, for a rejection without a code. */
    public SieveScriptException(String command, String text, List<SieveDiagnostic> diagnostics) {
        super(command, ResponseCode.NONE, text);
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** What is wrong, in the server's order; never empty. */
    public List<SieveDiagnostic> getDiagnostics() {
        return diagnostics;
    }
}
