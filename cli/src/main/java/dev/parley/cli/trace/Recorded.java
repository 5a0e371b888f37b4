package dev.parley.cli.trace;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.InputFile;
import dev.parley.replay.Recording;
import dev.parley.replay.TraceReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Reads the dialogs of a file. */
final class Recorded {
    private Recorded() {}

    static List<Recording> in(Path file) throws Complaint {
        InputFile.readable(file);
        try {
            List<Recording> dialogs = TraceReader.read(file);
            if (dialogs.isEmpty()) {
                throw new Complaint(
                        Exit.DATA, file + " contains no dialog: record one with mail.<protocol>.trace=json");
            }
            return dialogs;
        } catch (UncheckedIOException e) {
            throw Complaint.about(file, e.getCause());
        } catch (IllegalArgumentException e) {
            throw new Complaint(Exit.DATA, e.getMessage());
        }
    }
}
