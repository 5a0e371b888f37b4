package dev.parley.trace.face;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** Detects write errors, which a PrintStream does not throw. */
final class Written {
    private Written() {}

    /** @throws UncheckedIOException after an error, such as a full disk or a closed pipe */
    static void completely(PrintStream out) {
        if (out.checkError()) {
            throw new UncheckedIOException(new IOException("what it writes to takes no more"));
        }
    }
}
