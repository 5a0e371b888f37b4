package dev.parley.sieve;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.FolderClosedException;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.ReadOnlyFolderException;
import jakarta.mail.Store;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.MessageChangedEvent;

/** A folder with at most one message, the script. An empty script is a folder without a message. */
abstract class MessageFolder extends FlatFolder {
    private final StoreConnection connection;
    private final Script script;
    private volatile SieveMessage message; // null: the folder is closed

    MessageFolder(Store store, StoreConnection connection, String name) {
        super(store);
        this.connection = connection;
        this.script = new Script(this, connection, name);
    }

    final Script script() {
        return script;
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
            throw new IllegalArgumentException("a folder is opened READ_ONLY or READ_WRITE, not " + mode);
        }
        ScriptInfo listed = script.require();
        this.mode = mode;
        message = new SieveMessage(this, script, listed.active());
        script.opened();
        connection.opened(this);
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
            connection.closed(this);
            notifyConnectionListeners(ConnectionEvent.CLOSED);
        }
    }

    @Override
    public boolean isOpen() {
        return message != null;
    }

    /** DELETED, which an expunge needs. FLAGGED means that the script is active, as far as this folder has observed. */
    @Override
    public Flags getPermanentFlags() {
        return new Flags(Flags.Flag.DELETED);
    }

    /** 1, or 0 when the script is empty; -1 while the folder is closed. Fetches the script. */
    @Override
    public int getMessageCount() throws MessagingException {
        if (!script.isDisconnected() && !isOpen()) {
            return -1;
        }
        return requireOpen().octets().length == 0 ? 0 : 1;
    }

    /** The script. It is fetched when its content is asked for. */
    @Override
    public Message getMessage(int number) throws MessagingException {
        SieveMessage only = requireOpen();
        if (number != 1) {
            throw new IndexOutOfBoundsException("a script is message 1 of its folder, not " + number);
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
     * Replaces the script by the one in a message: its {@code application/sieve} part, else its only text/plain part.
     * The octets are stored unchanged; text in another charset than UTF-8 is converted. A rejected script
     * replaces nothing.
     *
     * @param messages exactly one
     * @throws FolderNotFoundException when there is no such script
     * @throws SieveException with the server's text, and the lines with errors, when it rejects the script
     */
    @Override
    public void appendMessages(Message[] messages) throws MessagingException {
        if (messages.length != 1) {
            throw new MessagingException("a script is one message, not " + messages.length);
        }
        script.replace(ScriptPart.octets(messages[0]));
        replaceMessage();
    }

    /** Empties a script whose message is marked as deleted. */
    @Override
    public Message[] expunge() throws MessagingException {
        SieveMessage only = requireOpen();
        if (mode != READ_WRITE) {
            throw new ReadOnlyFolderException(this, getName() + " is open READ_ONLY");
        }
        if (!only.isSet(Flags.Flag.DELETED) || only.octets().length == 0) {
            return new Message[0];
        }
        script.replace(new byte[0]);
        replaceMessage();
        return new Message[] {only};
    }

    @Override
    void onDisconnected(CloseReason why) {
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
            message = new SieveMessage(this, script, old.isActive());
            notifyMessageRemovedListeners(true, new Message[] {old});
            notifyMessageAddedListeners(new Message[] {message});
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
            throw new IllegalStateException("the folder " + getName() + " is open");
        }
    }
}
