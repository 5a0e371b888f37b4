package dev.parley.sieve.dialog;

import dev.parley.sieve.protocol.Response;
import java.io.IOException;
import java.util.Optional;

/** The dialog broke, and its link has been closed. The message says in which phase, and the server's last words. */
public final class BrokenDialogException extends IOException {
    private final Phase phase;

    BrokenDialogException(Phase phase, String what, IOException cause) {
        super(phase.phrase() + ": " + what, cause);
        this.phase = phase;
    }

    public Phase phase() {
        return phase;
    }

    /** What the server said when it was the server who ended the dialog in words. */
    public Optional<Response> bye() {
        return getCause() instanceof ByeException bye ? Optional.of(bye.bye()) : Optional.empty();
    }
}
