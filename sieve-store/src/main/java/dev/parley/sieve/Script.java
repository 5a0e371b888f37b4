package dev.parley.sieve;

import dev.parley.sieve.account.Creation;
import dev.parley.sieve.account.Renaming;
import dev.parley.sieve.account.ScriptAccount;
import dev.parley.sieve.account.ScriptStorage;
import dev.parley.sieve.connection.Upload;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.trace.Escaped;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.MessagingException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations of a folder on its script. A script that does not exist is a {@link FolderNotFoundException}. */
final class Script {
    private final Folder folder;
    private final StoreConnection connection;
    private final String name;

    /** Why the folder was closed; null: the application closed it, or it is open. */
    private volatile LiveConnection.@Nullable CloseReason closeReason;

    Script(Folder folder, StoreConnection connection, String name) {
        this.folder = folder;
        this.connection = connection;
        this.name = name;
    }

    /** The script in the list of the server; null: none. An invalid name is not searched for. */
    @Nullable ScriptInfo find() throws MessagingException {
        if (!isNameable()) {
            return null;
        }
        try (StoreConnection.Operation operation = connection.begin()) {
            return operation.account().find(name);
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    ScriptInfo require() throws MessagingException {
        if (!isNameable()) {
            throw new FolderNotFoundException(folder, "no server has a script of the name " + Escaped.line(name));
        }
        try (StoreConnection.Operation operation = connection.begin()) {
            return found(operation);
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    boolean create() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            return Creation.create(operation.account(), scriptName());
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    byte[] get() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            return operation.account().get(scriptName());
        } catch (SieveException | RuntimeException e) {
            throw failure(e);
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
        } catch (SieveException | RuntimeException e) {
            throw failure(e);
        }
    }

    /** Creates or replaces. */
    List<SieveDiagnostic> put(Upload upload) throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            return ScriptStorage.put(operation.account(), scriptName(), upload);
        } catch (SieveException | RuntimeException e) {
            throw failure(e);
        }
    }

    /** Replaces only. */
    void putExisting(byte[] octets) throws MessagingException {
        ScriptName script = scriptName();
        try (StoreConnection.Operation operation = connection.begin()) {
            found(operation);
            ScriptStorage.putListed(operation.account(), script, Upload.of(octets));
        } catch (SieveException | RuntimeException e) {
            throw failure(e);
        }
    }

    void delete() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().delete(scriptName());
        } catch (SieveException | RuntimeException e) {
            throw failure(e);
        }
    }

    void rename(Script target) throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            Renaming.rename(operation.account(), scriptName(), target.scriptName());
        } catch (SieveException | RuntimeException e) {
            throw failure(e);
        }
    }

    void activate() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().activate(scriptName());
        } catch (SieveException | RuntimeException e) {
            throw failure(e);
        }
    }

    void deactivate() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().deactivate(scriptName());
        } catch (SieveException | RuntimeException e) {
            throw failure(e);
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
        List<ScriptInfo> listed = operation.account().list();
        ScriptInfo script = ScriptAccount.find(name, listed);
        if (script == null) {
            String missing = operation.account().missing(name, listed);
            throw operation.account().withTrail(new FolderNotFoundException(folder, missing));
        }
        return script;
    }

    /** The exception for the caller. The message has the server's text, so there is no cause that repeats it. */
    private MessagingException failure(Exception e) {
        if (e instanceof RuntimeException unexpected) {
            return connection.unexpected(unexpected);
        }
        SieveException rejection = (SieveException) e;
        if (!rejection.getCode().name().equals("NONEXISTENT")) {
            return rejection;
        }
        MessagingException notFound = new FolderNotFoundException(folder, rejection.getMessage());
        for (Throwable trail : rejection.getSuppressed()) {
            notFound.addSuppressed(trail);
        }
        return notFound;
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
}
