package dev.parley.sieve;

import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Renames a script; on a server that predates RENAMESCRIPT in several steps, of which any may fail. */
final class Renaming {
    private final Scripts scripts;

    Renaming(Scripts scripts) {
        this.scripts = scripts;
    }

    void of(ScriptName from, ScriptName to) throws MessagingException, IOException {
        if (scripts.capabilities().hasVersion()) {
            scripts.rename(from, to);
            return;
        }
        List<ScriptInfo> listed = scripts.list();
        if (Scripts.find(to.text(), listed).isPresent()) {
            throw Refusal.of(Command.renameScript(from, to), exists(to));
        }
        scripts.put(to, scripts.get(from));
        if (Scripts.find(from.text(), listed).map(ScriptInfo::active).orElse(false)) {
            scripts.activate(to);
        }
        scripts.delete(from);
    }

    private static Response exists(ScriptName name) {
        dev.parley.sieve.protocol.ResponseCode code =
                new dev.parley.sieve.protocol.ResponseCode(List.of("ALREADYEXISTS"), "");
        return new Response(Response.Status.NO, Optional.of(code), "the server has a script " + name);
    }
}
