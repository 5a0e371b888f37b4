package dev.parley.sieve;

import dev.parley.sieve.SieveDiagnostic.Severity;
import dev.parley.sieve.dialog.BrokenDialogException;
import dev.parley.sieve.dialog.Fetch;
import dev.parley.sieve.dialog.Reply;
import dev.parley.sieve.dialog.SieveDialog;
import dev.parley.sieve.dialog.Upload;
import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.ListedScript;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.DialogTrail;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The scripts of one account. Here a refusal becomes an exception; the caller holds the store's turn. */
final class Scripts {
    private final SieveDialog dialog;
    private final Trace trace;
    private final boolean asksForRoom;
    private final String roomProperty;
    private final Spelling spelling;
    private final List<Response> remarks = new ArrayList<>();
    private Map<String, String> spellings = Map.of();

    /** @param asksForRoom whether HAVESPACE comes before PUTSCRIPT, as {@code roomProperty} says */
    Scripts(SieveDialog dialog, Trace trace, boolean asksForRoom, String roomProperty) {
        this.dialog = dialog;
        this.trace = trace;
        this.asksForRoom = asksForRoom;
        this.roomProperty = roomProperty;
        this.spelling = Spelling.of(dialog.capabilities());
    }

    /** The exception, with what has been said lately in it. */
    <E extends Exception> E trailed(E failure) {
        return trace.withTrail(failure);
    }

    /** What has been said lately. */
    Optional<DialogTrail> trail() {
        return trace.trail();
    }

    long commands() {
        return dialog.commands();
    }

    /** What the server announced last, which may be before the login. */
    Capabilities capabilities() {
        return dialog.capabilities();
    }

    /** What the server announces to a client that has logged in; a command where it has not announced that yet. */
    Capabilities currentCapabilities() throws BrokenDialogException {
        return dialog.currentCapabilities();
    }

    /** Whether {@link #currentCapabilities} needs no command. */
    boolean hasCurrentCapabilities() {
        return dialog.hasCurrentCapabilities();
    }

    void decided(String what, String because) {
        trace.decided(Topic.CREATE, what, because);
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

    void unauthenticate() throws SieveException, BrokenDialogException {
        Command command = Command.unauthenticate();
        require(command, dialog.unauthenticate());
    }

    /** What the server said beyond yes since the last call. */
    List<Response> remarks() {
        List<Response> said = List.copyOf(remarks);
        remarks.clear();
        return said;
    }

    List<ScriptInfo> list() throws SieveException, BrokenDialogException {
        List<ListedScript> listed = say(Command.listScripts()).data().stream()
                .map(ListedScript::parse)
                .toList();
        Map<String, String> read = new LinkedHashMap<>();
        for (ListedScript script : listed) {
            String name = spelling.read(script.name());
            boolean taken = listed.stream().anyMatch(other -> other.name().equals(name));
            if (!taken) {
                read.putIfAbsent(name, script.name());
            }
        }
        spellings = read;
        return listed.stream()
                .map(script -> new ScriptInfo(shown(script.name()), script.active()))
                .toList();
    }

    /** What the server lists under this name. */
    Optional<ScriptInfo> find(String name) throws SieveException, BrokenDialogException {
        return find(name, list());
    }

    static Optional<ScriptInfo> find(String name, List<ScriptInfo> listed) {
        return listed.stream().filter(script -> script.name().equals(name)).findFirst();
    }

    byte[] get(ScriptName name) throws MessagingException, IOException {
        Command command = Command.getScript(spelled(name));
        return script(command, about(name, Command::getScript));
    }

    /** The script as it comes: until its end, nothing else can be said to the server. */
    InputStream open(ScriptName name) throws MessagingException, IOException {
        Command command = Command.getScript(spelled(name));
        Fetch fetch = dialog.fetch(command);
        if (fetch instanceof Fetch.Answered answered && isRespelled(name, answered.reply())) {
            fetch = dialog.fetch(Command.getScript(spelled(name)));
        }
        if (fetch instanceof Fetch.Arriving arriving) {
            return arriving.script();
        }
        Reply reply = ((Fetch.Answered) fetch).reply();
        return new ByteArrayInputStream(script(command, require(command, reply)));
    }

    /**
     * Creates the script or replaces it.
     *
     * @param octets the script, where it is at hand: for the lines that diagnostics name
     * @return what the server warns of, though it took the script (RFC 5804 s1.3, WARNINGS)
     */
    List<SieveDiagnostic> put(ScriptName name, Upload script, Optional<byte[]> octets)
            throws MessagingException, BrokenDialogException {
        listRespelled(name);
        Response response = upload(accept(name, script.length()), script, octets);
        remark(response);
        return warnings(name.text(), octets, response);
    }

    List<SieveDiagnostic> put(ScriptName name, byte[] script) throws MessagingException, BrokenDialogException {
        return put(name, Upload.of(script), Optional.of(script));
    }

    /** PUTSCRIPT, without a {@link #remarks remark} for the listeners of the store. */
    List<SieveDiagnostic> store(AcceptedName name, byte[] script) throws SieveException, BrokenDialogException {
        Optional<byte[]> octets = Optional.of(script);
        return warnings(name.name().text(), octets, upload(name, Upload.of(script), octets));
    }

    /**
     * HAVESPACE before PUTSCRIPT, with the same spelling of the name and the same size, so that the server refuses the
     * one or the other before the script is sent. An empty script has nothing that a server could run, and Dovecot
     * refuses the question about zero octets.
     *
     * @throws SieveException when the server refuses
     */
    AcceptedName accept(ScriptName name, long octets) throws SieveException, BrokenDialogException {
        try {
            return acceptNew(name, octets);
        } catch (SieveException refused) {
            requireReplaceable(name, refused);
            return new AcceptedName(name, spelled(name));
        }
    }

    /** The same for a name that no script has: a server without room for one more is right. */
    AcceptedName acceptNew(ScriptName name, long octets) throws SieveException, BrokenDialogException {
        ScriptName spelled = spelled(name);
        if (asksForRoom && octets > 0) {
            Command command = Command.haveSpace(spelled, octets);
            require(command, dialog.ask(command));
        }
        return new AcceptedName(name, spelled);
    }

    /** Lists the scripts where the server may know the name by another spelling. */
    private void listRespelled(ScriptName name) throws SieveException, BrokenDialogException {
        if (spelling.mayDiffer(name.text())) {
            list();
        }
    }

    /**
     * CHECKSCRIPT: what the server would say to PUTSCRIPT, but for its limits.
     *
     * @return what it warns of
     */
    List<SieveDiagnostic> check(byte[] script) throws SieveException, BrokenDialogException {
        Command command = Command.checkScript(script.length);
        Reply reply = dialog.ask(command, Upload.of(script));
        if (!reply.isOk()) {
            throw Refusal.of(command, "", Optional.of(script), reply.response());
        }
        return warnings("", Optional.of(script), reply.response());
    }

    /** HAVESPACE (RFC 5804 s2.5). */
    void requireSpace(ScriptName name, long octets) throws SieveException, BrokenDialogException {
        say(Command.haveSpace(spelled(name), octets));
    }

    /** Creates an empty script; false when the name is taken. */
    boolean create(ScriptName name) throws SieveException, BrokenDialogException {
        return new Creation(this, trace).of(name);
    }

    Reply rename(ScriptName from, ScriptName to) throws SieveException, BrokenDialogException {
        return about(from, spelled -> Command.renameScript(spelled, to));
    }

    /** RENAMESCRIPT whose refusal is for the caller to judge. */
    Reply tryRename(ScriptName from, ScriptName to) throws BrokenDialogException {
        return dialog.ask(Command.renameScript(from, to));
    }

    void delete(ScriptName name) throws SieveException, BrokenDialogException {
        about(name, Command::deleteScript);
    }

    void activate(ScriptName name) throws SieveException, BrokenDialogException {
        about(name, Command::setActive);
    }

    void deactivate() throws SieveException, BrokenDialogException {
        say(Command.deactivate());
    }

    /** Leaves no script active, if it is this one that is. */
    void deactivate(String name) throws SieveException, BrokenDialogException {
        if (find(name).map(ScriptInfo::active).orElse(false)) {
            deactivate();
        }
    }

    private Response upload(AcceptedName name, Upload script, Optional<byte[]> octets)
            throws SieveException, BrokenDialogException {
        Command command = Command.putScript(name.spelled(), script.length());
        Reply reply = dialog.ask(command, script);
        if (!reply.isOk()) {
            throw Refusal.of(command, name.name().text(), octets, reply.response());
        }
        return reply.response();
    }

    /**
     * Lists the scripts where the server has no room for one more: Cyrus counts also a script that is replaced. A name that
     * it lists is one that it accepts, spelled as it is listed.
     */
    private void requireReplaceable(ScriptName name, SieveException refused)
            throws SieveException, BrokenDialogException {
        boolean full = refused instanceof SieveQuotaException quota
                && quota.getKind() == SieveQuotaException.Kind.MAXSCRIPTS
                && !dialog.isClosed();
        if (!full || find(name.text()).isEmpty()) {
            throw refused;
        }
        trace.decided(
                Topic.CREATE,
                "store it all the same",
                "it replaces a script, which needs no further one",
                roomProperty);
    }

    /** A command about a script; once more, where the server knows the script by another spelling. */
    private Reply about(ScriptName name, Function<ScriptName, Command> command)
            throws SieveException, BrokenDialogException {
        Command first = command.apply(spelled(name));
        Reply reply = dialog.ask(first);
        if (isRespelled(name, reply)) {
            return say(command.apply(spelled(name)));
        }
        Reply good = require(first, reply);
        remark(good.response());
        return good;
    }

    private boolean isRespelled(ScriptName name, Reply reply) throws SieveException, BrokenDialogException {
        if (!reply.response().says("NONEXISTENT") || dialog.isClosed() || !spelling.mayDiffer(name.text())) {
            return false;
        }
        ScriptName before = spelled(name);
        list();
        return !spelled(name).equals(before);
    }

    /** The name as the server listed it last. */
    private ScriptName spelled(ScriptName name) {
        String listed = spellings.get(name.text());
        return listed == null ? name : new ScriptName(listed);
    }

    private String shown(String listed) {
        String read = spelling.read(listed);
        return listed.equals(spellings.get(read)) ? read : listed;
    }

    private Reply say(Command command) throws SieveException, BrokenDialogException {
        Reply reply = require(command, dialog.ask(command));
        remark(reply.response());
        return reply;
    }

    private void remark(Response response) {
        if (response.code().isPresent()
                && !response.says("TAG")
                && !response.text().isBlank()) {
            remarks.add(response);
        }
    }

    private static byte[] script(Command command, Reply reply) throws MessagingException, IOException {
        return reply.script()
                .orElseThrow(() ->
                        new MessagingException("the server said OK to " + command.subject() + " and sent no script"));
    }

    private static List<SieveDiagnostic> warnings(String name, Optional<byte[]> script, Response response) {
        return response.says("WARNINGS")
                ? new Diagnostics(name, Severity.WARNING, script).of(response.explanation())
                : List.of();
    }

    static Reply require(Command command, Reply reply) throws SieveException {
        if (!reply.isOk()) {
            throw Refusal.of(command, reply.response());
        }
        return reply;
    }
}
