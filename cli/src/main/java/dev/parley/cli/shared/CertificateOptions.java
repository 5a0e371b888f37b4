package dev.parley.cli.shared;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options for trusted certificates, pins, and the certificate of the client. */
public final class CertificateOptions {
    /** The source of the key's password, which is never an argument. */
    private static final class KeyPassword {
        @Option(
                names = "--key-password-env",
                paramLabel = "NAME",
                description = "The environment variable that contains the password of an encrypted key.")
        private Optional<String> variable = Optional.empty();

        @Option(
                names = "--key-password-file",
                paramLabel = "FILE",
                description = "The file whose first line is the password of an encrypted key.")
        private Optional<Path> file = Optional.empty();

        private String read; // null: not yet. The file may be a pipe.

        String read(CommandContext context) throws CliException {
            if (read == null) {
                read = variable.isPresent()
                        ? PasswordOptions.ofVariable("--key-password-env", variable.get(), context)
                        : PasswordOptions.ofFile("--key-password-file", file.orElseThrow());
            }
            return read;
        }
    }

    /** The error message for a password in an argument. */
    static final String KEY_PASSWORD_IN_ARGUMENT =
            "a password in an argument can be read by every user of this machine: use --key-password-env or"
                    + " --key-password-file";

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description =
                    "A PEM file with the certificates of the authorities that are trusted, instead of those of the"
                            + " JVM. Repeatable.")
    private List<String> roots = new ArrayList<>();

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "A PEM file with the certificate of the client, and those of its issuers.")
    private Optional<String> certificate = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "The PEM file with the private key of the client. Without this option it is in the file of --cert.")
    private Optional<String> key = Optional.empty();

    @ArgGroup(exclusive = true)
    private KeyPassword keyPassword;

    @Option(
            names = "--pin",
            paramLabel = "PIN",
            description =
                    "The SHA-256 hash, in base64, of a public key: a certificate of the server's verified chain must"
                            + " have this key, or that of another --pin. Repeatable.")
    private List<String> pins = new ArrayList<>();

    /**
     * Sets the properties whose names begin with {@code mail.<protocol>.ssl.}
     *
     * @throws CliException when there is no password where the options name it
     */
    void set(Properties session, String prefix, CommandContext context) throws CliException {
        if (!roots.isEmpty()) {
            session.setProperty(prefix + "ca.file", String.join(",", roots));
        }
        certificate.ifPresent(file -> session.setProperty(prefix + "cert.file", file));
        key.ifPresent(file -> session.setProperty(prefix + "key.file", file));
        if (keyPassword != null) {
            session.setProperty(prefix + "key.password", keyPassword.read(context));
        }
        if (!pins.isEmpty()) {
            session.setProperty(prefix + "pin", String.join(" ", pins));
        }
    }

    /** Removes the properties that require a trusted certificate. */
    public static void removeTrust(Properties session, String prefix) {
        session.remove(prefix + "ca.file");
        session.remove(prefix + "pin");
    }
}
