package dev.parley.sieve;

import jakarta.mail.MessagingException;
import java.util.Optional;

/** {@link SieveStore#replace} did not come to its end. It says what the account has now, and carries both bodies. */
public class SieveReplaceException extends MessagingException {
    private final State state;
    private final byte[] oldBody;
    private final byte[] newBody;

    /** What stands under the script's name on the server now. */
    public enum State {
        /** What stood there before; nothing was changed. */
        OLD,
        /** What stood there before, or the new body: the link was lost before the server said which. */
        EITHER,
        /** The new body; what was to follow did not. */
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
    public SieveReplaceException(String message, State state, byte[] oldBody, byte[] newBody, Exception cause) {
        super(message, cause);
        this.state = state;
        this.oldBody = oldBody;
        this.newBody = newBody;
    }

    /** What stands under the script's name now. */
    public State getState() {
        return state;
    }

    /** The octets that stood there before; empty when there was no script, or the link was lost before they came. */
    public Optional<byte[]> getOldBody() {
        return Optional.ofNullable(oldBody).map(byte[]::clone);
    }

    /** The octets that were to replace them. */
    public byte[] getNewBody() {
        return newBody.clone();
    }
}
