package dev.parley.sieve.account;

import dev.parley.sieve.ResponseCode;
import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import jakarta.mail.StoreClosedException;
import java.util.List;

/** Renames a script; on a server without RENAMESCRIPT in several steps, any of which may fail. */
public final class Renaming {
    private Renaming() {}

    public static void rename(ScriptAccount account, ScriptName from, ScriptName to) throws MessagingException {
        if (account.connection().capabilities().has("VERSION")) {
            account.executeOn(from, Command.renameScript(account.names().spelled(from), to));
            return;
        }
        List<ScriptInfo> listed = account.list();
        if (ScriptAccount.find(to.text(), listed) != null) {
            throw account.commands().rejected(Command.renameScript(from, to), exists(to));
        }
        ScriptStorage.putListed(account, to, Upload.of(account.get(from)));
        ScriptInfo old = ScriptAccount.find(from.text(), listed);
        String active = "";
        try {
            if (old != null && old.active()) {
                active = from.text();
                account.activate(to);
                active = to.text();
            }
            account.delete(from);
        } catch (SieveException e) {
            if (e.getCode().name().equals("NONEXISTENT")) {
                throw e; // Another client deleted or renamed one of both.
            }
            String exist = "both scripts exist" + (active.isEmpty() ? "" : "; the active one is \"" + active + "\"");
            SieveException.Rejection rejection = new SieveException.Rejection(e.getCommand(), e.getCode(), e.getText());
            throw account.withTrail(
                    new SieveException(account.connection().server(), rejection, incomplete(from, to, exist)));
        } catch (StoreClosedException e) {
            String message = Trace.withoutAdvice(e.getMessage()) + incomplete(from, to, "perhaps both scripts exist");
            StoreClosedException closed = new StoreClosedException(e.getStore(), message);
            closed.setNextException(e.getNextException());
            throw account.withTrail(closed);
        }
    }

    private static String incomplete(ScriptName from, ScriptName to, String now) {
        return "\n  meaning: renaming \"" + from + "\" to \"" + to
                + "\" is not complete: the server has no RENAMESCRIPT, so the script was copied, and now " + now
                + "\n  fix: do not rename again; list the scripts: if \"" + from + "\" is active, activate \"" + to
                + "\"; then delete \"" + from + "\" if it is there";
    }

    private static Response exists(ScriptName name) {
        ResponseCode code = new ResponseCode("ALREADYEXISTS", List.of(), "");
        return new Response(Response.Status.NO, code, "the script " + name + " exists already");
    }
}
