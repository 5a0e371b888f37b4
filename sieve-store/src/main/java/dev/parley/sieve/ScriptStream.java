package dev.parley.sieve;

import dev.parley.sieve.connection.Download;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;

/** A script that is read from the connection as it arrives. Until its end, no other operation can begin. */
final class ScriptStream extends InputStream {
    private final StoreConnection connection;
    private final LiveConnection current;
    private final Download script;

    private ScriptStream(StoreConnection connection, LiveConnection current, Download script) {
        this.connection = connection;
        this.current = current;
        this.script = script;
    }

    static InputStream open(StoreConnection connection, ScriptName name) throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            InputStream script = operation.account().open(name);
            if (!(script instanceof Download arriving)) {
                return script;
            }
            operation.connection().startReading(arriving);
            return new ScriptStream(connection, operation.connection(), arriving);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        StoreConnection.Operation operation = connection.locked(current);
        try {
            return script.read(target, offset, length);
        } catch (IOException e) {
            throw operation.account().withTrail(e);
        } finally {
            operation.close();
        }
    }

    /** Reads the rest of the script. */
    @Override
    public void close() throws IOException {
        StoreConnection.Operation operation = connection.locked(current);
        try {
            script.close();
        } catch (IOException e) {
            throw operation.account().withTrail(e);
        } finally {
            operation.close();
        }
    }
}
