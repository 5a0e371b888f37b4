package dev.parley.sieve;

import dev.parley.sieve.dialog.BrokenDialogException;
import dev.parley.sieve.dialog.Reply;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Creates an empty script and never replaces one. PUTSCRIPT replaces silently, so the script gets its name by
 * RENAMESCRIPT: to take a name only if it is free is nowhere else one step (RFC 5804 s2.11).
 */
final class Creation {
    private static final byte[] EMPTY = {};
    private static final byte[] COMMENT = "# empty\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Scripts scripts;
    private final Trace trace;

    Creation(Scripts scripts, Trace trace) {
        this.scripts = scripts;
        this.trace = trace;
    }

    /** @return false when the name is taken */
    boolean of(ScriptName name) throws SieveException, BrokenDialogException {
        List<ScriptInfo> taken = scripts.list();
        if (Scripts.find(name.text(), taken).isPresent()) {
            return false;
        }
        if (!scripts.capabilities().hasVersion()) {
            putEmpty(name);
            return true;
        }
        ScriptName temporary = temporary("parley-new", name, taken);
        trace.decided(
                Topic.CREATE,
                "store it as " + temporary + " and rename it",
                "PUTSCRIPT would replace a script that somebody else creates meanwhile");
        putEmpty(temporary);
        Reply renamed = scripts.tryRename(temporary, name);
        if (!renamed.isOk() && !scripts.isOver()) {
            scripts.delete(temporary);
        }
        if (renamed.response().says("ALREADYEXISTS")) {
            return false;
        }
        Scripts.require(Command.renameScript(temporary, name), renamed);
        return true;
    }

    /** The same for everybody who does this to this name at this moment, so that only one of them can. */
    static ScriptName temporary(String prefix, ScriptName name, List<ScriptInfo> taken) {
        CRC32 sum = new CRC32();
        sum.update(name.text().getBytes(StandardCharsets.UTF_8));
        String base = String.format("%s-%08x", prefix, sum.getValue());
        String free = base;
        for (int i = 2; Scripts.find(free, taken).isPresent(); i++) {
            free = base + "-" + i;
        }
        return new ScriptName(free);
    }

    /** An empty script, or for a server that wants no empty ones, a comment. */
    private void putEmpty(ScriptName name) throws SieveException, BrokenDialogException {
        try {
            scripts.store(name, EMPTY);
        } catch (SieveException e) {
            if (e.getCode() != ResponseCode.NONE || scripts.isOver()) {
                throw e;
            }
            scripts.store(name, COMMENT);
        }
    }
}
