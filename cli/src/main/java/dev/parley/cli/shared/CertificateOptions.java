package dev.parley.cli.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The options for trusted certificates, pins, and the certificate of the client. */
public final class CertificateOptions {
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
                    "The PEM file with the private key of the client, without a password. Without this option it is"
                            + " in the file of --cert.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--pin",
            paramLabel = "PIN",
            description =
                    "The SHA-256 hash, in base64, of a public key: a certificate of the server's chain must have it,"
                            + " or that of another --pin. Repeatable.")
    private List<String> pins = new ArrayList<>();

    /** Sets the properties whose names begin with {@code mail.<protocol>.ssl.} */
    void set(Properties session, String prefix) {
        if (!roots.isEmpty()) {
            session.setProperty(prefix + "ca.file", String.join(",", roots));
        }
        certificate.ifPresent(file -> session.setProperty(prefix + "cert.file", file));
        key.ifPresent(file -> session.setProperty(prefix + "key.file", file));
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
