package dev.parley.cli.sieve;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** Edits a script in a temporary file, which only the owner can read. */
record ScriptEditor(Path file) {

    static ScriptEditor open(byte[] script) throws IOException {
        // The JDK creates it with access only for the owner.
        Path file = Files.createTempFile("parley-", ".sieve");
        Files.write(file, script);
        return new ScriptEditor(file);
    }

    /** Runs {@code $VISUAL} or {@code $EDITOR}, a command which may have arguments, and returns the edited script. */
    byte[] edit(Map<String, String> environment) throws IOException, CliException {
        String editor = Stream.of("VISUAL", "EDITOR")
                .map(environment::get)
                .filter(command -> command != null && !command.isBlank())
                .findFirst()
                .orElse("vi");
        Process process = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString())
                .inheritIO()
                .start();
        String failure;
        try {
            int code = process.waitFor();
            if (code == 0) {
                return Files.readAllBytes(file);
            }
            failure = editor + " exited with " + code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = "interrupted while " + editor + " ran";
        }
        throw new CliException(
                ExitCode.FILE, "the script was not stored: " + failure + ": correct VISUAL or EDITOR, or use put");
    }

    void delete() throws IOException {
        Files.delete(file);
    }

    /**
     * Deletes the file where it has no change, as {@code git commit} does.
     *
     * @return whether the file was kept
     */
    boolean keepIfChanged(byte[] before) throws IOException {
        if (Files.exists(file) && Arrays.equals(before, Files.readAllBytes(file))) {
            delete();
        }
        return Files.exists(file);
    }
}
