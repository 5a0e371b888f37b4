package dev.parley.trace.face;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** Asks a stream what it does not say by itself. */
final class Written {
    private Written() {}

    /** @throws UncheckedIOException where something of it was lost: a full disk, a pipe that nobody reads any more */
    static void completely(PrintStream out) {
        if (out.checkError()) {
            throw new UncheckedIOException(new IOException("what it writes to takes no more"));
        }
    }
}
