package dev.parley.sieve;

import dev.parley.sieve.SieveReplaceException.State;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts a new body under a name that may be filtering mail at this moment, where PUTSCRIPT is live at once
 * (RFC 5804 s2.6).
 *
 * <ol>
 *   <li>the old body is fetched and the new one checked;
 *   <li>where the script is active, the new body is stored under a temporary name, read back and deleted there; where
 *       there is no room for that, this step is left out;
 *   <li>it is stored under its own name and read back;
 *   <li>the script becomes active where it was, or is to be.
 * </ol>
 */
final class Replacement {
    private final ScriptName name;
    private final byte[] body;
    private final boolean activate;
    private Optional<byte[]> old = Optional.empty();
    private Optional<ScriptName> temporary = Optional.empty();
    private State state = State.OLD;
    private String doing = "listing the scripts";

    Replacement(ScriptName name, byte[] body, boolean activate) {
        this.name = name;
        this.body = body;
        this.activate = activate;
    }

    /** The server took the octets and gives others back. */
    private static final class ChangedException extends MessagingException {
        ChangedException(ScriptName name) {
            super("the server has other octets under " + name + " than it was sent");
        }
    }

    /** @return what the server warns of */
    List<SieveDiagnostic> over(Scripts scripts) throws MessagingException, IOException {
        Optional<ScriptInfo> known = scripts.find(name.text());
        boolean active = known.map(ScriptInfo::active).orElse(false);
        if (known.isPresent()) {
            doing = "fetching the old body";
            old = Optional.of(scripts.get(name));
        }
        requireGood(scripts);
        if (active) {
            rehearse(scripts);
        }
        List<SieveDiagnostic> warnings = replace(scripts);
        if (activate || active) {
            doing = "activating it";
            scripts.activate(name);
        }
        return warnings;
    }

    /** What the caller is told of a failure: a script that is refused for what stands in it needs no further words. */
    MessagingException failure(MessagingException cause) {
        if (cause instanceof SieveScriptException && state == State.OLD && temporary.isEmpty()) {
            return cause;
        }
        String now = switch (state) {
            case OLD -> "nothing was changed";
            case EITHER -> "either body may be there; this exception carries both";
            case NEW -> "the new body is there";
            case OTHER ->
                "the server accepted the new body and has neither this nor the old one now: another client changed the"
                        + " script, or the server does not keep the octets that it is sent; nothing was put back, and"
                        + " this exception carries both bodies";
        };
        String rest = temporary
                .map(left -> "; the script " + left + " may be left over")
                .orElse("");
        return new SieveReplaceException(
                "replacing " + name + " ended at " + doing + ": " + cause.getMessage() + "; " + now + rest,
                state,
                old,
                body,
                cause);
    }

    private void requireGood(Scripts scripts) throws MessagingException, IOException {
        if (!scripts.capabilities().hasVersion()) {
            return;
        }
        doing = "checking the new body";
        scripts.check(body);
    }

    /** Stores the new body under a name that filters no mail, and compares what the server returns for it. */
    private void rehearse(Scripts scripts) throws MessagingException, IOException {
        if (!storeBeside(scripts)) {
            return;
        }
        ScriptName beside = temporary.orElseThrow();
        doing = "reading the temporary script back";
        byte[] found = scripts.get(beside);
        doing = "deleting the temporary script";
        scripts.delete(beside);
        temporary = Optional.empty();
        if (!Arrays.equals(body, found)) {
            doing = "comparing the temporary script";
            throw new ChangedException(beside);
        }
    }

    /** @return false when there is no room for a temporary script: replacing a script may need none */
    private boolean storeBeside(Scripts scripts) throws MessagingException, IOException {
        ScriptName beside = Creation.temporary("parley-replace");
        try {
            doing = "asking for room for a temporary script";
            AcceptedName accepted = scripts.acceptNew(beside, body.length);
            doing = "storing it as a temporary script";
            temporary = Optional.of(beside);
            scripts.store(accepted, body);
            return true;
        } catch (SieveQuotaException full) {
            temporary = Optional.empty();
            if (scripts.isOver()) {
                throw full;
            }
            scripts.decided(
                    "store it under its own name at once",
                    "there is no room to store it under a temporary name before: " + full.getCode());
            return false;
        } catch (SieveException refused) {
            temporary = Optional.empty();
            throw refused;
        }
    }

    private List<SieveDiagnostic> replace(Scripts scripts) throws MessagingException, IOException {
        doing = "asking for room";
        AcceptedName accepted = scripts.accept(name, body.length);
        List<SieveDiagnostic> warnings;
        doing = "storing it";
        state = State.EITHER;
        try {
            warnings = scripts.store(accepted, body);
        } catch (SieveException e) {
            state = State.OLD;
            throw e;
        }
        state = State.NEW;
        doing = "reading it back";
        Optional<byte[]> found = find(scripts);
        if (found.isEmpty() || !Arrays.equals(body, found.get())) {
            state = Arrays.equals(old.orElse(null), found.orElse(null)) ? State.OLD : State.OTHER;
            doing = "comparing it";
            throw new ChangedException(name);
        }
        return warnings;
    }

    /** The script as the server has it; empty where it was deleted or renamed by another client. */
    private Optional<byte[]> find(Scripts scripts) throws MessagingException, IOException {
        try {
            return Optional.of(scripts.get(name));
        } catch (SieveException e) {
            if (!e.getCode().name().equals("NONEXISTENT")) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
