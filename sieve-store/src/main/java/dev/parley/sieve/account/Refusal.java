package dev.parley.sieve.account;

import dev.parley.sieve.ResponseCode;
import dev.parley.sieve.ScriptInfo;
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
import dev.parley.trace.Escaped;
import dev.parley.trace.ReceivedReply;
import dev.parley.trace.Trace;
import java.util.List;

/**
 * The exceptions for the response codes of a NO or BYE, and the warnings with an OK.
 *
 * @param server host and port
 */
record Refusal(String server, Trace trace) {
    /** Of the scripts in a message. */
    private static final int MOST_NAMES = 5;

    SieveException of(Command command, Response response) {
        SieveException.Rejection rejection = rejection(command.subject(), response);
        String advice = advice(SievePhase.of(command), response);
        return response.hasCode("QUOTA")
                ? new SieveQuotaException(server, rejection, advice)
                : new SieveException(server, rejection, advice);
    }

    /** The rejection of a step of the connection. */
    SieveException of(SievePhase step, Response response) {
        String what = switch (step) {
            case GREETING -> "the connection";
            case AUTHENTICATE -> "the login";
            default -> step.name();
        };
        return new SieveException(server, rejection(what, response), advice(step, response));
    }

    /**
     * The same for a command with a script. A NO without a code is about the script, whether or not it names a line: the
     * server accepted the name and the size before (HAVESPACE).
     *
     * @param script null: unknown
     */
    SieveException ofScript(Command command, String name, byte[] script, Response response) {
        if (response.hasCode()) {
            return of(command, response);
        }
        List<SieveDiagnostic> diagnostics = new Diagnostics(name, Severity.ERROR, script).of(response.explanation());
        return new SieveScriptException(
                server,
                rejection(command.subject(), response),
                diagnostics,
                advice(SievePhase.of(command), response) + ScriptExcerpt.of(diagnostics, script));
    }

    private static SieveException.Rejection rejection(String command, Response response) {
        return new SieveException.Rejection(command, response.code(), response.text());
    }

    /** The meaning of a rejection and what to do, as lines that follow the message of an exception. */
    String advice(SievePhase phase, Response response) {
        return trace.advice(phase.word(), new Reply(response.answer(), List.of(response.explanation())));
    }

    private record Reply(Answer answer, List<String> lines) implements ReceivedReply {}

    /** The message where the server does not list a script of this name: with the names that it lists. */
    String missing(String name, List<ScriptInfo> listed) {
        StringBuilder text = new StringBuilder(server + " has no script \"" + Escaped.text(name) + "\"");
        for (int i = 0; i < Math.min(MOST_NAMES, listed.size()); i++) {
            text.append(i == 0 ? "; its scripts are " : ", ");
            text.append('"')
                    .append(Escaped.text(trace.forException(listed.get(i).name())))
                    .append('"');
        }
        if (listed.size() > MOST_NAMES) {
            text.append(" and ").append(listed.size() - MOST_NAMES).append(" more");
        }
        text.append(listed.isEmpty() ? "; it has no scripts" : "");
        Response response = new Response(Response.Status.NO, new ResponseCode("NONEXISTENT", List.of(), ""), "");
        return text.append(advice(SievePhase.LISTSCRIPTS, response)).toString();
    }

    /** A referral, which may be in any NO or BYE (RFC 5804 s1.3); null: none. */
    SieveReferralException referral(SievePhase phase, Response response) {
        return isReferral(response) ? referral(response, advice(phase, response)) : null;
    }

    /** The cause of an exception whose message has the advice; null: the response is no referral. */
    SieveReferralException referralAsCause(Response response) {
        return isReferral(response) ? referral(response, "") : null;
    }

    private static boolean isReferral(Response response) {
        return response != null && response.hasCode("REFERRAL");
    }

    private SieveReferralException referral(Response response, String advice) {
        return new SieveReferralException(
                response.code().argument(),
                server + " refers to " + shownUrl(response) + ": " + response.explanation() + advice);
    }

    /** The URL of a referral without secrets. */
    String shownUrl(Response referral) {
        return Escaped.message(trace.forException(referral.code().argument()));
    }

    /** The warnings about a script that the server accepted (RFC 5804 s1.3, WARNINGS). */
    static List<SieveDiagnostic> warnings(String name, byte[] script, Response response) {
        return response.hasCode("WARNINGS")
                ? new Diagnostics(name, Severity.WARNING, script).of(response.explanation())
                : List.of();
    }
}
