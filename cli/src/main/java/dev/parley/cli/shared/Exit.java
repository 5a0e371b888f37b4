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

/** Exit codes, as sysexits.h has them. */
public final class Exit {
    public static final int OK = 0;
    /** What was typed, or a property, cannot be used. */
    public static final int USAGE = 64;
    /** Refused for good. */
    public static final int DATA = 65;
    /** A file is not there, or cannot be read or written. */
    public static final int FILE = 66;
    /** The server cannot be reached, or the dialog cannot be as it was asked for. */
    public static final int UNAVAILABLE = 69;
    /** Refused for now, or nobody knows: worth another try. */
    public static final int TEMPORARY = 75;
    /** The login was refused. */
    public static final int LOGIN = 77;

    private Exit() {}

    /** The code for what ended a command. */
    public static int of(Exception failure) {
        Optional<Answer> refusal = refusal(failure);
        if (failure instanceof SieveReplaceException && failure.getCause() instanceof Exception cause) {
            return of(cause);
        } else if (failure instanceof SieveException refused) {
            return refused.isTransient() ? TEMPORARY : DATA;
        } else if (failure instanceof IllegalArgumentException
                || failure.getCause() instanceof IllegalArgumentException) {
            return USAGE;
        } else if (failure instanceof Complaint complaint) {
            return complaint.code();
        } else if (refusal.filter(Exit::isForNow).isPresent()) {
            return TEMPORARY;
        } else if (failure instanceof AuthenticationFailedException) {
            return LOGIN;
        } else if (failure instanceof FolderNotFoundException || refusal.isPresent()) {
            return DATA;
        }
        return UNAVAILABLE;
    }

    /** A refusal for good outweighs one for now: not all of it is worth another try. */
    public static int of(Delivery delivery) {
        if (delivery.isComplete()) {
            return OK;
        } else if (!delivery.recipients(Delivery.Outcome.REFUSED).isEmpty()
                || delivery.reply().filter(reply -> reply.code() >= 500).isPresent()) {
            return DATA;
        }
        return delivery.problem().isPresent() && !delivery.isUncertain() ? UNAVAILABLE : TEMPORARY;
    }

    /** The server's no, where it was the last that was said. */
    private static Optional<Answer> refusal(Exception failure) {
        List<TraceEvent.Received> replies = DialogTrail.of(failure).map(DialogTrail::events).orElse(List.of()).stream()
                .filter(TraceEvent.Received.class::isInstance)
                .map(TraceEvent.Received.class::cast)
                .filter(reply -> !List.of("quit", "logout").contains(reply.phase()))
                .toList();
        return replies.isEmpty()
                ? Optional.empty()
                : Optional.of(replies.get(replies.size() - 1).answer()).filter(Answer::refused);
    }

    private static boolean isForNow(Answer refusal) {
        return refusal.code().startsWith("4")
                || refusal.status().filter("TRYLATER"::equals).isPresent();
    }
}
