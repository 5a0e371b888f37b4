package dev.parley.cli.trace;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import dev.parley.replay.Recording;
import dev.parley.trace.face.TextSink;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code parley trace text}. */
@Command(
        name = "text",
        description = "Shows the recorded dialogs of a file as text.",
        footerHeading = "%nExample:%n",
        footer = "  parley trace text trace.jsonl",
        mixinStandardHelpOptions = true)
final class TextCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "A trace in JSON Lines (mail.<protocol>.trace=json).")
    private Path file;

    TextCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Complaint {
        for (Recording recording : Recorded.in(file)) {
            try (TextSink text = new TextSink(surroundings.out(), surroundings.colour(), false)) {
                recording.events().forEach(text::accept);
            }
        }
        return Exit.OK;
    }
}
