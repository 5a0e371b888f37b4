package dev.parley.sieve.account;

import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveDiagnostic.Severity;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveQuotaException;
import dev.parley.sieve.SieveReferralException;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.trace.Trace;
import java.util.List;

/** The exceptions for the response codes of a NO or BYE, and the warnings with an OK. */
final class Refusal {
    private Refusal() {}

    static SieveException of(Command command, Response response) {
        return response.hasCode("QUOTA")
                ? new SieveQuotaException(command.subject(), response.code(), response.text())
                : ofStep(command.subject(), response);
    }

    /** @param step of the connection, or a command */
    static SieveException ofStep(String step, Response response) {
        return new SieveException(step, response.code(), response.text());
    }

    /**
     * The same for a command with a script. A NO without a code is about the script, whether or not it names a line: the
     * server accepted the name and the size before (HAVESPACE).
     *
     * @param script null: unknown
     */
    static SieveException ofScript(Command command, String name, byte[] script, Response response) {
        return response.hasCode()
                ? of(command, response)
                : new SieveScriptException(
                        command.subject(),
                        response.text(),
                        new Diagnostics(name, Severity.ERROR, script).of(response.explanation()));
    }

    /** A referral, which may be in any NO or BYE (RFC 5804 s1.3); null: none. */
    static SieveReferralException referral(Response response, Trace trace) {
        if (response == null || !response.hasCode("REFERRAL")) {
            return null;
        }
        String url = response.code().argument();
        return new SieveReferralException(url, trace.forException(url), response.explanation());
    }

    /** The warnings about a script that the server accepted (RFC 5804 s1.3, WARNINGS). */
    static List<SieveDiagnostic> warnings(String name, byte[] script, Response response) {
        return response.hasCode("WARNINGS")
                ? new Diagnostics(name, Severity.WARNING, script).of(response.explanation())
                : List.of();
    }
}
