package dev.parley.sieve;

import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ResponseCode;
import jakarta.mail.MessagingException;

/**
 * The server refused a command. The message has the server's own words: for a script, the lines that are wrong.
 *
 * <p>The connection is still good, unless {@code Store.isConnected()} says otherwise.
 */
public class SieveException extends MessagingException {
    private final String command;
    private final String code;
    private final String text;

    SieveException(String command, Response response) {
        super(command + " was refused: " + words(response));
        this.command = command;
        this.code = response.code().map(ResponseCode::toString).orElse("");
        this.text = response.text();
    }

    SieveException(Command command, Response response) {
        this(command.subject(), response);
    }

    /** The command and the names it was about, for example {@code RENAMESCRIPT "a" "b"}. */
    public String getCommand() {
        return command;
    }

    /**
     * The response code of RFC 5804 s1.3 with its details, for example {@code QUOTA/MAXSIZE}; empty when the server gave
     * none. Servers have codes of their own, and details that no RFC lists.
     */
    public String getCode() {
        return code;
    }

    /** The server's words as it sent them, line ends included; empty when it gave none. */
    public String getText() {
        return text;
    }

    private static String words(Response response) {
        return response.text().isBlank()
                ? response.explanation()
                : response.explanation()
                        + response.code().map(code -> " (" + code + ")").orElse("");
    }
}
