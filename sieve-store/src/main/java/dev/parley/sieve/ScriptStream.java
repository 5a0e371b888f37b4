package dev.parley.sieve;

import dev.parley.sieve.dialog.Download;
import java.io.IOException;
import java.io.InputStream;

/** A script as it comes over a store's connection, for whoever asked for it. */
final class ScriptStream extends InputStream {
    private final Connection connection;
    private final Scripts scripts;
    private final Download script;

    ScriptStream(Connection connection, Scripts scripts, Download script) {
        this.connection = connection;
        this.scripts = scripts;
        this.script = script;
    }

    /** Something that reads. */
    @FunctionalInterface
    interface Step {
        int take() throws IOException;
    }

    @Override
    public int read() throws IOException {
        return connection.read(scripts, script, script::read);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return connection.read(scripts, script, () -> script.read(target, offset, length));
    }

    @Override
    public void close() throws IOException {
        connection.read(scripts, script, () -> {
            script.close();
            return 0;
        });
    }
}
