package dev.parley.sieve.account;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveCapabilities;
import dev.parley.sieve.SieveCheck;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.connection.SieveConnection;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.ListedScript;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.wire.MalformedReplyException;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The scripts of an account, through one connection. Each method is one operation: a rejection is thrown as a
 * {@link SieveException}, a broken connection as a {@link StoreClosedException}, both with the trail of the connection.
 * The operations of several commands are classes: {@link ScriptStorage}, {@link Replacement}, {@link Creation} and
 * {@link Renaming}. Used by one thread at a time.
 */
public final class ScriptAccount {
    private final AccountCommands commands;
    private final SieveSettings settings;
    private final Name name;
    private final ScriptNames names;

    /** @param store for exceptions */
    ScriptAccount(SieveConnection connection, SieveSettings settings, Name name, Store store) {
        this.commands = new AccountCommands(connection, store);
        this.settings = settings;
        this.name = name;
        this.names = new ScriptNames(connection.capabilities());
    }

    /**
     * What a sieve URL (RFC 5804 s3) must name.
     *
     * @param host to which the application connected; a referral may have named another one
     * @param owner the user whose scripts these are
     */
    public record Name(String host, String owner) {}

    public SieveSettings settings() {
        return settings;
    }

    public Name name() {
        return name;
    }

    public SieveConnection connection() {
        return commands.connection();
    }

    AccountCommands commands() {
        return commands;
    }

    ScriptNames names() {
        return names;
    }

    /** The exception, with the last events of the connection. */
    public <E extends Exception> E withTrail(E exception) {
        return connection().trace().withTrail(exception);
    }

    /** The texts that the server sent with OK and a code since the last call. */
    public List<Response> takeRemarks() {
        return commands.takeRemarks();
    }

    /** The capabilities that the server announces to a logged-in client; requested where they are not known. */
    public SieveCapabilities currentCapabilities() throws StoreClosedException {
        try {
            return connection().currentCapabilities();
        } catch (ConnectionBrokenException e) {
            throw commands.closed(e);
        }
    }

    public void ping() throws StoreClosedException {
        try {
            connection().ping();
        } catch (ConnectionBrokenException e) {
            throw commands.closed(e);
        }
    }

    public void unauthenticate() throws MessagingException {
        boolean offered = connection().capabilities().has("UNAUTHENTICATE")
                || currentCapabilities().has("UNAUTHENTICATE");
        if (!offered) {
            throw notSupported(SievePhase.UNAUTHENTICATE, "it");
        }
        try {
            commands.require(Command.unauthenticate(), connection().unauthenticate());
        } catch (ConnectionBrokenException e) {
            throw commands.closed(e);
        }
    }

    public List<ScriptInfo> list() throws MessagingException {
        List<ListedScript> listed = new ArrayList<>();
        for (Line line : commands.require(Command.listScripts()).data()) {
            listed.add(ListedScript.parse(line));
        }
        return names.read(listed);
    }

    /** The listed script of this name; null: none. */
    public ScriptInfo find(String name) throws MessagingException {
        return find(name, list());
    }

    /** The message of an exception: the server has no script of this name. */
    public String missing(String name, List<ScriptInfo> listed) {
        return commands.refusal().missing(name, listed);
    }

    public static ScriptInfo find(String name, List<ScriptInfo> listed) {
        for (ScriptInfo script : listed) {
            if (script.name().equals(name)) {
                return script;
            }
        }
        return null;
    }

    public byte[] get(ScriptName name) throws MessagingException {
        Command command = Command.getScript(names.spelled(name));
        return script(command, executeOn(name, command));
    }

    /** The script as it arrives; no other command can be sent before its end. */
    public InputStream open(ScriptName name) throws MessagingException {
        Command command = Command.getScript(names.spelled(name));
        SieveConnection.Fetched fetched = commands.fetch(command);
        if (fetched.reply() != null && isRespelled(name, fetched.reply())) {
            fetched = commands.fetch(Command.getScript(names.spelled(name)));
        }
        return fetched.reply() == null
                ? fetched.download()
                : new ByteArrayInputStream(script(command, commands.require(command, fetched.reply())));
    }

    /** CHECKSCRIPT: the server checks the script as for PUTSCRIPT, except for its limits. */
    public SieveCheck check(byte[] script) throws MessagingException {
        if (!connection().capabilities().has("VERSION")) {
            throw notSupported(SievePhase.CHECKSCRIPT, "VERSION");
        }
        try {
            return new SieveCheck(true, requireValid(script));
        } catch (SieveScriptException e) {
            return new SieveCheck(false, e.getDiagnostics());
        }
    }

    private MethodNotSupportedException notSupported(SievePhase command, String capability) {
        String what = connection().server() + " does not support " + command + ": it does not announce " + capability;
        String advice = connection().trace().advice(command.phrase(), what, false);
        return withTrail(new MethodNotSupportedException(what + advice));
    }

    /** @return the warnings of the server */
    List<SieveDiagnostic> requireValid(byte[] script) throws MessagingException {
        Command command = Command.checkScript(script.length);
        Response response = commands.execute(command, Upload.of(script)).response();
        if (!response.isOk()) {
            throw withTrail(commands.refusal().ofScript(command, "", script, response));
        }
        return Refusal.warnings("", script, response);
    }

    /** HAVESPACE (RFC 5804 s2.5). */
    public void requireSpace(ScriptName name, long octets) throws MessagingException {
        commands.require(Command.haveSpace(names.spelled(name), octets));
    }

    public void delete(ScriptName name) throws MessagingException {
        executeOn(name, Command.deleteScript(names.spelled(name)));
    }

    public void activate(ScriptName name) throws MessagingException {
        executeOn(name, Command.setActive(names.spelled(name)));
    }

    public void deactivate() throws MessagingException {
        commands.require(Command.deactivate());
    }

    /** Leaves no script active, where this one is. */
    public void deactivate(ScriptName name) throws MessagingException {
        ScriptInfo script = find(name.text());
        if (script != null && script.active()) {
            deactivate();
        }
    }

    /** Sends a command about a script; once more, where the server has the script under another spelling. */
    Reply executeOn(ScriptName name, Command command) throws MessagingException {
        Reply reply = commands.execute(command);
        return isRespelled(name, reply)
                ? commands.require(command.about(names.spelled(name)))
                : commands.require(command, reply);
    }

    private boolean isRespelled(ScriptName name, Reply reply) throws MessagingException {
        if (!reply.response().hasCode("NONEXISTENT") || connection().isClosed() || !names.mayDiffer(name)) {
            return false;
        }
        ScriptName before = names.spelled(name);
        list();
        return !names.spelled(name).equals(before);
    }

    private byte[] script(Command command, Reply reply) throws MessagingException {
        try {
            byte[] script = reply.script();
            if (script != null) {
                return script;
            }
        } catch (MalformedReplyException e) {
            throw new IllegalStateException("the data was parsed before", e);
        }
        throw withTrail(
                new MessagingException(command.subject() + " failed: the server replied OK and sent no script"));
    }
}
