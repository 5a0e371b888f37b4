package dev.parley.cli.trace;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.InputFile;
import dev.parley.replay.Recording;
import dev.parley.replay.TraceReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Reads the dialogs of a trace, with the errors of a command. */
final class RecordedDialogs {
    private RecordedDialogs() {}

    /** The dialogs of a file; at least one. */
    static List<Recording> of(Path file) throws CliException {
        InputFile.requireReadable(file);
        try {
            List<Recording> dialogs = TraceReader.read(file);
            if (dialogs.isEmpty()) {
                throw new CliException(
                        ExitCode.DATA, file + " contains no dialog: record one with mail.<protocol>.trace=json");
            }
            return dialogs;
        } catch (UncheckedIOException e) {
            throw InputFile.error(file, e.getCause());
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.DATA, e.getMessage());
        }
    }
}
