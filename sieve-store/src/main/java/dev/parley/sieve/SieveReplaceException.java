package dev.parley.sieve;

import jakarta.mail.MessagingException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link SieveStore#replace} failed. Has the present state of the script, and both bodies. */
public class SieveReplaceException extends MessagingException {
    private final State state;
    private final byte @Nullable [] oldBody;
    private final byte[] newBody;

    /** The script on the server after the failure. */
    public enum State {
        /** The old body is in effect; nothing was changed, or another client put the old body back. */
        OLD,
        /** The old body or the new one: the connection was lost before the server's response. */
        EITHER,
        /** Not known: the server accepted the new body, which could then not be read back and compared. */
        ACCEPTED,
        /** The new body; a later step failed. */
        NEW,
        /**
         * Neither, after the server had accepted the new body: another client changed the script, or the server does not
         * keep the octets that it is sent. Nothing was put back.
         */
        OTHER
    }

    /**
     * Creates an exception as the store throws it.
     *
     * @param oldBody null: none
     */
    public SieveReplaceException(
            String message, State state, byte @Nullable [] oldBody, byte[] newBody, @Nullable Exception cause) {
        super(message, cause);
        this.state = state;
        this.oldBody = oldBody;
        this.newBody = newBody;
    }

    /** Type and message; the cause follows as "Caused by". */
    @Override
    public String toString() {
        return getClass().getName() + ": " + getMessage();
    }

    /** The script on the server now. */
    public State getState() {
        return state;
    }

    /** The old body; empty where there was no script, or the connection was lost before it was read. */
    public Optional<byte[]> getOldBody() {
        return Optional.ofNullable(oldBody).map(byte[]::clone);
    }

    /** The new body. */
    public byte[] getNewBody() {
        return newBody.clone();
    }
}
