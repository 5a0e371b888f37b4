package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A script in a file of this side, for its owner alone, while it is edited. */
record Draft(Path file) {
    static Draft of(byte[] octets) throws IOException {
        // The JDK makes it for its owner alone.
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
                throw new Complaint(Exit.FILE, editor + " ended with " + code + ": nothing was put back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Complaint(Exit.FILE, "interrupted while " + editor + " ran: nothing was put back");
        }
    }

    byte[] octets() throws IOException {
        return Files.readAllBytes(file);
    }

    void discard() throws IOException {
        Files.delete(file);
    }
}
