package dev.parley.sieve.account;

import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveDiagnostic.Severity;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveQuotaException;
import dev.parley.sieve.SieveReferralException;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.trace.Answer;
import dev.parley.trace.ReceivedReply;
import dev.parley.trace.Trace;
import java.util.List;

/** The exceptions for the response codes of a NO or BYE, and the warnings with an OK. */
final class Refusal {
    private Refusal() {}

    static SieveException of(Command command, Response response, Trace trace) {
        String advice = advice(SievePhase.of(command), response, trace);
        return response.hasCode("QUOTA")
                ? new SieveQuotaException(command.subject(), response.code(), response.text(), advice)
                : new SieveException(command.subject(), response.code(), response.text(), advice);
    }

    /** The rejection of a step of the connection. */
    static SieveException of(SievePhase step, Response response, Trace trace) {
        String what = step == SievePhase.GREETING ? "the connection" : step.name();
        return new SieveException(what, response.code(), response.text(), advice(step, response, trace));
    }

    /**
     * The same for a command with a script. A NO without a code is about the script, whether or not it names a line: the
     * server accepted the name and the size before (HAVESPACE).
     *
     * @param script null: unknown
     */
    static SieveException ofScript(Command command, String name, byte[] script, Response response, Trace trace) {
        return response.hasCode()
                ? of(command, response, trace)
                : new SieveScriptException(
                        command.subject(),
                        response.text(),
                        new Diagnostics(name, Severity.ERROR, script).of(response.explanation()),
                        advice(SievePhase.of(command), response, trace));
    }

    /** The meaning of a rejection and what to do, as lines that follow the message of an exception. */
    static String advice(SievePhase phase, Response response, Trace trace) {
        return trace.advice(phase.word(), new Rejection(response.answer(), List.of(response.explanation())));
    }

    private record Rejection(Answer answer, List<String> lines) implements ReceivedReply {}

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
