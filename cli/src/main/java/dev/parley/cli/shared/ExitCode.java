package dev.parley.cli.shared;

import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveReplaceException;
import dev.parley.smtp.Delivery;
import dev.parley.trace.Answer;
import dev.parley.trace.DialogTrail;
import dev.parley.trace.TraceEvent;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FolderNotFoundException;
import java.util.List;
import java.util.Optional;

/** The exit codes, as in sysexits.h. */
public final class ExitCode {
    public static final int OK = 0;
    /** A difference (trace diff, trace serve), or a failed step (demo). */
    public static final int FAILED = 1;
    /** An option, argument or property is invalid. */
    public static final int USAGE = 64;
    /** A permanent rejection by the server, or invalid input data. */
    public static final int DATA = 65;
    /** A file does not exist, or cannot be read or written. */
    public static final int FILE = 66;
    /** The server cannot be reached, or does not support what was requested. */
    public static final int UNAVAILABLE = 69;
    /** A transient rejection, or an uncertain result. */
    public static final int TEMPORARY = 75;
    /** The login was rejected. */
    public static final int LOGIN = 77;

    private ExitCode() {}

    /** The code for the failure of a command. */
    public static int of(Exception failure) {
        Optional<Answer> rejection = rejection(failure);
        if (failure instanceof SieveReplaceException && failure.getCause() instanceof Exception cause) {
            return of(cause);
        } else if (failure instanceof SieveException sieve) {
            return sieve.isTransient() ? TEMPORARY : DATA;
        } else if (failure instanceof IllegalArgumentException
                || failure.getCause() instanceof IllegalArgumentException) {
            return USAGE;
        } else if (failure instanceof CliException error) {
            return error.code();
        } else if (rejection.filter(ExitCode::isTransient).isPresent()) {
            return TEMPORARY;
        } else if (failure instanceof AuthenticationFailedException) {
            return LOGIN;
        } else if (failure instanceof FolderNotFoundException || rejection.isPresent()) {
            return DATA;
        }
        return UNAVAILABLE;
    }

    /** A permanent rejection takes precedence over a transient one: sending again cannot succeed for all recipients. */
    public static int of(Delivery delivery) {
        if (delivery.isComplete()) {
            return OK;
        } else if (!delivery.recipients(Delivery.Outcome.REFUSED).isEmpty()
                || delivery.reply().filter(reply -> reply.code() >= 500).isPresent()) {
            return DATA;
        }
        return delivery.problem().isPresent() && !delivery.isUncertain() ? UNAVAILABLE : TEMPORARY;
    }

    /** The last reply before QUIT or LOGOUT, if it is a rejection. */
    private static Optional<Answer> rejection(Exception failure) {
        return DialogTrail.of(failure).map(DialogTrail::events).orElse(List.of()).stream()
                .filter(TraceEvent.Received.class::isInstance)
                .map(TraceEvent.Received.class::cast)
                .filter(reply -> !List.of("quit", "logout").contains(reply.phase()))
                .reduce((first, last) -> last)
                .map(TraceEvent.Received::answer)
                .filter(Answer::refused);
    }

    private static boolean isTransient(Answer rejection) {
        return rejection.code().startsWith("4")
                || rejection.status().filter("TRYLATER"::equals).isPresent();
    }
}
