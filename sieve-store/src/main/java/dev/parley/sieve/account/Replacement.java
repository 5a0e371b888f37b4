package dev.parley.sieve.account;

import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveQuotaException;
import dev.parley.sieve.SieveReplaceException;
import dev.parley.sieve.SieveReplaceException.State;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Topic;
import jakarta.mail.MessagingException;
import java.util.Arrays;
import java.util.List;

/**
 * Replaces the body of a script that may be active: PUTSCRIPT takes effect at once (RFC 5804 s2.6).
 *
 * <ol>
 *   <li>the old body is fetched and the new one checked;
 *   <li>where the script is active, the new body is stored under a temporary name, read back and deleted there; where
 *       there is no room for that, this step is left out;
 *   <li>the new body is stored under its own name and read back;
 *   <li>the script is activated where it was active, or as requested.
 * </ol>
 */
public final class Replacement {
    private final ScriptName name;
    private final byte[] body;
    private final boolean activate;
    private byte[] old; // null: none
    private ScriptName temporary; // null: none on the server
    private State state = State.OLD;
    private String doing = "listing the scripts";

    /** @param activate whether the script becomes the active one, even where it was not */
    public Replacement(ScriptName name, byte[] body, boolean activate) {
        this.name = name;
        this.body = body;
        this.activate = activate;
    }

    /** The server returns other octets than it accepted. */
    private static final class ChangedException extends MessagingException {
        ChangedException(ScriptName name) {
            super("the script " + name + " on the server differs from the one that was sent");
        }
    }

    /** @return the warnings of the server */
    public List<SieveDiagnostic> run(ScriptAccount account) throws MessagingException {
        ScriptInfo known = account.find(name.text());
        boolean active = known != null && known.active();
        if (known != null) {
            doing = "fetching the old script";
            old = account.get(name);
        }
        check(account);
        if (active) {
            rehearse(account);
        }
        List<SieveDiagnostic> warnings = replace(account);
        if (activate || active) {
            doing = "activating the script";
            account.activate(name);
        }
        return warnings;
    }

    /** The exception for the caller. A script that is rejected for its contents needs no further explanation. */
    public MessagingException failure(MessagingException cause) {
        if (cause instanceof SieveScriptException && state == State.OLD && temporary == null) {
            return cause;
        }
        String now = switch (state) {
            case OLD -> "nothing was changed";
            case EITHER -> "the server has either the old or the new script; this exception contains both";
            case NEW -> "the new script is stored";
            case OTHER ->
                "the server accepted the new script and now returns neither this nor the old one: another client changed the"
                        + " script, or the server does not store the octets that it receives; the old script was not"
                        + " restored, and this exception contains both";
        };
        String rest = temporary == null ? "" : "; the temporary script " + temporary + " may remain on the server";
        return new SieveReplaceException(
                "replacing the script " + name + " failed while " + doing + ": " + cause.getMessage() + "; " + now
                        + rest,
                state,
                old,
                body,
                cause);
    }

    private void check(ScriptAccount account) throws MessagingException {
        if (!account.connection().capabilities().hasVersion()) {
            return;
        }
        doing = "checking the new script";
        account.requireValid(body);
    }

    /** Stores the new body under a temporary name, and compares what the server returns for it. */
    private void rehearse(ScriptAccount account) throws MessagingException {
        if (!storeBeside(account)) {
            return;
        }
        ScriptName beside = temporary;
        doing = "reading the temporary script back";
        byte[] found = account.get(beside);
        doing = "deleting the temporary script";
        account.delete(beside);
        temporary = null;
        if (!Arrays.equals(body, found)) {
            doing = "comparing the temporary script with the new one";
            throw account.withTrail(new ChangedException(beside));
        }
    }

    /** @return false when there is no room for a temporary script: replacing a script may need no room */
    private boolean storeBeside(ScriptAccount account) throws MessagingException {
        ScriptName beside = Creation.temporary("parley-replace");
        try {
            doing = "checking the space for a temporary script";
            ScriptStorage.AcceptedName accepted = ScriptStorage.acceptNew(account, beside, body.length);
            doing = "storing the temporary script";
            temporary = beside;
            ScriptStorage.store(account, accepted, body);
            return true;
        } catch (SieveQuotaException full) {
            temporary = null;
            if (account.connection().isClosed()) {
                throw full;
            }
            account.connection()
                    .trace()
                    .decided(Topic.CREATE, "no temporary script", "the server has no space for one: " + full.getCode());
            return false;
        } catch (SieveException refused) {
            temporary = null;
            throw refused;
        }
    }

    private List<SieveDiagnostic> replace(ScriptAccount account) throws MessagingException {
        doing = "checking the space";
        ScriptStorage.AcceptedName accepted = ScriptStorage.accept(account, name, body.length);
        List<SieveDiagnostic> warnings;
        doing = "storing the script";
        state = State.EITHER;
        try {
            warnings = ScriptStorage.store(account, accepted, body);
        } catch (SieveException e) {
            state = State.OLD;
            throw e;
        }
        state = State.NEW;
        doing = "reading the script back";
        byte[] found = find(account);
        if (!Arrays.equals(body, found)) {
            state = Arrays.equals(old, found) ? State.OLD : State.OTHER;
            doing = "comparing the stored script with the new one";
            throw account.withTrail(new ChangedException(name));
        }
        return warnings;
    }

    /** The script as the server has it; null where it was deleted or renamed by another client. */
    private byte[] find(ScriptAccount account) throws MessagingException {
        try {
            return account.get(name);
        } catch (SieveException e) {
            if (!e.getCode().name().equals("NONEXISTENT")) {
                throw e;
            }
            return null;
        }
    }
}
