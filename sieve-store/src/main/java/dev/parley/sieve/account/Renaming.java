package dev.parley.sieve.account;

import dev.parley.sieve.ResponseCode;
import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.MessagingException;
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
        if (old != null && old.active()) {
            account.activate(to);
        }
        account.delete(from);
    }

    private static Response exists(ScriptName name) {
        ResponseCode code = new ResponseCode("ALREADYEXISTS", List.of(), "");
        return new Response(Response.Status.NO, code, "the script " + name + " exists already");
    }
}
