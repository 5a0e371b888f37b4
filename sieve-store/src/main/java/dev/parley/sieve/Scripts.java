package dev.parley.sieve;

import dev.parley.sieve.dialog.BrokenDialogException;
import dev.parley.sieve.dialog.Reply;
import dev.parley.sieve.dialog.SieveDialog;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.ListedScript;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ResponseCode;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** The scripts of one account. Here a refusal becomes an exception; the caller holds the store's turn. */
final class Scripts {
    private static final byte[] EMPTY = {};
    private static final byte[] COMMENT = "# empty\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SieveDialog dialog;
    private final Trace trace;

    Scripts(SieveDialog dialog, Trace trace) {
        this.dialog = dialog;
        this.trace = trace;
    }

    long commands() {
        return dialog.commands();
    }

    boolean isOver() {
        return dialog.isClosed();
    }

    void ping() throws BrokenDialogException {
        dialog.ping();
    }

    void logout() {
        dialog.logout();
    }

    void abandon() {
        dialog.abandon();
    }

    List<ListedScript> list() throws SieveException, BrokenDialogException {
        return say(Command.listScripts()).data().stream()
                .map(ListedScript::parse)
                .toList();
    }

    /** What the server lists under this name. */
    Optional<ListedScript> find(String name) throws SieveException, BrokenDialogException {
        return find(name, list());
    }

    byte[] get(ScriptName name) throws SieveException, IOException {
        return say(Command.getScript(name)).script().orElse(EMPTY);
    }

    /** @return what the server warns of, though it took the script (RFC 5804 s1.3, WARNINGS) */
    Optional<String> put(ScriptName name, byte[] script) throws SieveException, BrokenDialogException {
        Reply reply = say(Command.putScript(name, script));
        return Optional.of(reply.response())
                .filter(response -> response.says("WARNINGS"))
                .map(Response::explanation);
    }

    /**
     * Creates an empty script and never replaces one. PUTSCRIPT replaces silently, so the script gets its name by
     * RENAMESCRIPT: to take a name only if it is free is nowhere else one step (RFC 5804 s2.11).
     *
     * @return false when the name is taken
     */
    boolean create(ScriptName name) throws SieveException, BrokenDialogException {
        List<ListedScript> taken = list();
        if (find(name.text(), taken).isPresent()) {
            return false;
        }
        if (!dialog.capabilities().hasVersion()) {
            putEmpty(name);
            return true;
        }
        ScriptName temporary = temporary(name, taken);
        trace.decided(
                Topic.CREATE,
                "store it as " + temporary + " and rename it",
                "PUTSCRIPT would replace a script that somebody else creates meanwhile");
        putEmpty(temporary);
        Command rename = Command.renameScript(temporary, name);
        Reply renamed = dialog.ask(rename);
        if (!renamed.isOk() && !dialog.isClosed()) {
            dialog.ask(Command.deleteScript(temporary));
        }
        if (renamed.response().says("ALREADYEXISTS")) {
            return false;
        }
        require(rename, renamed);
        return true;
    }

    /** Renames; on a server that predates RENAMESCRIPT in several steps, of which any may fail. */
    void rename(ScriptName from, ScriptName to) throws SieveException, IOException {
        if (dialog.capabilities().hasVersion()) {
            say(Command.renameScript(from, to));
            return;
        }
        List<ListedScript> listed = list();
        Optional<ListedScript> source = find(from.text(), listed);
        if (find(to.text(), listed).isPresent()) {
            throw new SieveException(Command.renameScript(from, to), exists(to));
        }
        put(to, get(from));
        if (source.map(ListedScript::active).orElse(false)) {
            activate(to);
        }
        delete(from);
    }

    void delete(ScriptName name) throws SieveException, BrokenDialogException {
        say(Command.deleteScript(name));
    }

    void activate(ScriptName name) throws SieveException, BrokenDialogException {
        say(Command.setActive(name));
    }

    /** Leaves no script active, if it is this one that is. */
    void deactivate(String name) throws SieveException, BrokenDialogException {
        if (find(name).map(ListedScript::active).orElse(false)) {
            say(Command.deactivate());
        }
    }

    /** An empty script, or for a server that wants no empty ones, a comment. */
    private void putEmpty(ScriptName name) throws SieveException, BrokenDialogException {
        Command empty = Command.putScript(name, EMPTY);
        Reply reply = dialog.ask(empty);
        boolean unexplained = !reply.isOk() && reply.response().code().isEmpty() && !dialog.isClosed();
        if (unexplained) {
            say(Command.putScript(name, COMMENT));
        } else {
            require(empty, reply);
        }
    }

    private Reply say(Command command) throws SieveException, BrokenDialogException {
        return require(command, dialog.ask(command));
    }

    private static Reply require(Command command, Reply reply) throws SieveException {
        if (!reply.isOk()) {
            throw new SieveException(command, reply.response());
        }
        return reply;
    }

    private static Optional<ListedScript> find(String name, List<ListedScript> listed) {
        return listed.stream().filter(script -> script.name().equals(name)).findFirst();
    }

    private static Response exists(ScriptName name) {
        ResponseCode code = new ResponseCode(List.of("ALREADYEXISTS"), "");
        return new Response(Response.Status.NO, Optional.of(code), "the server has a script " + name);
    }

    /** The same for everybody who creates this name at this moment, so that only one of them can rename it. */
    private static ScriptName temporary(ScriptName name, List<ListedScript> taken) {
        CRC32 sum = new CRC32();
        sum.update(name.text().getBytes(StandardCharsets.UTF_8));
        String base = String.format("parley-new-%08x", sum.getValue());
        String free = base;
        for (int i = 2; find(free, taken).isPresent(); i++) {
            free = base + "-" + i;
        }
        return new ScriptName(free);
    }
}
