package dev.parley.sieve;

import dev.parley.wire.Text;
import jakarta.mail.MessagingException;
import java.io.Serializable;

/**
 * The server rejected a command. The message has the server's text.
 *
 * <p>The connection is still open, unless {@code Store.isConnected()} returns false. A script that does not exist is a
 * {@link jakarta.mail.FolderNotFoundException} instead; where the server closed the connection it is a
 * {@link jakarta.mail.StoreClosedException}.
 */
public class SieveException extends MessagingException {
    private final Rejection rejection;

    /**
     * A rejected command.
     *
     * @param command with its names, and the size of its script
     * @param code {@link ResponseCode#NONE} where the server sent none
     * @param text of the server; empty where it sent none
     */
    public record Rejection(String command, ResponseCode code, String text) implements Serializable {}

    /**
     * Creates an exception as the store throws it.
     *
     * @param server host and port
     * @param advice what the rejection means and what to do, as lines that follow the message; empty: nothing is known
     */
    public SieveException(String server, Rejection rejection, String advice) {
        super(server + " rejected " + rejection.command + ": " + explanation(rejection.code, rejection.text) + advice);
        this.rejection = rejection;
    }

    /** The command with its names, for example {@code RENAMESCRIPT "a" "b"}, or {@code PUTSCRIPT "a" (28 octets)}. */
    public String getCommand() {
        return rejection.command;
    }

    /** The response code (RFC 5804 s1.3); {@link ResponseCode#NONE} when the server sent none. */
    public ResponseCode getCode() {
        return rejection.code;
    }

    /** The server's text as it sent it, line ends included; empty when it sent none. */
    public String getText() {
        return rejection.text;
    }

    /** Whether the command may succeed later (TRYLATER, RFC 5804 s1.3). */
    public boolean isTransient() {
        return rejection.code.name().equals("TRYLATER");
    }

    private static String explanation(ResponseCode code, String text) {
        String lines = String.join("\n", Text.lines(text.strip()));
        if (code.name().isEmpty()) {
            return lines.isEmpty() ? "NO" : lines;
        }
        return lines.isEmpty() ? code.toString() : lines + " (" + code + ")";
    }
}
