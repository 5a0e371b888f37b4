package dev.parley.sieve;

import dev.parley.sieve.account.Creation;
import dev.parley.sieve.account.Renaming;
import dev.parley.sieve.account.ScriptStorage;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.MessagingException;
import java.io.InputStream;
import java.util.List;

/** The operations of a folder on its script. A script that does not exist is a {@link FolderNotFoundException}. */
final class Script {
    private final Folder folder;
    private final StoreConnection connection;
    private final String name;

    /** Why the folder was closed; null: the application closed it, or it is open. */
    private volatile LiveConnection.CloseReason closeReason;

    Script(Folder folder, StoreConnection connection, String name) {
        this.folder = folder;
        this.connection = connection;
        this.name = name;
    }

    /** The script in the list of the server; null: none. An invalid name is not searched for. */
    ScriptInfo find() throws MessagingException {
        if (!isNameable()) {
            return null;
        }
        try (StoreConnection.Operation operation = connection.begin()) {
            return operation.account().find(name);
        }
    }

    ScriptInfo require() throws MessagingException {
        if (!isNameable()) {
            throw notFound();
        }
        try (StoreConnection.Operation operation = connection.begin()) {
            return found(operation);
        }
    }

    boolean create() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            return Creation.create(operation.account(), scriptName());
        }
    }

    byte[] get() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            return operation.account().get(scriptName());
        } catch (SieveException e) {
            throw orNotFound(e);
        }
    }

    /** The script, for the message of the open folder. */
    byte[] getForMessage() throws MessagingException {
        if (!folder.isOpen()) {
            throw folderClosed();
        }
        return get();
    }

    InputStream open() throws MessagingException {
        try {
            return ScriptStream.open(connection, scriptName());
        } catch (SieveException e) {
            throw orNotFound(e);
        }
    }

    /** Creates or replaces. */
    List<SieveDiagnostic> put(Upload upload) throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            return ScriptStorage.put(operation.account(), scriptName(), upload);
        } catch (SieveException e) {
            throw orNotFound(e);
        }
    }

    /** Replaces only. */
    void putExisting(byte[] octets) throws MessagingException {
        ScriptName script = scriptName();
        try (StoreConnection.Operation operation = connection.begin()) {
            found(operation);
            ScriptStorage.putListed(operation.account(), script, Upload.of(octets));
        } catch (SieveException e) {
            throw orNotFound(e);
        }
    }

    void delete() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().delete(scriptName());
        } catch (SieveException e) {
            throw orNotFound(e);
        }
    }

    void rename(Script target) throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            Renaming.rename(operation.account(), scriptName(), target.scriptName());
        } catch (SieveException e) {
            throw orNotFound(e);
        }
    }

    void activate() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().activate(scriptName());
        } catch (SieveException e) {
            throw orNotFound(e);
        }
    }

    void deactivate() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().deactivate(scriptName());
        } catch (SieveException e) {
            throw orNotFound(e);
        }
    }

    void opened() {
        closeReason = null;
    }

    void disconnected(LiveConnection.CloseReason why) {
        closeReason = why;
    }

    boolean isDisconnected() {
        return closeReason != null;
    }

    /** @throws IllegalStateException where the folder was never open, or the application closed it */
    FolderClosedException folderClosed() {
        LiveConnection.CloseReason reason = closeReason;
        if (reason == null) {
            throw new IllegalStateException("the folder " + name + " is not open");
        }
        return reason.withTrail(new FolderClosedException(folder, reason.why()));
    }

    private ScriptInfo found(StoreConnection.Operation operation) throws MessagingException {
        ScriptInfo script = operation.account().find(name);
        if (script == null) {
            throw operation.account().withTrail(notFound());
        }
        return script;
    }

    private MessagingException orNotFound(SieveException e) {
        return e.getCode().name().equals("NONEXISTENT") ? new FolderNotFoundException(folder, e.getMessage(), e) : e;
    }

    private boolean isNameable() {
        try {
            return !new ScriptName(name).text().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private ScriptName scriptName() throws MessagingException {
        return ScriptText.name(name);
    }

    private FolderNotFoundException notFound() {
        return new FolderNotFoundException(folder, "the server has no script " + name);
    }
}
