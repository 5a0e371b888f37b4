package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;

/** The results of a connect, a login and a command, for an observer. */
public final class ScriptOutcome {
    private static final String CONNECTING = "connect";

    private ScriptOutcome() {}

    public static OperationResult connected() {
        return new OperationResult(Outcome.ACCEPTED, CONNECTING, "OK", null);
    }

    public static OperationResult of(SievePhase phase, Response response) {
        return new OperationResult(
                outcome(response), phase.word(), response.status().name(), null);
    }

    /** A script is read as it arrives, before its last response. */
    public static OperationResult arriving() {
        return new OperationResult(Outcome.ACCEPTED, SievePhase.GETSCRIPT.word(), "", null);
    }

    /** @param failure of a connect, a login or a command */
    public static OperationResult failed(Throwable failure) {
        if (failure instanceof SetupException setup && setup.response() != null) {
            return of(setup.phase(), setup.response());
        } else if (failure instanceof SetupException setup) {
            return OperationResult.failed(setup.phase().word(), setup);
        } else if (failure instanceof ConnectionBrokenException broken) {
            return lost(broken);
        }
        return OperationResult.failed(CONNECTING, failure);
    }

    /** The connection was lost, or the server closed it with BYE. */
    private static OperationResult lost(ConnectionBrokenException broken) {
        SievePhase phase = (SievePhase) broken.phase();
        Response bye = ByeException.responseOf(broken);
        Outcome outcome = mayBeExecuted(phase) ? Outcome.UNCERTAIN : Outcome.FAILED;
        if (bye == null) {
            return new OperationResult(outcome, phase.word(), "", broken);
        } else if (outcome == Outcome.FAILED && bye.hasCode("TRYLATER")) {
            return of(phase, bye);
        }
        return new OperationResult(outcome, phase.word(), bye.status().name(), broken);
    }

    private static boolean mayBeExecuted(SievePhase phase) {
        return phase == SievePhase.PUTSCRIPT
                || phase == SievePhase.SETACTIVE
                || phase == SievePhase.DELETESCRIPT
                || phase == SievePhase.RENAMESCRIPT;
    }

    private static Outcome outcome(Response response) {
        if (response.isOk()) {
            return Outcome.ACCEPTED;
        }
        return response.hasCode("TRYLATER") ? Outcome.REJECTED_FOR_NOW : Outcome.REJECTED;
    }
}
