package dev.parley.sieve.account;

import dev.parley.sieve.SieveException;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Topic;
import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Creates an empty script and never replaces one. PUTSCRIPT replaces silently, so the script gets its name by
 * RENAMESCRIPT: the only command that takes a name only if it is free (RFC 5804 s2.11).
 */
public final class Creation {
    private static final byte[] EMPTY = {};
    private static final byte[] COMMENT = "# empty\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Creation() {}

    /** @return false when the name is taken */
    public static boolean create(ScriptAccount account, ScriptName name) throws MessagingException {
        if (account.find(name.text()) != null) {
            return false;
        }
        if (!account.connection().capabilities().has("VERSION")) {
            putEmpty(account, name);
            return true;
        }
        ScriptName temporary = temporary("parley-new");
        account.connection()
                .trace()
                .decided(
                        Topic.CREATE,
                        "store the script as " + temporary + " and rename it",
                        "PUTSCRIPT alone would replace a script that another client creates at the same time");
        putEmpty(account, temporary);
        Command rename = Command.renameScript(temporary, name);
        Reply renamed = account.commands().execute(rename);
        if (renamed.isOk()) {
            account.commands().remark(renamed.response());
            return true;
        }
        if (renamed.response().hasCode("ALREADYEXISTS")) {
            deleteTemporary(account, temporary);
            return false;
        }
        SieveException rejection = account.commands().rejected(rename, renamed.response());
        try {
            deleteTemporary(account, temporary);
        } catch (MessagingException e) {
            rejection.addSuppressed(e);
        }
        throw rejection;
    }

    private static void deleteTemporary(ScriptAccount account, ScriptName temporary) throws MessagingException {
        if (!account.connection().isClosed()) {
            account.delete(temporary);
        }
    }

    /** A name that no other client uses at the same time: one would replace or delete the script of the other. */
    static ScriptName temporary(String prefix) {
        return new ScriptName(String.format("%s-%016x", prefix, RANDOM.nextLong()));
    }

    /** Stores an empty script; a comment where the server rejects empty scripts. */
    private static void putEmpty(ScriptAccount account, ScriptName name) throws MessagingException {
        try {
            store(account, name, EMPTY);
        } catch (SieveException e) {
            if (!e.getCode().name().isEmpty() || account.connection().isClosed()) {
                throw e;
            }
            store(account, name, COMMENT);
        }
    }

    private static void store(ScriptAccount account, ScriptName name, byte[] script) throws MessagingException {
        ScriptStorage.putAccepted(account, ScriptStorage.requireAccepted(account, name, script.length), script);
    }
}
