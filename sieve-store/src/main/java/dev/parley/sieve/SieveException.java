package dev.parley.sieve;

import dev.parley.wire.Text;
import jakarta.mail.MessagingException;

/**
 * The server rejected a command. The message has the server's text.
 *
 * <p>The connection is still open, unless {@code Store.isConnected()} returns false. A script that does not exist is a
 * {@link jakarta.mail.FolderNotFoundException} instead; where the server closed the connection it is a
 * {@link jakarta.mail.StoreClosedException}.
 */
public class SieveException extends MessagingException {
    private final String command;
    private final ResponseCode code;
    private final String text;

    /**
     * Creates an exception as the store throws it.
     *
     * @param command the rejected command with its names
     * @param code {@link ResponseCode#NONE} where the server sent none
     * @param text of the server; empty where it sent none
     * @param advice what the rejection means and what to do, as lines that follow the message; empty: nothing is known
     */
    public SieveException(String command, ResponseCode code, String text, String advice) {
        super(command + " was rejected: " + explanation(code, text) + advice);
        this.command = command;
        this.code = code;
        this.text = text;
    }

    /** The command with its names, for example {@code RENAMESCRIPT "a" "b"}. */
    public String getCommand() {
        return command;
    }

    /** The response code (RFC 5804 s1.3); {@link ResponseCode#NONE} when the server sent none. */
    public ResponseCode getCode() {
        return code;
    }

    /** The server's text as it sent it, line ends included; empty when it sent none. */
    public String getText() {
        return text;
    }

    /** Whether the command may succeed later (TRYLATER, RFC 5804 s1.3). */
    public boolean isTransient() {
        return code.name().equals("TRYLATER");
    }

    private static String explanation(ResponseCode code, String text) {
        String lines = String.join("\n", Text.lines(text.strip()));
        if (code.name().isEmpty()) {
            return lines.isEmpty() ? "NO" : lines;
        }
        return lines.isEmpty() ? code.toString() : lines + " (" + code + ")";
    }
}
