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
import picocli.CommandLine.Model.CommandSpec;

/** Prints the failure of a command without a stack trace, and returns its exit code. */
public record ExecutionErrorHandler(PrintStream errors) implements CommandLine.IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        CommandSpec spec = command.getCommandSpec();
        String message = message(failure);
        errors.println(spec.qualifiedName() + ": " + OptionNames.inText(message, spec));
        if (failure instanceof SieveScriptException script) {
            script.getDiagnostics().stream().map(Excerpt::of).forEach(errors::println);
            return ExitCode.of(failure);
        }
        explain(failure, message, spec);
        return failure instanceof IOException || failure instanceof UncheckedIOException
                ? ExitCode.FILE
                : ExitCode.of(failure);
    }

    private static String message(Exception failure) {
        if (failure instanceof FileSystemException file) {
            return InputFile.error(file.getFile(), file).getMessage();
        }
        if (failure instanceof SieveScriptException) {
            return "the server rejected the script: correct the errors and try again";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }

    /** Prints the last explanation of the dialog, unless the message contains it. */
    private void explain(Exception failure, String message, CommandSpec spec) {
        List<TraceEvent> events =
                DialogTrail.of(failure).map(DialogTrail::events).orElse(List.of());
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof TraceEvent.Explained last) {
                if (!message.contains(last.meaning())) {
                    errors.println("    " + OptionNames.inText(last.meaning(), spec));
                    last.fix().ifPresent(fix -> errors.println("    fix: " + OptionNames.inText(fix, spec)));
                }
                return;
            }
        }
    }
}
