package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.InputFile;
import dev.parley.cli.shared.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** The option for the text of a script. */
final class Body {
    @Parameters(
            index = "1+",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file with the script. Default: standard input.")
    private Optional<Path> file = Optional.empty();

    byte[] octets(Surroundings surroundings) throws IOException, Complaint {
        return file.isPresent()
                ? InputFile.octets(file.get())
                : surroundings.in().readAllBytes();
    }
}
