package dev.parley.sieve;

import dev.parley.sieve.dialog.Upload;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.MessagingException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** What is said to the server about one script, for its folder; a script that is not there is a folder not found. */
final class Script {
    private final MessageFolder folder;
    private final Connection connection;
    private final String name;

    Script(MessageFolder folder, Connection connection, String name) {
        this.folder = folder;
        this.connection = connection;
        this.name = name;
    }

    /** What the server lists under the name; a name that no script may have is not asked for. */
    Optional<ScriptInfo> listed() throws MessagingException {
        return isNameable() ? connection.talk(scripts -> scripts.find(name)) : Optional.empty();
    }

    ScriptInfo require() throws MessagingException {
        if (!isNameable()) {
            throw notFound();
        }
        return connection.talk(scripts -> scripts.find(name).orElseThrow(this::notFound));
    }

    boolean create() throws MessagingException {
        ScriptName script = scriptName();
        return connection.talk(scripts -> scripts.create(script));
    }

    byte[] get() throws MessagingException {
        ScriptName script = scriptName();
        return talk(scripts -> scripts.get(script));
    }

    InputStream open() throws MessagingException {
        ScriptName script = scriptName();
        return found(() -> connection.open(scripts -> scripts.open(script)));
    }

    List<SieveDiagnostic> put(byte[] octets) throws MessagingException {
        return put(Upload.of(octets), Optional.of(octets));
    }

    /** Creates or replaces. */
    List<SieveDiagnostic> put(Upload upload, Optional<byte[]> octets) throws MessagingException {
        ScriptName script = scriptName();
        return talk(scripts -> scripts.put(script, upload, octets));
    }

    /** Replaces only. */
    void replace(byte[] octets) throws MessagingException {
        ScriptName script = scriptName();
        talk(scripts -> {
            scripts.find(name).orElseThrow(this::notFound);
            return scripts.put(script, octets);
        });
    }

    void delete() throws MessagingException {
        ScriptName script = scriptName();
        talk(scripts -> {
            scripts.delete(script);
            return script;
        });
    }

    void rename(Script target) throws MessagingException {
        ScriptName from = scriptName();
        ScriptName to = target.scriptName();
        talk(scripts -> {
            new Renaming(scripts).of(from, to);
            return to;
        });
    }

    void activate() throws MessagingException {
        ScriptName script = scriptName();
        talk(scripts -> {
            scripts.activate(script);
            return script;
        });
    }

    void deactivate() throws MessagingException {
        ScriptName script = scriptName();
        talk(scripts -> {
            scripts.deactivate(name);
            return script;
        });
    }

    private <T> T talk(Connection.Talk<T> talk) throws MessagingException {
        return found(() -> connection.talk(talk));
    }

    /** Something that may not find the script. */
    @FunctionalInterface
    private interface Search<T> {
        T run() throws MessagingException;
    }

    private <T> T found(Search<T> search) throws MessagingException {
        try {
            return search.run();
        } catch (SieveException e) {
            throw e.getCode().name().equals("NONEXISTENT") ? new FolderNotFoundException(folder, e.getMessage(), e) : e;
        }
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
