package dev.parley.sieve;

import java.util.List;

/**
 * The server rejected the contents of a script (RFC 5804 s2.6). The script that was stored before is unchanged.
 *
 * <p>The message ends with the lines of the script that the server names, each with the line before and the line after it:
 * at most three named lines, and at most 100 characters of each line. The script is the user's own, and the caller has just
 * passed it to the store. The trace and the dialog in the exception do not contain these lines: there,
 * {@code mail.sieve.trace.body} decides how much of a script is shown. An application that logs exceptions and must not log
 * scripts can log {@link #getText} and the numbers of {@link #getDiagnostics} instead of the message.
 */
public class SieveScriptException extends SieveException {
    private final List<SieveDiagnostic> diagnostics;

    /**
     * Creates an exception as the store throws it, for a rejection without a code.
     *
     * @param advice as {@link SieveException#SieveException} has it, and the lines of the script
     */
    public SieveScriptException(String server, Rejection rejection, List<SieveDiagnostic> diagnostics, String advice) {
        super(server, rejection, advice);
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** The errors, in the server's order; never empty. */
    public List<SieveDiagnostic> getDiagnostics() {
        return diagnostics;
    }
}
