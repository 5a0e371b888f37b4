package dev.parley.cli.trace;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.InputFile;
import dev.parley.replay.Recording;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.face.HtmlSink;
import dev.parley.trace.face.IndexPage;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The pages of a folder of traces: {@code index.html}, and {@code dialogs/000001.html} etc. Only their owner can read them,
 * as with the traces. A file that is no trace is reported, and the others are used.
 */
final class TraceFolder {
    private static final String INDEX = "index.html";
    private static final String DIALOGS = "dialogs";
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path traces;
    private final Path output;
    private final CommandContext context;
    private final IndexPage index = new IndexPage();

    TraceFolder(Path traces, Path output, CommandContext context) {
        this.traces = traces;
        this.output = output;
        this.context = context;
    }

    /** @return the exit code */
    int writePages() throws CliException {
        int exitCode = ExitCode.OK;
        try {
            for (Path file : files()) {
                try {
                    for (Recording dialog : RecordedDialogs.of(file)) {
                        add(dialog);
                    }
                } catch (CliException e) {
                    context.errors().println("parley trace html: " + e.getMessage());
                    exitCode = ExitCode.DATA;
                }
            }
            if (index.size() == 0) {
                throw new CliException(
                        ExitCode.DATA,
                        traces + " contains no dialog: record some with mail.<protocol>.trace=json and a"
                                + " mail.<protocol>.trace.file that ends with .jsonl");
            }
            Path page = output.resolve(INDEX);
            try (PrintStream out = open(page)) {
                index.print(out);
            }
            context.out().println(page);
        } catch (IOException e) {
            throw InputFile.error(output, e);
        } catch (UncheckedIOException e) {
            throw InputFile.error(output, e.getCause());
        }
        return exitCode;
    }

    private List<Path> files() throws CliException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(traces, "*.jsonl")) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw InputFile.error(traces, e);
        } catch (DirectoryIteratorException e) {
            throw InputFile.error(traces, e.getCause());
        }
        Collections.sort(files);
        return files;
    }

    private void add(Recording dialog) throws IOException {
        String page = DIALOGS + "/%06d.html".formatted(index.size() + 1);
        List<TraceEvent> events = dialog.events();
        try (HtmlSink html = new HtmlSink(open(output.resolve(page)))) {
            events.forEach(html::accept);
        }
        index.add(page, events);
    }

    private static PrintStream open(Path page) throws IOException {
        Files.createDirectories(page.getParent());
        if (!Files.exists(page)) {
            Files.createFile(page, POSIX ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
        } else if (POSIX) {
            Files.setPosixFilePermissions(page, OWNER_ONLY.value());
        }
        return new PrintStream(Files.newOutputStream(page), false, StandardCharsets.UTF_8);
    }
}
