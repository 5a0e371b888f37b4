package dev.parley.trace.face;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** Detects write errors, which a PrintStream does not throw. */
final class WriteErrors {
    private WriteErrors() {}

    /** @throws UncheckedIOException after an error, such as a full disk or a closed pipe */
    static void check(PrintStream out) {
        if (out.checkError()) {
            throw new UncheckedIOException(
                    new IOException("the output does not accept data: the disk is full, or the pipe is closed"));
        }
    }
}
