package dev.parley.sieve.account;

import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.MessagingException;
import java.util.List;

/**
 * Stores a script: HAVESPACE, then PUTSCRIPT with the same size and the same spelling of the name (RFC 5804 s2.5 and
 * s2.6). A server that rejects a name or a size only in PUTSCRIPT may leave the script unread and run its lines as
 * commands; after a rejection of HAVESPACE no script is sent.
 */
public final class ScriptStorage {
    private ScriptStorage() {}

    /**
     * A name under which a script may be sent: {@link #requireAccepted} checked it.
     *
     * @param name as the application gave it
     * @param spelled as it is sent
     */
    record AcceptedName(ScriptName name, ScriptName spelled) {}

    /**
     * Creates the script or replaces it.
     *
     * @return the warnings of the server, which stored the script (RFC 5804 s1.3, WARNINGS)
     */
    public static List<SieveDiagnostic> put(ScriptAccount account, ScriptName name, Upload script)
            throws MessagingException {
        if (account.names().mayDiffer(name)) {
            account.list();
        }
        return putListed(account, name, script);
    }

    /** The same after LISTSCRIPTS, whose reply has the spelling of the name. */
    public static List<SieveDiagnostic> putListed(ScriptAccount account, ScriptName name, Upload script)
            throws MessagingException {
        Response response = send(account, requireAccepted(account, name, script.length()), script);
        account.commands().remark(response);
        return Refusal.warnings(name.text(), script.octetsIfKnown(), response);
    }

    /** PUTSCRIPT alone; its warnings are returned, and not kept for the listeners of the store. */
    static List<SieveDiagnostic> putAccepted(ScriptAccount account, AcceptedName name, byte[] script)
            throws MessagingException {
        Response response = send(account, name, Upload.of(script));
        if (!response.hasCode("WARNINGS")) {
            account.commands().remark(response);
        }
        return Refusal.warnings(name.name.text(), script, response);
    }

    /**
     * Sends HAVESPACE, unless the script is empty: it has nothing that a server could run, and Dovecot rejects zero octets.
     *
     * @throws dev.parley.sieve.SieveException when the server rejects name or size
     */
    static AcceptedName requireAccepted(ScriptAccount account, ScriptName name, long octets) throws MessagingException {
        if (octets > 0 && account.settings().scripts().sendsHaveSpace()) {
            account.requireSpace(name, octets);
        }
        return new AcceptedName(name, account.names().spelled(name));
    }

    private static Response send(ScriptAccount account, AcceptedName name, Upload script) throws MessagingException {
        Command command = Command.putScript(name.spelled, script.length());
        Response response = account.commands().execute(command, script).response();
        if (!response.isOk()) {
            throw account.withTrail(
                    account.commands().refusal().ofScript(command, name.name.text(), script.octetsIfKnown(), response));
        }
        return response;
    }
}
