package dev.parley.sieve;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The folder of the scripts, each of which is a folder. It has no parent and no messages. */
final class DefaultFolder extends FlatFolder {
    private final StoreConnection connection;

    DefaultFolder(Store store, StoreConnection connection) {
        super(store);
        this.connection = connection;
    }

    @Override
    public String getName() {
        return "";
    }

    @Override
    public @Nullable Folder getParent() {
        return null;
    }

    @Override
    public boolean exists() {
        return true;
    }

    /** The scripts whose names match, in the server's order; {@code *} and {@code %} both stand for any characters. */
    @Override
    public Folder[] list(String pattern) throws MessagingException {
        return list(pattern, false);
    }

    /** The active script, if its name matches. */
    @Override
    public Folder[] listSubscribed(String pattern) throws MessagingException {
        return list(pattern, true);
    }

    @Override
    public int getType() {
        return HOLDS_FOLDERS;
    }

    @Override
    public boolean create(int type) {
        return false;
    }

    @Override
    public Folder getFolder(String name) throws MessagingException {
        return store.getFolder(name);
    }

    @Override
    public boolean delete(boolean recurse) throws MessagingException {
        throw notSupported();
    }

    @Override
    public boolean renameTo(Folder folder) throws MessagingException {
        throw notSupported();
    }

    @Override
    public void open(int mode) throws MessagingException {
        throw notSupported();
    }

    @Override
    public void close(boolean expunge) {
        throw new IllegalStateException("the default folder is not open");
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public Flags getPermanentFlags() {
        return new Flags();
    }

    @Override
    public int getMessageCount() {
        return 0;
    }

    @Override
    public Message getMessage(int number) throws MessagingException {
        throw notSupported();
    }

    @Override
    public void appendMessages(Message[] messages) throws MessagingException {
        throw notSupported();
    }

    @Override
    public Message[] expunge() throws MessagingException {
        throw notSupported();
    }

    private Folder[] list(String pattern, boolean activeOnly) throws MessagingException {
        Objects.requireNonNull(pattern, "pattern");
        try (StoreConnection.Operation operation = connection.begin()) {
            List<Folder> folders = new ArrayList<>();
            for (ScriptInfo script : operation.account().list()) {
                if ((script.active() || !activeOnly) && matches(pattern, script.name())) {
                    folders.add(new SieveFolder(store, connection, script, operation.connection()));
                }
            }
            return folders.toArray(new Folder[0]);
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    private static MethodNotSupportedException notSupported() {
        return new MethodNotSupportedException(
                "the default folder contains scripts, not messages, and cannot be opened or changed"
                        + "\n  meaning: each script is a folder of its own, with one message"
                        + "\n  fix: use the folder of a script: store.getFolder(\"<name>\"); getDefaultFolder().list()"
                        + " returns all of them");
    }

    /**
     * Whether a name matches; {@code *} and {@code %} both stand for any characters. Each piece of the pattern is
     * matched at its first place after the previous one, without backtracking.
     */
    static boolean matches(String pattern, String name) {
        String[] pieces = pattern.split("[*%]", -1);
        String last = pieces[pieces.length - 1];
        if (pieces.length == 1) {
            return name.equals(pattern);
        }
        int at = pieces[0].length();
        int end = name.length() - last.length();
        if (at > end || !name.startsWith(pieces[0]) || !name.endsWith(last)) {
            return false;
        }
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], at);
            if (found < 0 || found + pieces[i].length() > end) {
                return false;
            }
            at = found + pieces[i].length();
        }
        return true;
    }
}
