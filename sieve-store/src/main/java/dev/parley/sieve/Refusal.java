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
     * The same for a command that carried a script. A NO without a code is about the script, whether or not it names a
     * line: the server accepted the name and the size before (HAVESPACE).
     *
     * @param script empty where it is not at hand
     */
    static SieveException of(Command command, String name, Optional<byte[]> script, Response response) {
        if (response.code().isPresent()) {
            return of(command, response);
        }
        List<SieveDiagnostic> diagnostics = new Diagnostics(name, Severity.ERROR, script).of(response.explanation());
        return new SieveScriptException(command.subject(), response, diagnostics);
    }
}
