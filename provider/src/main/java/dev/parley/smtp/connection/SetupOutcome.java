package dev.parley.smtp.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;

/** The results of a connect and of a login, for an observer. */
public final class SetupOutcome {
    private SetupOutcome() {}

    public static OperationResult connected(Reply last) {
        return new OperationResult(Outcome.ACCEPTED, SmtpPhase.CONNECT.word(), code(last), null);
    }

    static OperationResult loggedIn(Reply last) {
        return new OperationResult(Outcome.ACCEPTED, SmtpPhase.AUTH.word(), code(last), null);
    }

    public static OperationResult failed(Throwable failure) {
        if (failure instanceof SetupException setup && setup.reply() != null) {
            return rejected(setup.phase(), setup.reply());
        } else if (failure instanceof SetupException setup) {
            return OperationResult.failed(setup.phase().word(), setup);
        } else if (failure instanceof ConnectionBrokenException broken) {
            return OperationResult.failed(broken.phase().word(), broken);
        }
        return OperationResult.failed(SmtpPhase.CONNECT.word(), failure);
    }

    private static OperationResult rejected(SmtpPhase phase, Reply reply) {
        Outcome outcome = reply.isPermanent() ? Outcome.REJECTED : Outcome.REJECTED_FOR_NOW;
        return new OperationResult(outcome, phase.word(), code(reply), null);
    }

    /** Three digits. */
    public static String code(Reply reply) {
        return Integer.toString(reply.code());
    }
}
