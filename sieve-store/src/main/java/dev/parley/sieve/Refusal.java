package dev.parley.sieve;

import dev.parley.sieve.SieveDiagnostic.Severity;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import java.util.List;
import java.util.Optional;

/** Which exception a NO becomes. */
final class Refusal {
    private Refusal() {}

    static SieveException of(Command command, Response response) {
        return response.says("QUOTA")
                ? new SieveQuotaException(command.subject(), response)
                : new SieveException(command.subject(), response);
    }

    /**
     * The same for a command that carried a script. A NO that names a line of it is about the script, and so is any to
     * CHECKSCRIPT that has no code.
     *
     * @param script empty where it is not at hand
     */
    static SieveException of(Command command, String name, Optional<byte[]> script, Response response) {
        List<SieveDiagnostic> diagnostics = new Diagnostics(name, Severity.ERROR, script).of(response.explanation());
        boolean aboutScript = response.code().isEmpty()
                && (command.verb().equals("CHECKSCRIPT") || diagnostics.stream().anyMatch(said -> said.line() > 0));
        return aboutScript ? new SieveScriptException(command.subject(), response, diagnostics) : of(command, response);
    }
}
