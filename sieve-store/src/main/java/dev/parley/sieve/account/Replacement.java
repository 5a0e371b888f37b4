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
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import java.util.Arrays;
import java.util.List;

/**
 * Replaces the body of a script that may be active: PUTSCRIPT takes effect at once (RFC 5804 s2.6).
 *
 * <ol>
 *   <li>the old body is fetched and the new one checked;
 *   <li>where the script is active, the new body is stored under a temporary name, read back and deleted there; where
 *       there is no space for that, this step is omitted;
 *   <li>the new body is stored under its own name and read back;
 *   <li>where it is requested, the script is activated if it was not active. An active script stays active (PUTSCRIPT),
 *       unless another client activates its own meanwhile, which is not undone.
 * </ol>
 *
 * What is read back is compared with the new body, because an OK to PUTSCRIPT does not prove that it is in effect: another
 * client may have stored the same script at the same time, and some servers change the octets, for example line ends.
 */
public final class Replacement {
    private final ScriptName name;
    private final byte[] body;
    private final boolean activate;
    private Step step = Step.LIST;
    private byte[] old; // null: none
    private ScriptName temporary; // null: none on the server

    /** @param activate whether the script becomes the active one, even where it was not */
    public Replacement(ScriptName name, byte[] body, boolean activate) {
        this.name = name;
        this.body = body;
        this.activate = activate;
    }

    /** A step, and the script on the server where it fails. */
    private enum Step {
        LIST("listing the scripts", State.OLD),
        FETCH("fetching the old script", State.OLD),
        CHECK("checking the new script", State.OLD),
        SPACE_FOR_TEMPORARY("checking the space for a temporary script", State.OLD),
        STORE_TEMPORARY("storing the temporary script", State.OLD),
        READ_TEMPORARY("reading the temporary script back", State.OLD),
        DELETE_TEMPORARY("deleting the temporary script", State.OLD),
        COMPARE_TEMPORARY("comparing the temporary script with the new one", State.OLD),
        SPACE("checking the space", State.OLD),
        STORE("storing the script", State.EITHER),
        STORE_REJECTED("storing the script", State.OLD),
        READ("reading the script back", State.ACCEPTED),
        COMPARE_WITH_OLD("comparing the stored script with the new one", State.OLD),
        COMPARE_WITH_OTHER("comparing the stored script with the new one", State.OTHER),
        ACTIVATE("activating the script", State.NEW);

        private final String phrase;
        private final State state;

        Step(String phrase, State state) {
            this.phrase = phrase;
            this.state = state;
        }
    }

    /** The server returns other octets than it accepted, or has no such script any more. */
    private static final class ChangedException extends MessagingException {
        ChangedException(ScriptName name) {
            super("the script " + name + " on the server differs from the one that was sent");
        }
    }

    /** @return the warnings of the server */
    public List<SieveDiagnostic> run(ScriptAccount account) throws MessagingException {
        try {
            return replace(account);
        } catch (MessagingException e) {
            throw failure(e);
        }
    }

    private List<SieveDiagnostic> replace(ScriptAccount account) throws MessagingException {
        ScriptInfo known = account.find(name.text());
        boolean active = known != null && known.active();
        if (known != null) {
            step = Step.FETCH;
            old = account.get(name);
        }
        if (account.connection().capabilities().has("VERSION")) {
            step = Step.CHECK;
            account.requireValid(body);
        }
        if (active && storeTemporary(account)) {
            compareTemporary(account);
        }
        List<SieveDiagnostic> warnings = store(account);
        compare(account);
        if (activate && !active) {
            step = Step.ACTIVATE;
            account.activate(name);
        }
        return warnings;
    }

    /** The exception for the caller. A script that is rejected for its contents needs no further explanation. */
    private MessagingException failure(MessagingException cause) {
        if (cause instanceof SieveScriptException && step.state == State.OLD && temporary == null) {
            return cause;
        }
        String now = switch (step.state) {
            case OLD -> "nothing was changed";
            case EITHER -> "the server has either the old or the new script; getOldBody() and getNewBody() return both";
            case ACCEPTED -> "the server accepted the new script, but whether it is in effect is not known";
            case NEW -> "the new script is stored";
            case OTHER ->
                "the server accepted the new script and now returns neither this nor the old one: another client changed the"
                        + " script, or the server does not store the octets that it receives; the old script was not"
                        + " restored; getOldBody() and getNewBody() return both";
        };
        String rest = temporary == null ? "" : "; the temporary script " + temporary + " may remain on the server";
        String why = Trace.withoutAdvice(cause.getMessage());
        String advice = cause.getMessage().substring(why.length());
        return new SieveReplaceException(
                "replacing the script " + name + " failed while " + step.phrase + ": " + why + "; " + now + rest
                        + advice,
                step.state,
                old,
                body,
                cause);
    }

    /** @return false when there is no space for a temporary script: a replacement may need none */
    private boolean storeTemporary(ScriptAccount account) throws MessagingException {
        ScriptName temporaryName = Creation.temporary("parley-replace");
        try {
            step = Step.SPACE_FOR_TEMPORARY;
            ScriptStorage.AcceptedName accepted = ScriptStorage.requireAccepted(account, temporaryName, body.length);
            step = Step.STORE_TEMPORARY;
            temporary = temporaryName;
            ScriptStorage.putAccepted(account, accepted, body);
            return true;
        } catch (SieveException rejected) {
            temporary = null;
            if (!(rejected instanceof SieveQuotaException)
                    || account.connection().isClosed()) {
                throw rejected;
            }
            account.connection()
                    .trace()
                    .decided(
                            Topic.CREATE,
                            "no temporary script",
                            "the server has no space for one: " + rejected.getCode());
            return false;
        }
    }

    private void compareTemporary(ScriptAccount account) throws MessagingException {
        ScriptName temporaryName = temporary;
        step = Step.READ_TEMPORARY;
        byte[] found = account.get(temporaryName);
        step = Step.DELETE_TEMPORARY;
        account.delete(temporaryName);
        temporary = null;
        if (!Arrays.equals(body, found)) {
            step = Step.COMPARE_TEMPORARY;
            throw account.withTrail(new ChangedException(temporaryName));
        }
    }

    private List<SieveDiagnostic> store(ScriptAccount account) throws MessagingException {
        step = Step.SPACE;
        ScriptStorage.AcceptedName accepted = ScriptStorage.requireAccepted(account, name, body.length);
        step = Step.STORE;
        try {
            return ScriptStorage.putAccepted(account, accepted, body);
        } catch (SieveException e) {
            step = Step.STORE_REJECTED;
            throw e;
        }
    }

    private void compare(ScriptAccount account) throws MessagingException {
        step = Step.READ;
        byte[] found = null; // Where another client deleted or renamed the script.
        try {
            found = account.get(name);
        } catch (SieveException e) {
            if (!e.getCode().name().equals("NONEXISTENT")) {
                throw e;
            }
        }
        if (!Arrays.equals(body, found)) {
            step = Arrays.equals(old, found) ? Step.COMPARE_WITH_OLD : Step.COMPARE_WITH_OTHER;
            throw account.withTrail(new ChangedException(name));
        }
    }
}
