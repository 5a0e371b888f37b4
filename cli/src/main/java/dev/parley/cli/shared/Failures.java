package dev.parley.cli.shared;

import dev.parley.sieve.SieveScriptException;
import dev.parley.trace.DialogTrail;
import dev.parley.trace.TraceEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import picocli.CommandLine;

/** Prints the failure of a command without a stack trace, and returns its exit code. */
public record Failures(PrintStream errors) implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult typed) {
        errors.println(command.getCommandSpec().qualifiedName() + ": " + words(failure));
        if (failure instanceof SieveScriptException script) {
            script.getDiagnostics().forEach(errors::println);
            return Exit.of(failure);
        }
        explained(failure).forEach(line -> errors.println("    " + line));
        return failure instanceof IOException || failure instanceof UncheckedIOException ? Exit.FILE : Exit.of(failure);
    }

    private static String words(Exception failure) {
        if (failure instanceof FileSystemException file) {
            return Complaint.about(file.getFile(), file).getMessage();
        }
        if (failure instanceof SieveScriptException) {
            return "the server rejected the script: correct the errors and try again";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }

    /** The last explanation of the dialog. */
    private static List<String> explained(Exception failure) {
        return DialogTrail.of(failure).map(DialogTrail::events).orElse(List.of()).stream()
                .filter(TraceEvent.Explained.class::isInstance)
                .map(TraceEvent.Explained.class::cast)
                .reduce((first, last) -> last)
                .map(said -> said.fix()
                        .map(fix -> List.of(said.meaning(), "fix: " + fix))
                        .orElse(List.of(said.meaning())))
                .orElse(List.of());
    }
}
