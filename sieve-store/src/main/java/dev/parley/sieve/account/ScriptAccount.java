package dev.parley.sieve.account;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveDiagnostic.Severity;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveReferralException;
import dev.parley.sieve.connection.ByeException;
import dev.parley.sieve.connection.SieveConnection;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.ListedScript;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.MalformedReplyException;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The scripts of an account, through one connection. Each method is one operation: a rejection is thrown as a
 * {@link SieveException}, a broken connection as a {@link StoreClosedException}, both with the trail of the connection.
 * Used by one thread at a time.
 */
public final class ScriptAccount {
    private final SieveConnection connection;
    private final SieveSettings settings;
    private final Store store;
    private final Spelling spelling;
    private final List<Response> remarks = new ArrayList<>();

    /** The names as the server lists them, where it encodes them, by the names as they were given. */
    private Map<String, String> spellings = Map.of();

    /** Null: none. */
    private ConnectionBrokenException failure;

    /** @param store for exceptions */
    ScriptAccount(SieveConnection connection, SieveSettings settings, Store store) {
        this.connection = connection;
        this.settings = settings;
        this.store = store;
        this.spelling = Spelling.of(connection.capabilities());
    }

    /**
     * A name under which a script may be sent: {@link #accept} checked it. A server that rejects a name in PUTSCRIPT may
     * leave the script unread and run its lines as commands.
     *
     * @param name as the application gave it
     * @param spelled as it is sent, which the server accepted
     */
    record AcceptedName(ScriptName name, ScriptName spelled) {}

    public SieveSettings settings() {
        return settings;
    }

    public Trace trace() {
        return connection.trace();
    }

    /** The number of commands sent. */
    public long commands() {
        return connection.commands();
    }

    /** The capabilities that the server announced last, which may be before the login. */
    public Capabilities capabilities() {
        return connection.capabilities();
    }

    /** Whether {@link #currentCapabilities} needs no command. */
    public boolean hasCurrentCapabilities() {
        return connection.hasCurrentCapabilities();
    }

    /** The capabilities that the server announces to a logged-in client; requested where they are not known. */
    public Capabilities currentCapabilities() throws StoreClosedException {
        try {
            return connection.currentCapabilities();
        } catch (ConnectionBrokenException e) {
            throw closed(e);
        }
    }

    public boolean isClosed() {
        return connection.isClosed();
    }

    /** The failure that broke the connection; null: none. */
    public ConnectionBrokenException failure() {
        return failure;
    }

    public void ping() throws StoreClosedException {
        try {
            connection.ping();
        } catch (ConnectionBrokenException e) {
            throw closed(e);
        }
    }

    public void logout() {
        connection.logout();
    }

    /** Closes the connection from any thread. */
    public void abort() {
        connection.abort();
    }

    public void unauthenticate() throws MessagingException {
        try {
            require(Command.unauthenticate(), connection.unauthenticate());
        } catch (ConnectionBrokenException e) {
            throw closed(e);
        }
    }

    /** The texts that the server sent with OK and a code since the last call. */
    public List<Response> takeRemarks() {
        List<Response> taken = List.copyOf(remarks);
        remarks.clear();
        return taken;
    }

    public List<ScriptInfo> list() throws MessagingException {
        List<ListedScript> listed = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Line line : executeAndRequire(Command.listScripts()).data()) {
            ListedScript script = ListedScript.parse(line);
            listed.add(script);
            names.add(script.name());
        }
        Map<String, String> encoded = new LinkedHashMap<>();
        for (ListedScript script : listed) {
            String name = spelling.read(script.name());
            if (!names.contains(name)) {
                encoded.putIfAbsent(name, script.name());
            }
        }
        spellings = encoded;
        List<ScriptInfo> scripts = new ArrayList<>();
        for (ListedScript script : listed) {
            String name = spelling.read(script.name());
            boolean isEncoded = script.name().equals(encoded.get(name));
            scripts.add(new ScriptInfo(isEncoded ? name : script.name(), script.active()));
        }
        return List.copyOf(scripts);
    }

    /** The listed script of this name; null: none. */
    public ScriptInfo find(String name) throws MessagingException {
        return find(name, list());
    }

    static ScriptInfo find(String name, List<ScriptInfo> listed) {
        for (ScriptInfo script : listed) {
            if (script.name().equals(name)) {
                return script;
            }
        }
        return null;
    }

    public byte[] get(ScriptName name) throws MessagingException {
        Command command = Command.getScript(spelled(name));
        return script(command, executeOn(name, command));
    }

    /** The script as it arrives; no other command can be sent before its end. */
    public InputStream open(ScriptName name) throws MessagingException {
        Command command = Command.getScript(spelled(name));
        SieveConnection.Fetched fetched = fetch(command);
        if (fetched.reply() != null && isRespelled(name, fetched.reply())) {
            fetched = fetch(Command.getScript(spelled(name)));
        }
        return fetched.reply() == null
                ? fetched.download()
                : new ByteArrayInputStream(script(command, require(command, fetched.reply())));
    }

    /**
     * Creates the script or replaces it.
     *
     * @param octets the script, for the lines of diagnostics; null: unknown
     * @return the warnings of the server, which stored the script (RFC 5804 s1.3, WARNINGS)
     */
    public List<SieveDiagnostic> put(ScriptName name, Upload script, byte[] octets) throws MessagingException {
        if (spelling.mayDiffer(name.text())) {
            list();
        }
        Response response = upload(accept(name, script.length()), script, octets);
        remark(response);
        return warnings(name.text(), octets, response);
    }

    public List<SieveDiagnostic> put(ScriptName name, byte[] script) throws MessagingException {
        return put(name, Upload.of(script), script);
    }

    /** PUTSCRIPT, without a {@link #takeRemarks remark} for the listeners of the store. */
    List<SieveDiagnostic> store(AcceptedName name, byte[] script) throws MessagingException {
        return warnings(name.name().text(), script, upload(name, Upload.of(script), script));
    }

    /**
     * Sends HAVESPACE before PUTSCRIPT, with the same spelling of the name and the same size, so that the server rejects
     * either before the script is sent. An empty script has nothing that a server could run, and Dovecot rejects the
     * question about zero octets.
     *
     * @throws SieveException when the server rejects name or size
     */
    AcceptedName accept(ScriptName name, long octets) throws MessagingException {
        if (asksForRoom(octets)) {
            Command command = Command.haveSpace(spelled(name), octets);
            Reply reply = execute(command);
            if (!reply.isOk() && !replacesOne(name, reply.response())) {
                throw rejected(command, reply.response());
            }
        }
        return new AcceptedName(name, spelled(name));
    }

    /** The same for a name that no script has: a server without room for another script is right. */
    AcceptedName acceptNew(ScriptName name, long octets) throws MessagingException {
        ScriptName spelled = spelled(name);
        if (asksForRoom(octets)) {
            Command command = Command.haveSpace(spelled, octets);
            require(command, execute(command));
        }
        return new AcceptedName(name, spelled);
    }

    private boolean asksForRoom(long octets) {
        return settings.asksForRoom() && octets > 0;
    }

    /**
     * Whether a server without room for another script would only replace one: Cyrus counts that script, too. A listed
     * name is one that the server accepts, in the spelling of the list.
     */
    private boolean replacesOne(ScriptName name, Response rejection) throws MessagingException {
        boolean full = rejection.hasCode("QUOTA") && rejection.code().details().contains("MAXSCRIPTS") && !isClosed();
        if (!full || find(name.text()) == null) {
            return false;
        }
        trace().decided(
                        Topic.CREATE,
                        "store it all the same",
                        "it replaces a script, which needs no further one",
                        settings.login().names().name("havespace"));
        return true;
    }

    /**
     * CHECKSCRIPT: the server checks the script as for PUTSCRIPT, except for its limits.
     *
     * @return the warnings of the server
     */
    public List<SieveDiagnostic> check(byte[] script) throws MessagingException {
        Command command = Command.checkScript(script.length);
        Reply reply = execute(command, Upload.of(script));
        if (!reply.isOk()) {
            throw withTrail(Refusal.ofScript(command, "", script, reply.response()));
        }
        return warnings("", script, reply.response());
    }

    /** HAVESPACE (RFC 5804 s2.5). */
    public void requireSpace(ScriptName name, long octets) throws MessagingException {
        executeAndRequire(Command.haveSpace(spelled(name), octets));
    }

    public void delete(ScriptName name) throws MessagingException {
        executeOn(name, Command.deleteScript(spelled(name)));
    }

    public void activate(ScriptName name) throws MessagingException {
        executeOn(name, Command.setActive(spelled(name)));
    }

    public void deactivate() throws MessagingException {
        executeAndRequire(Command.deactivate());
    }

    /** Leaves no script active, where this one is. */
    public void deactivate(ScriptName name) throws MessagingException {
        ScriptInfo script = find(name.text());
        if (script != null && script.active()) {
            deactivate();
        }
    }

    /** Sends a command and returns its reply, which may be a rejection. */
    Reply execute(Command command) throws StoreClosedException {
        return execute(command, null);
    }

    private Reply execute(Command command, Upload script) throws StoreClosedException {
        try {
            return connection.execute(command, script);
        } catch (ConnectionBrokenException e) {
            throw closed(e);
        }
    }

    private SieveConnection.Fetched fetch(Command command) throws StoreClosedException {
        try {
            return connection.fetch(command);
        } catch (ConnectionBrokenException e) {
            throw closed(e);
        }
    }

    private Reply executeAndRequire(Command command) throws MessagingException {
        Reply reply = require(command, execute(command));
        remark(reply.response());
        return reply;
    }

    /** Sends a command about a script; once more, where the server has the script under another spelling. */
    Reply executeOn(ScriptName name, Command command) throws MessagingException {
        Reply reply = execute(command);
        if (isRespelled(name, reply)) {
            return executeAndRequire(command.about(spelled(name)));
        }
        require(command, reply);
        remark(reply.response());
        return reply;
    }

    private boolean isRespelled(ScriptName name, Reply reply) throws MessagingException {
        if (!reply.response().hasCode("NONEXISTENT") || isClosed() || !spelling.mayDiffer(name.text())) {
            return false;
        }
        ScriptName before = spelled(name);
        list();
        return !spelled(name).equals(before);
    }

    /** The name as the server listed it last. */
    ScriptName spelled(ScriptName name) {
        String listed = spellings.get(name.text());
        return listed == null ? name : new ScriptName(listed);
    }

    private Response upload(AcceptedName name, Upload script, byte[] octets) throws MessagingException {
        Command command = Command.putScript(name.spelled(), script.length());
        Reply reply = execute(command, script);
        if (!reply.isOk()) {
            throw withTrail(Refusal.ofScript(command, name.name().text(), octets, reply.response()));
        }
        return reply.response();
    }

    private void remark(Response response) {
        if (response.code() != null
                && !response.hasCode("TAG")
                && !response.text().isBlank()) {
            remarks.add(response);
        }
    }

    private byte[] script(Command command, Reply reply) throws MessagingException {
        byte[] script;
        try {
            script = reply.script();
        } catch (MalformedReplyException e) {
            throw new IllegalStateException("a line of data was read before", e);
        }
        if (script == null) {
            throw withTrail(
                    new MessagingException("the server said OK to " + command.subject() + " and sent no script"));
        }
        return script;
    }

    private static List<SieveDiagnostic> warnings(String name, byte[] script, Response response) {
        return response.hasCode("WARNINGS")
                ? new Diagnostics(name, Severity.WARNING, script).of(response.explanation())
                : List.of();
    }

    Reply require(Command command, Reply reply) throws SieveException {
        if (!reply.isOk()) {
            throw rejected(command, reply.response());
        }
        return reply;
    }

    SieveException rejected(Command command, Response response) {
        return withTrail(Refusal.of(command, response));
    }

    /** The exception, with the last events of the connection. */
    public <E extends Exception> E withTrail(E exception) {
        return trace().withTrail(exception);
    }

    /** A referral may be in any BYE (RFC 5804 s1.3); an application that connects again finds its URL in the exception. */
    private StoreClosedException closed(ConnectionBrokenException broken) {
        failure = broken;
        StoreClosedException closed = new StoreClosedException(store, broken.getMessage());
        Response bye = ByeException.responseOf(broken);
        boolean refers = bye != null && bye.hasCode("REFERRAL");
        closed.setNextException(refers ? new SieveReferralException(bye.code().argument(), bye.explanation()) : broken);
        return withTrail(closed);
    }

    /** The stream of a script broke, which ends the connection. */
    public void failed(ConnectionBrokenException broken) {
        failure = broken;
    }
}
