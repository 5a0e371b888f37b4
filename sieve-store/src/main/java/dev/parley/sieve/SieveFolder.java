package dev.parley.sieve;

import dev.parley.sieve.account.SieveUrl;
import dev.parley.sieve.connection.Upload;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.ReadOnlyFolderException;
import jakarta.mail.Store;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.FolderEvent;
import jakarta.mail.event.MessageChangedEvent;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Sieve script: a folder with at most one message, the script. An empty script is a folder without a message.
 *
 * <p>Being subscribed means being the active script (RFC 5804 s1.4): subscribing to one unsubscribes from any other.
 */
public class SieveFolder extends FlatFolder {
    private final StoreConnection connection;
    private final String name;
    private final Script script;
    private volatile @Nullable Listing listing; // null: not listed, or used
    private volatile @Nullable SieveMessage message; // null: the folder is closed

    /** The state of the script in the reply to LISTSCRIPTS, which was the last command of the connection then. */
    private record Listing(boolean active, LiveConnection connection, long commands) {
        /** Whether the connection is the present one, and has sent no command since. */
        boolean isLastOf(LiveConnection present) {
            return connection == present
                    && commands == connection.account().connection().commands();
        }
    }

    SieveFolder(Store store, StoreConnection connection, String name) {
        super(store);
        this.connection = connection;
        this.name = name;
        this.script = new Script(this, connection, name);
    }

    /** @param live the connection whose last command listed the script */
    SieveFolder(Store store, StoreConnection connection, ScriptInfo listed, LiveConnection live) {
        this(store, connection, listed.name());
        this.listing =
                new Listing(listed.active(), live, live.account().connection().commands());
    }

    @Override
    public String getName() {
        return name;
    }

    /** The URL of the script, without the password; the name is percent-encoded. */
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
        return script.find() != null;
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
     * Creates an empty script. An existing script is not changed, even where another client creates it at the same
     * time; only servers that predate RFC 5804 cannot guarantee this.
     *
     * @return false when the script exists already, and for a type that holds folders
     * @throws SieveException when the server rejects the name
     * @throws MessagingException when the name is invalid
     */
    @Override
    public boolean create(int type) throws MessagingException {
        if ((type & HOLDS_FOLDERS) != 0) {
            return false;
        }
        boolean created = script.create();
        if (created) {
            notifyFolderListeners(FolderEvent.CREATED);
        }
        return created;
    }

    /** {@link #isActive}; false also when the connection fails, or the store is closed. */
    @Override
    public boolean isSubscribed() {
        try {
            return isActive();
        } catch (MessagingException | IllegalStateException e) {
            return false;
        }
    }

    /** Activates the script, or deactivates it if it is the active one; then no script is active. */
    @Override
    public void setSubscribed(boolean subscribe) throws MessagingException {
        if (subscribe) {
            activate();
        } else {
            script.deactivate();
            flag(false);
        }
    }

    @Override
    public Folder getFolder(String name) throws MessagingException {
        throw new MethodNotSupportedException("a script contains no folders");
    }

    /**
     * Deletes the script. The active script is not deactivated first: the server rejects the command (code ACTIVE).
     *
     * @throws FolderNotFoundException when there is no such script
     */
    @Override
    public boolean delete(boolean recurse) throws MessagingException {
        requireClosed();
        script.delete();
        notifyFolderListeners(FolderEvent.DELETED);
        return true;
    }

    /**
     * Renames the script; an active one stays active. On a server without RENAMESCRIPT it is copied and deleted, which
     * may fail after the copy and needs space for another script. If the new name is the present one, nothing is sent.
     *
     * @throws SieveException with the code ALREADYEXISTS when the new name is taken
     * @throws FolderNotFoundException when there is no such script
     */
    @Override
    public boolean renameTo(Folder target) throws MessagingException {
        requireClosed();
        if (!(target instanceof SieveFolder other) || target.getStore() != store) {
            throw new MessagingException("a script can be renamed only within its store");
        }
        if (name.equals(other.name)) {
            return true; // Servers reject this RENAMESCRIPT (ALREADYEXISTS).
        }
        script.rename(other.script);
        notifyFolderRenamedListeners(target);
        return true;
    }

    /**
     * The script's text, which is UTF-8 (RFC 5228 s2.1). The folder need not be open.
     *
     * @throws FolderNotFoundException when there is no such script
     * @throws MessagingException when it is not UTF-8; {@link #getScriptBytes} returns its octets
     */
    public String getScript() throws MessagingException {
        return ScriptText.text(getScriptBytes());
    }

    /**
     * The script's octets, as the server sends them (GETSCRIPT, RFC 5804 s2.9).
     *
     * @throws FolderNotFoundException when there is no such script
     */
    public byte[] getScriptBytes() throws MessagingException {
        return script.get();
    }

    /**
     * A stream of the script's octets, which are not kept in memory. The connection is in use until the stream ends or is
     * closed: until then any other operation of the store fails. Each read returns within {@code mail.sieve.timeout}, or
     * the connection is closed.
     *
     * @throws FolderNotFoundException when there is no such script
     */
    public InputStream openScript() throws MessagingException {
        return script.open();
    }

    /**
     * Creates the script, or replaces it; an active script takes effect at once (PUTSCRIPT, RFC 5804 s2.6). The folder
     * need not be open.
     *
     * @return the warnings of the server
     * @throws SieveScriptException when the server rejects the contents of the script
     * @throws SieveQuotaException when a quota is exceeded
     */
    public List<SieveDiagnostic> putScript(byte[] octets) throws MessagingException {
        return put(Upload.of(octets.clone()));
    }

    /** The same for text, which is encoded as UTF-8. */
    public List<SieveDiagnostic> putScript(String text) throws MessagingException {
        return putScript(ScriptText.octets(text));
    }

    /**
     * The same for a stream. Diagnostics have line numbers, but not the lines.
     *
     * @param octets read to the end and not closed
     * @param length the number of octets; where the stream has more or fewer, nothing is stored and the connection
     *     is closed
     */
    public List<SieveDiagnostic> putScript(InputStream octets, long length) throws MessagingException {
        if (length < 0) {
            throw new IllegalArgumentException("the length of a script must not be negative: " + length);
        }
        return put(new Upload(octets, length));
    }

    private List<SieveDiagnostic> put(Upload upload) throws MessagingException {
        List<SieveDiagnostic> warnings = script.put(upload);
        replaceMessage();
        return warnings;
    }

    /**
     * Makes this script the active one (SETACTIVE, RFC 5804 s2.8).
     *
     * @throws FolderNotFoundException when there is no such script
     */
    public void activate() throws MessagingException {
        script.activate();
        flag(true);
    }

    /**
     * Whether this is the active script; false also where there is no such script. Sends LISTSCRIPTS, except the first time
     * after a listing of the store that returned this folder, if no command has been sent since.
     */
    public boolean isActive() throws MessagingException {
        Listing last = listing;
        listing = null; // Another client may activate a script at any time.
        if (last != null && last.isLastOf(connection.require())) {
            return last.active();
        }
        ScriptInfo found = script.find();
        return found != null && found.active();
    }

    @Override
    public int getNewMessageCount() {
        return isOpen() ? 0 : -1;
    }

    @Override
    public int getUnreadMessageCount() {
        return isOpen() ? 0 : -1;
    }

    /** @throws FolderNotFoundException when there is no such script */
    @Override
    public void open(int mode) throws MessagingException {
        requireClosed();
        if (mode != READ_ONLY && mode != READ_WRITE) {
            throw new IllegalArgumentException("the mode must be READ_ONLY or READ_WRITE, not " + mode);
        }
        ScriptInfo listed = script.require();
        this.mode = mode;
        message = new SieveMessage(this, script, listed.active());
        script.opened();
        connection.opened(this);
        notifyConnectionListeners(ConnectionEvent.OPENED);
    }

    /** @param expunge whether the script is emptied if its message is marked as deleted; the script itself is not deleted */
    @Override
    public void close(boolean expunge) throws MessagingException {
        requireOpen();
        try {
            if (expunge && mode == READ_WRITE) {
                expunge();
            }
        } finally {
            message = null;
            connection.closed(this);
            notifyConnectionListeners(ConnectionEvent.CLOSED);
        }
    }

    @Override
    public boolean isOpen() {
        return message != null;
    }

    /** Only DELETED can be set. FLAGGED shows that the script was active when this folder last observed it. */
    @Override
    public Flags getPermanentFlags() {
        return new Flags(Flags.Flag.DELETED);
    }

    /** Returns 1, or 0 when the script is empty, or -1 while the folder is closed. Fetches the script. */
    @Override
    public int getMessageCount() throws MessagingException {
        if (!script.isDisconnected() && !isOpen()) {
            return -1;
        }
        return requireOpen().octets().length == 0 ? 0 : 1;
    }

    /** Returns the script. Its content is fetched when it is needed. */
    @Override
    public Message getMessage(int number) throws MessagingException {
        SieveMessage only = requireOpen();
        if (number != 1) {
            throw new IndexOutOfBoundsException("the only message of a script has the number 1, not " + number);
        }
        return only;
    }

    /** Fetches the script where the profile has an item that needs it. */
    @Override
    public void fetch(Message[] messages, FetchProfile profile) throws MessagingException {
        SieveMessage only = requireOpen();
        boolean needsScript =
                profile.contains(FetchProfile.Item.CONTENT_INFO) || profile.contains(FetchProfile.Item.SIZE);
        if (needsScript && messages.length > 0) {
            only.octets();
        }
    }

    /**
     * Replaces the script by the one in a message: its {@code application/sieve} part, or its only text/plain part.
     * The octets are stored unchanged; text in another charset than UTF-8 is converted. A rejected script
     * replaces nothing.
     *
     * @param messages exactly one
     * @throws FolderNotFoundException when there is no such script
     * @throws SieveScriptException when the server rejects the contents of the script
     * @throws SieveQuotaException when a quota is exceeded
     */
    @Override
    public void appendMessages(Message[] messages) throws MessagingException {
        if (messages.length != 1) {
            throw new MessagingException("a script is stored from exactly one message, not from " + messages.length);
        }
        script.putExisting(ScriptPart.octets(messages[0]));
        replaceMessage();
    }

    /** Empties a script whose message is marked as deleted. */
    @Override
    public Message[] expunge() throws MessagingException {
        SieveMessage only = requireOpen();
        if (mode != READ_WRITE) {
            throw new ReadOnlyFolderException(this, "the folder " + getName() + " was opened READ_ONLY");
        }
        if (!only.isSet(Flags.Flag.DELETED) || only.octets().length == 0) {
            return new Message[0];
        }
        script.putExisting(new byte[0]);
        replaceMessage();
        return new Message[] {only};
    }

    @Override
    void onDisconnected(LiveConnection.CloseReason why) {
        script.disconnected(why);
        message = null;
        connection.closed(this);
        notifyConnectionListeners(ConnectionEvent.CLOSED);
    }

    void flag(boolean active) throws MessagingException {
        SieveMessage shown = message;
        if (shown != null && shown.flag(active)) {
            notifyMessageChangedListeners(MessageChangedEvent.FLAGS_CHANGED, shown);
        }
    }

    void replaceMessage() throws MessagingException {
        SieveMessage old = message;
        if (old != null) {
            old.expunge();
            SieveMessage replaced = new SieveMessage(this, script, old.isActive());
            message = replaced;
            notifyMessageRemovedListeners(true, new Message[] {old});
            notifyMessageAddedListeners(new Message[] {replaced});
        }
    }

    SieveMessage requireOpen() throws FolderClosedException {
        SieveMessage only = message;
        if (only != null) {
            return only;
        }
        throw script.folderClosed();
    }

    void requireClosed() {
        if (isOpen()) {
            throw new IllegalStateException("the folder " + getName() + " must be closed first");
        }
    }
}
