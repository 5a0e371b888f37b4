package dev.parley.sieve;

import dev.parley.sieve.account.SieveUrl;
import dev.parley.sieve.connection.Upload;
import jakarta.mail.Folder;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.Store;
import jakarta.mail.URLName;
import jakarta.mail.event.FolderEvent;
import java.io.InputStream;
import java.util.List;

/**
 * One Sieve script: a folder with at most one message, the script. An empty script is a folder without a message.
 *
 * <p>Being subscribed means being the active script (RFC 5804 s1.4): subscribing to one unsubscribes from any other.
 */
public class SieveFolder extends MessageFolder {
    private final StoreConnection connection;
    private final String name;
    private final Listed listed; // null: not listed

    SieveFolder(Store store, StoreConnection connection, String name) {
        this(store, connection, name, null);
    }

    /** @param commands the number of commands when the server listed the script */
    SieveFolder(Store store, StoreConnection connection, ScriptInfo script, long commands) {
        this(store, connection, script.name(), new Listed(script.active(), commands));
    }

    private SieveFolder(Store store, StoreConnection connection, String name, Listed listed) {
        super(store, connection, name);
        this.connection = connection;
        this.name = name;
        this.listed = listed;
    }

    /** The state of the script in a list; valid until the next command. */
    private record Listed(boolean active, long commands) {}

    @Override
    public String getName() {
        return name;
    }

    /** Without the password; the script's name percent-encoded. */
    @Override
    public URLName getURLName() {
        URLName url = store.getURLName();
        return new URLName(
                url.getProtocol(), url.getHost(), url.getPort(), SieveUrl.encode(name), url.getUsername(), null);
    }

    @Override
    public Folder getParent() throws MessagingException {
        return store.getDefaultFolder();
    }

    @Override
    public boolean exists() throws MessagingException {
        return script().find() != null;
    }

    @Override
    public Folder[] list(String pattern) {
        return new Folder[0];
    }

    @Override
    public Folder[] listSubscribed(String pattern) {
        return new Folder[0];
    }

    @Override
    public int getType() {
        return HOLDS_MESSAGES;
    }

    /**
     * Creates an empty script. A script that exists is never touched, not even when somebody else creates it at the
     * same moment; only on servers that predate RFC 5804 there is such a moment.
     *
     * @return false when the script exists already, and for a type that holds folders
     * @throws SieveException when the server refuses, or the name is one that no server may accept
     */
    @Override
    public boolean create(int type) throws MessagingException {
        if ((type & HOLDS_FOLDERS) != 0) {
            return false;
        }
        boolean created = script().create();
        if (created) {
            notifyFolderListeners(FolderEvent.CREATED);
        }
        return created;
    }

    /** Whether the script is the active one. False also when the server cannot be asked. */
    @Override
    public boolean isSubscribed() {
        try {
            return isActive();
        } catch (MessagingException e) {
            return false;
        }
    }

    /** Makes the script the active one, or, if it is, leaves none active. */
    @Override
    public void setSubscribed(boolean subscribe) throws MessagingException {
        if (subscribe) {
            activate();
        } else {
            script().deactivate();
            flag(false);
        }
    }

    @Override
    public Folder getFolder(String name) throws MessagingException {
        throw new MethodNotSupportedException("a script holds no folders");
    }

    /**
     * Deletes the script. The active script is never deactivated for that: the server refuses (code ACTIVE).
     *
     * @throws FolderNotFoundException when there is no such script
     */
    @Override
    public boolean delete(boolean recurse) throws MessagingException {
        requireClosed();
        script().delete();
        notifyFolderListeners(FolderEvent.DELETED);
        return true;
    }

    /**
     * Renames the script; an active one stays active. On a server without RENAMESCRIPT it is copied and deleted, which
     * can end half way and needs room for one more script.
     *
     * @throws SieveException with the code ALREADYEXISTS when the new name is taken
     * @throws FolderNotFoundException when there is no such script
     */
    @Override
    public boolean renameTo(Folder target) throws MessagingException {
        requireClosed();
        if (!(target instanceof SieveFolder other) || target.getStore() != store) {
            throw new MessagingException("a script can only be renamed to a script of the same store");
        }
        if (name.equals(other.name)) {
            return true;
        }
        script().rename(other.script());
        notifyFolderRenamedListeners(target);
        return true;
    }

    /**
     * The script's text, which is UTF-8 (RFC 5228 s2.1). The folder need not be open.
     *
     * @throws FolderNotFoundException when there is no such script
     * @throws MessagingException when it is not UTF-8: then {@link #getScriptBytes} has it
     */
    public String getScript() throws MessagingException {
        return ScriptText.text(getScriptBytes());
    }

    /**
     * The script's octets, as the server has them (GETSCRIPT, RFC 5804 s2.9).
     *
     * @throws FolderNotFoundException when there is no such script
     */
    public byte[] getScriptBytes() throws MessagingException {
        return script().get();
    }

    /**
     * The script's octets as they come, never all of them in memory. The connection is in use until the stream's end, or
     * until it is closed: any other call of the store fails meanwhile, and says so. A piece that is asked for comes
     * within {@code mail.sieve.timeout}, or the connection is closed.
     *
     * @throws FolderNotFoundException when there is no such script
     */
    public InputStream openScript() throws MessagingException {
        return script().open();
    }

    /**
     * Creates the script, or replaces it; what filters mail does so at once (PUTSCRIPT, RFC 5804 s2.6). The folder need
     * not be open.
     *
     * @return what the server warns of; mostly nothing
     * @throws SieveScriptException when the server refuses what stands in the script
     * @throws SieveQuotaException when there is no room
     */
    public List<SieveDiagnostic> putScript(byte[] octets) throws MessagingException {
        byte[] script = octets.clone();
        return put(Upload.of(script), script);
    }

    /** The same for text, which goes as UTF-8. */
    public List<SieveDiagnostic> putScript(String text) throws MessagingException {
        return putScript(ScriptText.octets(text));
    }

    /**
     * The same for octets that need not be in memory at once. Diagnostics name lines, and cannot show them.
     *
     * @param octets is read to its end and not closed
     * @param length how many there are; when there turn out to be more or fewer, nothing is stored and the connection
     *     is closed
     */
    public List<SieveDiagnostic> putScript(InputStream octets, long length) throws MessagingException {
        if (length < 0) {
            throw new IllegalArgumentException("a script has no " + length + " octets");
        }
        return put(new Upload(octets, length), null);
    }

    private List<SieveDiagnostic> put(Upload script, byte[] octets) throws MessagingException {
        List<SieveDiagnostic> warnings = script().put(script, octets);
        replaceMessage();
        return warnings;
    }

    /**
     * Makes this the script that filters mail, and no other (SETACTIVE, RFC 5804 s2.8).
     *
     * @throws FolderNotFoundException when there is no such script
     */
    public void activate() throws MessagingException {
        script().activate();
        flag(true);
    }

    /** Whether this is the script that filters mail; false also where there is no such script. */
    public boolean isActive() throws MessagingException {
        long commands = connection.account().commands();
        if (listed != null && listed.commands == commands) {
            return listed.active;
        }
        ScriptInfo found = script().find();
        return found != null && found.active();
    }
}
