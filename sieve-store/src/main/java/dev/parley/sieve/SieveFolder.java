package dev.parley.sieve;

import dev.parley.sieve.protocol.ListedScript;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.ReadOnlyFolderException;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.FolderEvent;
import java.util.Optional;

/**
 * One Sieve script: a folder with at most one message, the script. An empty script is a folder without a message.
 *
 * <p>Being subscribed means being the active script (RFC 5804 s1.4): subscribing to one unsubscribes from any other.
 */
public class SieveFolder extends Folder {
    private final SieveStore scripts;
    private final String name;
    private final Optional<Seen> seen;
    private volatile SieveMessage message;
    private volatile String gone = "";

    SieveFolder(SieveStore store, String name) {
        this(store, name, Optional.empty());
    }

    /** @param commands the number of commands when the server listed the script */
    SieveFolder(SieveStore store, ListedScript script, long commands) {
        this(store, script.name(), Optional.of(new Seen(script.active(), commands)));
    }

    private SieveFolder(SieveStore store, String name, Optional<Seen> seen) {
        super(store);
        this.scripts = store;
        this.name = name;
        this.seen = seen;
    }

    private record Seen(boolean active, long commands) {}

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getFullName() {
        return name;
    }

    /** Without the password; the script's name percent-encoded. */
    @Override
    public URLName getURLName() {
        URLName store = scripts.getURLName();
        return new URLName(
                store.getProtocol(),
                store.getHost(),
                store.getPort(),
                SieveUrl.encode(name),
                store.getUsername(),
                null);
    }

    @Override
    public Folder getParent() throws MessagingException {
        return scripts.getDefaultFolder();
    }

    @Override
    public boolean exists() throws MessagingException {
        return listed().isPresent();
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
    public char getSeparator() {
        return '\0';
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
        ScriptName script = scriptName();
        boolean created = scripts.talk(over -> over.create(script));
        if (created) {
            notifyFolderListeners(FolderEvent.CREATED);
        }
        return created;
    }

    /** Whether the script is the active one. False also when the server cannot be asked. */
    @Override
    public boolean isSubscribed() {
        try {
            if (seen.isPresent() && seen.get().commands() == scripts.commands()) {
                return seen.get().active();
            }
            return listed().map(ListedScript::active).orElse(false);
        } catch (MessagingException e) {
            return false;
        }
    }

    /** Makes the script the active one, or, if it is, leaves none active. */
    @Override
    public void setSubscribed(boolean subscribe) throws MessagingException {
        ScriptName script = scriptName();
        talk(over -> {
            if (subscribe) {
                over.activate(script);
            } else {
                over.deactivate(name);
            }
            return script;
        });
    }

    @Override
    public boolean hasNewMessages() {
        return false;
    }

    @Override
    public int getNewMessageCount() {
        return isOpen() ? 0 : -1;
    }

    @Override
    public int getUnreadMessageCount() {
        return isOpen() ? 0 : -1;
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
        ScriptName script = scriptName();
        talk(over -> {
            over.delete(script);
            return script;
        });
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
        if (!(target instanceof SieveFolder other) || target.getStore() != scripts) {
            throw new MessagingException("a script can only be renamed to a script of the same store");
        }
        if (name.equals(other.name)) {
            return true;
        }
        ScriptName from = scriptName();
        ScriptName to = other.scriptName();
        talk(over -> {
            over.rename(from, to);
            return to;
        });
        notifyFolderRenamedListeners(target);
        return true;
    }

    /** @throws FolderNotFoundException when there is no such script */
    @Override
    public void open(int mode) throws MessagingException {
        requireClosed();
        if (mode != READ_ONLY && mode != READ_WRITE) {
            throw new IllegalArgumentException("a folder is opened READ_ONLY or READ_WRITE, not " + mode);
        }
        ListedScript script = listed().orElseThrow(this::notFound);
        this.mode = mode;
        message = new SieveMessage(this, script.active());
        gone = "";
        scripts.opened(this);
        notifyConnectionListeners(ConnectionEvent.OPENED);
    }

    /** @param expunge whether a script whose message is marked as deleted becomes empty; it stays in any case */
    @Override
    public void close(boolean expunge) throws MessagingException {
        requireOpen();
        try {
            if (expunge && mode == READ_WRITE) {
                expunge();
            }
        } finally {
            message = null;
            scripts.closed(this);
            notifyConnectionListeners(ConnectionEvent.CLOSED);
        }
    }

    @Override
    public boolean isOpen() {
        return message != null;
    }

    /** DELETED, which an expunge needs. FLAGGED says that the script was active when the folder was opened. */
    @Override
    public Flags getPermanentFlags() {
        return new Flags(Flags.Flag.DELETED);
    }

    /** 1, or 0 when the script is empty; -1 while the folder is closed. Fetches the script. */
    @Override
    public int getMessageCount() throws MessagingException {
        if (gone.isEmpty() && !isOpen()) {
            return -1;
        }
        return requireOpen().octets().length == 0 ? 0 : 1;
    }

    /** The script. It is fetched when its content is asked for. */
    @Override
    public Message getMessage(int number) throws MessagingException {
        SieveMessage script = requireOpen();
        if (number != 1) {
            throw new IndexOutOfBoundsException("a script is message 1 of its folder, not " + number);
        }
        return script;
    }

    /** Fetches the script where the profile asks for something that only the script can tell. */
    @Override
    public void fetch(Message[] messages, FetchProfile profile) throws MessagingException {
        SieveMessage script = requireOpen();
        boolean needsScript =
                profile.contains(FetchProfile.Item.CONTENT_INFO) || profile.contains(FetchProfile.Item.SIZE);
        if (needsScript && messages.length > 0) {
            script.octets();
        }
    }

    /**
     * Replaces the script by the one in a message: its {@code application/sieve} part, else its only text/plain part.
     * The octets are stored as they are; text in another charset than UTF-8 becomes UTF-8. What the server refuses
     * replaces nothing.
     *
     * @param messages exactly one
     * @throws FolderNotFoundException when there is no such script
     * @throws SieveException with the server's words, and the lines that are wrong, when it refuses the script
     */
    @Override
    public void appendMessages(Message[] messages) throws MessagingException {
        if (messages.length != 1) {
            throw new MessagingException("a script is one message, not " + messages.length);
        }
        ScriptName script = scriptName();
        put(script, ScriptPart.octets(messages[0]));
        replaceMessage();
    }

    /** Empties a script whose message is marked as deleted. */
    @Override
    public Message[] expunge() throws MessagingException {
        SieveMessage script = requireOpen();
        if (mode != READ_WRITE) {
            throw new ReadOnlyFolderException(this, name + " is open READ_ONLY");
        }
        if (!script.isSet(Flags.Flag.DELETED) || script.octets().length == 0) {
            return new Message[0];
        }
        put(scriptName(), new byte[0]);
        replaceMessage();
        return new Message[] {script};
    }

    /** The script as the server has it. */
    byte[] fetch() throws MessagingException {
        requireOpen();
        ScriptName script = scriptName();
        return talk(over -> over.get(script));
    }

    /** The connection has ended. */
    void storeIsGone(String why) {
        gone = why;
        message = null;
        scripts.closed(this);
        notifyConnectionListeners(ConnectionEvent.CLOSED);
    }

    private void put(ScriptName script, byte[] octets) throws MessagingException {
        Optional<String> warnings = talk(over -> {
            over.find(name).orElseThrow(this::notFound);
            return over.put(script, octets);
        });
        warnings.ifPresent(scripts::alert);
    }

    private void replaceMessage() throws MessagingException {
        SieveMessage old = message;
        if (old != null) {
            old.expunge();
            message = new SieveMessage(this, old.isActive());
            notifyMessageRemovedListeners(true, new Message[] {old});
            notifyMessageAddedListeners(new Message[] {message});
        }
    }

    private <T> T talk(SieveStore.Talk<T> talk) throws MessagingException {
        try {
            return scripts.talk(talk);
        } catch (SieveException e) {
            throw e.getCode().equals("NONEXISTENT") ? new FolderNotFoundException(this, e.getMessage(), e) : e;
        }
    }

    private Optional<ListedScript> listed() throws MessagingException {
        return isNameable() ? scripts.talk(over -> over.find(name)) : Optional.empty();
    }

    private boolean isNameable() {
        try {
            return !new ScriptName(name).text().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private ScriptName scriptName() throws MessagingException {
        try {
            return new ScriptName(name);
        } catch (IllegalArgumentException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    private FolderNotFoundException notFound() {
        return new FolderNotFoundException(this, "the server has no script " + name);
    }

    private SieveMessage requireOpen() throws FolderClosedException {
        SieveMessage script = message;
        if (script != null) {
            return script;
        }
        if (gone.isEmpty()) {
            throw new IllegalStateException("the folder " + name + " is not open");
        }
        throw new FolderClosedException(this, gone);
    }

    private void requireClosed() {
        if (isOpen()) {
            throw new IllegalStateException("the folder " + name + " is open");
        }
    }
}
