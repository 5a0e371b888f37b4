package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked into a folder: the command runs without Maven and without the sources. */
@DisabledOnOs(OS.WINDOWS)
class ArchiveIT {
    private static final Path ARCHIVE = Path.of("target", "parley.tar.gz").toAbsolutePath();

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        ProcessResult tar = run("tar", "-xzf", ARCHIVE.toString());
        assertEquals(new ProcessResult(0, "", ""), tar);
        try (Stream<Path> unpacked = Files.list(folder)) {
            home = unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        assertTrue(home.getFileName().toString().startsWith("parley-"), home.toString());
    }

    @Test
    void theCommandRuns() throws Exception {
        ProcessResult version = run(home.resolve("bin/parley").toString(), "--version");
        assertEquals(0, version.code(), version.errors());
        assertTrue(version.output().startsWith("parley 0."), version.output());
        Path link = Files.createSymbolicLink(folder.resolve("parley"), home.resolve("bin/parley"));
        ProcessResult explained = run(link.toString(), "explain", "550", "5.1.1");
        assertEquals(0, explained.code(), explained.errors());
        assertTrue(explained.output().startsWith("550 5.1.1\n"), explained.output());
        Files.delete(home.resolve("lib/parley.jar"));
        ProcessResult incomplete = run(link.toString(), "--version");
        assertEquals(69, incomplete.code());
        assertTrue(
                incomplete.errors().endsWith("parley.jar is missing; unpack the archive again\n"), incomplete.errors());
    }

    @Test
    void manualPagesAndCompletion() throws Exception {
        Path page = home.resolve("share/man/man1/parley-send.1");
        assertTrue(Files.readString(page).contains("\\fB\\-\\-quit\\-after\\fR"), page.toString());
        assertTrue(Files.exists(home.resolve("share/man/man1/parley-sieve-put.1")));
        Path completion = home.resolve("share/bash-completion/completions/parley");
        ProcessResult bash = run("bash", "-c", "source '" + completion + "' && complete -p parley");
        assertEquals(0, bash.code(), bash.errors());
        assertTrue(bash.output().contains("_complete_parley"), bash.output());
    }

    /** Maven is not on the path. */
    private ProcessResult run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(command));
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return ProcessResult.of(builder, folder);
    }
}
