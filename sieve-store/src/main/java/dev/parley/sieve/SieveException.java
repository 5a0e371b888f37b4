package dev.parley.sieve;

import dev.parley.sieve.protocol.Response;
import jakarta.mail.MessagingException;

/**
 * The server refused a command. The message has the server's own words.
 *
 * <p>The connection is still good, unless {@code Store.isConnected()} says otherwise. A script that does not exist is a
 * {@link jakarta.mail.FolderNotFoundException} instead; where the server hung up it is a
 * {@link jakarta.mail.StoreClosedException}.
 */
public class SieveException extends MessagingException {
    private final String command;
    private final ResponseCode code;
    private final String text;

    SieveException(String command, Response response) {
        super(command + " was refused: " + words(response));
        this.command = command;
        this.code = response.code().map(ResponseCode::of).orElse(ResponseCode.NONE);
        this.text = response.text();
    }

    /** The command and the names it was about, for example {@code RENAMESCRIPT "a" "b"}. */
    public String getCommand() {
        return command;
    }

    /** The response code (RFC 5804 s1.3); {@link ResponseCode#NONE} when the server gave none. */
    public ResponseCode getCode() {
        return code;
    }

    /** The server's words as it sent them, line ends included; empty when it gave none. */
    public String getText() {
        return text;
    }

    /** Whether the same may succeed later (TRYLATER, RFC 5804 s1.3). */
    public boolean isTransient() {
        return code.name().equals("TRYLATER");
    }

    private static String words(Response response) {
        return response.text().isBlank()
                ? response.explanation()
                : response.explanation()
                        + response.code().map(code -> " (" + code + ")").orElse("");
    }
}
