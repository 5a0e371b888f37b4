package dev.parley.sieve;

import dev.parley.sieve.dialog.BrokenDialogException;
import dev.parley.sieve.dialog.Reply;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Creates an empty script and never replaces one. PUTSCRIPT replaces silently, so the script gets its name by
 * RENAMESCRIPT: to take a name only if it is free is nowhere else one step (RFC 5804 s2.11).
 */
final class Creation {
    private static final byte[] EMPTY = {};
    private static final byte[] COMMENT = "# empty\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Scripts scripts;
    private final Trace trace;

    Creation(Scripts scripts, Trace trace) {
        this.scripts = scripts;
        this.trace = trace;
    }

    /** @return false when the name is taken */
    boolean of(ScriptName name) throws SieveException, BrokenDialogException {
        if (scripts.find(name.text()).isPresent()) {
            return false;
        }
        if (!scripts.capabilities().hasVersion()) {
            putEmpty(name);
            return true;
        }
        ScriptName temporary = temporary("parley-new");
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

    /** A name that no other client uses at the same time: one would replace or delete the script of the other. */
    static ScriptName temporary(String prefix) {
        return new ScriptName(String.format("%s-%016x", prefix, RANDOM.nextLong()));
    }

    /** An empty script, or for a server that wants no empty ones, a comment. */
    private void putEmpty(ScriptName name) throws SieveException, BrokenDialogException {
        try {
            scripts.store(scripts.accept(name, EMPTY.length), EMPTY);
        } catch (SieveException e) {
            if (e.getCode() != ResponseCode.NONE || scripts.isOver()) {
                throw e;
            }
            scripts.store(scripts.accept(name, COMMENT.length), COMMENT);
        }
    }
}
