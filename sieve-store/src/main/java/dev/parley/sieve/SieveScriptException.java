package dev.parley.sieve;

import dev.parley.sieve.protocol.Response;
import java.util.List;

/** The server refused a script for what stands in it (RFC 5804 s2.6); what it had under that name is as it was. */
public class SieveScriptException extends SieveException {
    private final List<SieveDiagnostic> diagnostics;

    SieveScriptException(String command, Response response, List<SieveDiagnostic> diagnostics) {
        super(command, response);
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** What is wrong, in the server's order; never empty. */
    public List<SieveDiagnostic> getDiagnostics() {
        return diagnostics;
    }
}
