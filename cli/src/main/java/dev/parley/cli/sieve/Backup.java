package dev.parley.cli.sieve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.ExitCode;
import dev.parley.sieve.ScriptInfo;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with scripts. The file name of a script is its name, percent-encoded as in a URL, and {@code .sieve}. The file
 * {@code active} contains the name of the active script.
 */
record Backup(Path folder) {
    private static final String EXTENSION = ".sieve";
    private static final String ACTIVE = "active";

    /** @throws CliException when the folder is not empty: two backups are not mixed */
    static Backup into(Path folder) throws IOException, CliException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new CliException(
                        ExitCode.USAGE,
                        "no backup was written: " + folder + " is not empty: use a new or empty folder");
            }
        }
        return new Backup(folder);
    }

    static Backup from(Path folder) throws IOException, CliException {
        if (Files.notExists(folder)) {
            throw new CliException(ExitCode.FILE, folder + ": no such folder: use a folder written by backup");
        }
        Backup backup = new Backup(folder);
        if (backup.names().isEmpty()) {
            throw new CliException(
                    ExitCode.FILE,
                    folder + " is not a backup: it has no file that ends in " + EXTENSION
                            + ": use a folder written by backup");
        }
        Optional<String> active = backup.active();
        if (active.isPresent() && !backup.names().contains(active.get())) {
            throw new CliException(
                    ExitCode.FILE,
                    folder + " is not complete: " + ACTIVE + " names the script " + active.get() + ", and "
                            + backup.file(active.get()).getFileName() + " is missing: add it, or delete " + ACTIVE);
        }
        return backup;
    }

    void write(ScriptInfo script, byte[] octets) throws IOException {
        Files.write(file(script.name()), octets);
        if (script.active()) {
            Files.writeString(folder.resolve(ACTIVE), script.name());
        }
    }

    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(EXTENSION))
                    .map(file -> file.substring(0, file.length() - EXTENSION.length()))
                    .map(name -> URLDecoder.decode(name.replace("+", "%2B"), UTF_8))
                    .sorted()
                    .toList();
        }
    }

    byte[] read(String name) throws IOException {
        return Files.readAllBytes(file(name));
    }

    Optional<String> active() throws IOException {
        Path file = folder.resolve(ACTIVE);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    private Path file(String name) {
        return folder.resolve(URLEncoder.encode(name, UTF_8).replace("+", "%20") + EXTENSION);
    }
}
