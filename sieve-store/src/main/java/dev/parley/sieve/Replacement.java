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
 *   <li>the old body is fetched, the new one checked, and room is asked for;
 *   <li>the new body goes to the server under a temporary name, and is read back;
 *   <li>it goes there under its own name, and is read back; the old one goes back where that differs;
 *   <li>the temporary script goes, and the script becomes active where it was, or is to be.
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
        List<ScriptInfo> listed = scripts.list();
        Optional<ScriptInfo> known = Scripts.find(name.text(), listed);
        if (known.isPresent()) {
            doing = "fetching the old body";
            old = Optional.of(scripts.get(name));
        }
        requireGood(scripts);
        ScriptName beside = Creation.temporary("parley-replace", name, listed);
        requireRoom(scripts, beside);
        rehearse(scripts, beside);
        List<SieveDiagnostic> warnings = replace(scripts);
        remove(scripts);
        if (activate || known.map(ScriptInfo::active).orElse(false)) {
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

    private void requireRoom(Scripts scripts, ScriptName beside) throws MessagingException, IOException {
        doing = "asking for room for a temporary script";
        if (body.length > 0) {
            scripts.requireSpace(beside, body.length);
        }
    }

    /** The whole way there and back under a name that filters nothing. */
    private void rehearse(Scripts scripts, ScriptName beside) throws MessagingException, IOException {
        doing = "storing it as a temporary script";
        temporary = Optional.of(beside);
        try {
            scripts.store(beside, body);
        } catch (SieveException e) {
            temporary = Optional.empty();
            throw e;
        }
        doing = "reading the temporary script back";
        if (!Arrays.equals(body, scripts.get(beside))) {
            remove(scripts);
            doing = "comparing the temporary script";
            throw new ChangedException(beside);
        }
    }

    private List<SieveDiagnostic> replace(Scripts scripts) throws MessagingException, IOException {
        List<SieveDiagnostic> warnings;
        doing = "storing it";
        state = State.EITHER;
        try {
            warnings = scripts.store(name, body);
        } catch (SieveException e) {
            state = State.OLD;
            remove(scripts);
            doing = "storing it";
            throw e;
        }
        state = State.NEW;
        doing = "reading it back";
        if (!Arrays.equals(body, scripts.get(name))) {
            putBack(scripts);
            remove(scripts);
            doing = "comparing it";
            throw new ChangedException(name);
        }
        return warnings;
    }

    private void putBack(Scripts scripts) throws MessagingException, IOException {
        doing = "putting the old body back";
        state = State.EITHER;
        if (old.isPresent()) {
            scripts.store(name, old.get());
        } else {
            scripts.delete(name);
        }
        state = State.OLD;
    }

    private void remove(Scripts scripts) throws MessagingException, IOException {
        if (temporary.isPresent() && !scripts.isOver()) {
            doing = "deleting the temporary script";
            scripts.delete(temporary.get());
            temporary = Optional.empty();
        }
    }
}
