package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary file for the editor, which only the owner can read. */
record Draft(Path file) {
    static Draft of(byte[] octets) throws IOException {
        // The JDK creates it with access only for the owner.
        Path file = Files.createTempFile("parley-", ".sieve");
        Files.write(file, octets);
        return new Draft(file);
    }

    /** @param editor a command, which may have arguments */
    void edit(String editor) throws IOException, Complaint {
        Process process = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString())
                .inheritIO()
                .start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new Complaint(
                        Exit.FILE,
                        "the script was not stored: " + editor + " exited with " + code
                                + ": store the edited file with put");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Complaint(
                    Exit.FILE,
                    "the script was not stored: interrupted while " + editor + " ran: store the edited file with put");
        }
    }

    byte[] octets() throws IOException {
        return Files.readAllBytes(file);
    }

    void discard() throws IOException {
        Files.delete(file);
    }
}
