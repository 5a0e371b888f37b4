package dev.parley.sieve.account;

import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Topic;
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
     * A name under which a script may be sent: {@link #accept} checked it.
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
        Response response = upload(account, accept(account, name, script.length()), script);
        account.commands().remark(response);
        return Refusal.warnings(name.text(), script.script(), response);
    }

    /** PUTSCRIPT alone; its warnings are returned, and not kept for the listeners of the store. */
    static List<SieveDiagnostic> store(ScriptAccount account, AcceptedName name, byte[] script)
            throws MessagingException {
        return Refusal.warnings(name.name.text(), script, upload(account, name, Upload.of(script)));
    }

    /**
     * HAVESPACE, unless the script is empty: it has nothing that a server could run, and Dovecot rejects zero octets.
     *
     * @throws dev.parley.sieve.SieveException when the server rejects name or size
     */
    static AcceptedName accept(ScriptAccount account, ScriptName name, long octets) throws MessagingException {
        if (sendsHaveSpace(account, octets)) {
            Command command = Command.haveSpace(account.names().spelled(name), octets);
            Reply reply = account.commands().execute(command);
            if (!reply.isOk() && !replacesOne(account, name, reply.response())) {
                throw account.commands().rejected(command, reply.response());
            }
        }
        return new AcceptedName(name, account.names().spelled(name));
    }

    /** The same for a name that no script has: a server that rejects another script is right. */
    static AcceptedName acceptNew(ScriptAccount account, ScriptName name, long octets) throws MessagingException {
        if (sendsHaveSpace(account, octets)) {
            account.requireSpace(name, octets);
        }
        return new AcceptedName(name, account.names().spelled(name));
    }

    private static boolean sendsHaveSpace(ScriptAccount account, long octets) {
        return account.settings().scripts().sendsHaveSpace() && octets > 0;
    }

    /**
     * Whether a server that rejects another script would only replace one: Cyrus counts that script, too. A listed
     * name is one that the server accepts, in the spelling of the list.
     */
    private static boolean replacesOne(ScriptAccount account, ScriptName name, Response rejection)
            throws MessagingException {
        boolean full = rejection.hasCode("QUOTA")
                && rejection.code().details().contains("MAXSCRIPTS")
                && !account.connection().isClosed();
        if (!full || account.find(name.text()) == null) {
            return false;
        }
        account.connection()
                .trace()
                .decided(
                        Topic.CREATE,
                        "PUTSCRIPT",
                        "the script replaces an existing one, which does not increase the number of scripts",
                        account.settings().security().login().names().name("havespace"));
        return true;
    }

    private static Response upload(ScriptAccount account, AcceptedName name, Upload script) throws MessagingException {
        Command command = Command.putScript(name.spelled, script.length());
        Response response = account.commands().execute(command, script).response();
        if (!response.isOk()) {
            throw account.withTrail(Refusal.ofScript(command, name.name.text(), script.script(), response));
        }
        return response;
    }
}
