package dev.parley.sieve;

import java.util.List;

/** The server rejected the contents of a script (RFC 5804 s2.6). The script that was stored before is unchanged. */
public class SieveScriptException extends SieveException {
    private final List<SieveDiagnostic> diagnostics;

    /**
     * Creates an exception as the store throws it, for a rejection without a code.
     *
     * @param advice as {@link SieveException#SieveException} has it
     */
    public SieveScriptException(String command, String text, List<SieveDiagnostic> diagnostics, String advice) {
        super(command, ResponseCode.NONE, text, advice);
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** The errors, in the server's order; never empty. */
    public List<SieveDiagnostic> getDiagnostics() {
        return diagnostics;
    }
}
