package dev.parley.cli.trace;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.InputFile;
import dev.parley.cli.shared.ListeningPort;
import dev.parley.replay.DialogServer;
import dev.parley.replay.Pace;
import dev.parley.replay.ReplayOptions;
import dev.parley.replay.Split;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley trace serve}. */
@Command(
        name = "serve",
        description = {
            "Replays a recorded dialog as a server on loopback, until all connections of the file are closed.",
            "The exit code is 0 if the client sent the recorded commands, otherwise 1. Each difference is printed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley trace serve trace.jsonl",
            "  parley trace serve --port 2525 --pace recorded --split bytes trace.jsonl",
            "  parley trace serve --drop-after 12 dialog.txt"
        })
final class ServeCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The port to listen on. Default: a free one.")
    private int port;

    @Option(
            names = "--pace",
            paramLabel = "PACE",
            defaultValue = "none",
            completionCandidates = Paces.class,
            description = "recorded: wait before each reply for the recorded time. none: do not wait. Default: none.")
    private Pace pace;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "groups",
            completionCandidates = Splits.class,
            description = "How much is sent in one write: bytes, lines, or groups (all replies to a group of commands)."
                    + " Default: groups.")
    private Split split;

    @Option(
            names = "--stall-after",
            paramLabel = "LINE",
            description = "Sends nothing after this line of the file, from 1.")
    private Optional<Integer> stallAfter;

    @Option(
            names = "--drop-after",
            paramLabel = "LINE",
            description = "Closes the connection after this line of the file, from 1.")
    private Optional<Integer> dropAfter;

    @Option(names = "--without-tls", description = "Replays the dialog without TLS, even if it was recorded with TLS.")
    private boolean withoutTls;

    @Parameters(paramLabel = "FILE", description = "A trace in JSON Lines, or a dialog file.")
    private Path file;

    /** For the completion of the shell. */
    static final class Paces implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("recorded", "none").iterator();
        }
    }

    /** For the completion of the shell. */
    static final class Splits implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("bytes", "lines", "groups").iterator();
        }
    }

    ServeCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws CliException, InterruptedException {
        ListeningPort listening = new ListeningPort("--port", port);
        InputFile.requireReadable(file);
        try (DialogServer server = DialogServer.replay(file, options(listening))) {
            out.println("listening on localhost:" + server.port());
            out.flush();
            server.await();
            List<String> mismatches = server.mismatches();
            mismatches.forEach(out::println);
            return mismatches.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        } catch (UncheckedIOException e) {
            throw InputFile.error(file, e.getCause());
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.DATA, e.getMessage());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "cannot listen on --port " + port + ": " + e.getMessage() + ": use another port");
        }
    }

    private ReplayOptions options(ListeningPort listening) {
        ReplayOptions options =
                ReplayOptions.DEFAULT.port(listening.number()).pace(pace).split(split);
        options = stallAfter.isPresent() ? options.stallAfter(stallAfter.get()) : options;
        options = dropAfter.isPresent() ? options.dropAfter(dropAfter.get()) : options;
        return withoutTls ? options.withoutTls() : options;
    }
}
