package dev.parley.cli.sieve;

import dev.parley.cli.shared.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** A script on this side. */
final class Body {
    @Parameters(
            index = "1+",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file with the script. Without it, standard input is.")
    private Optional<Path> file = Optional.empty();

    byte[] octets(Surroundings surroundings) throws IOException {
        return file.isPresent()
                ? Files.readAllBytes(file.get())
                : surroundings.in().readAllBytes();
    }
}
