package dev.parley.cli.trace;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.replay.Recording;
import dev.parley.replay.TraceReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The dialogs of a file. */
final class Recorded {
    private Recorded() {}

    static List<Recording> in(Path file) throws Complaint {
        try {
            return TraceReader.read(file);
        } catch (UncheckedIOException e) {
            throw new Complaint(
                    Exit.FILE, file + " cannot be read: " + e.getCause().getMessage());
        } catch (IllegalArgumentException e) {
            throw new Complaint(Exit.DATA, e.getMessage());
        }
    }
}
