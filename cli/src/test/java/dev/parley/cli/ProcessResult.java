package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The result of a process that has ended by itself. */
record ProcessResult(int code, String output, String errors) {
    private static final int TIME_OUT_SECONDS = 120;

    /** @param folder where the process runs */
    static ProcessResult of(ProcessBuilder builder, Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process process = builder.directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            process.getOutputStream().close();
            assertTrue(process.waitFor(TIME_OUT_SECONDS, TimeUnit.SECONDS), "the process does not end");
        } finally {
            process.destroyForcibly();
        }
        return new ProcessResult(process.exitValue(), Files.readString(output), Files.readString(errors));
    }
}
