package dev.parley.tls;

import dev.parley.settings.MailProperties;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;

/**
 * A check of the server's name after the handshake, besides the one that {@code ssl.checkserveridentity} governs.
 *
 * @param verifier {@code mail.<protocol>.ssl.hostnameverifier} (a HostnameVerifier object): is asked after every TLS
 *     handshake; its no ends the connection; {@code mail.<protocol>.ssl.hostnameverifier.class} (class name): a
 *     HostnameVerifier with a public constructor without parameters. {@code legacy}, {@code MailHostnameVerifier},
 *     {@code JdkHostnameChecker} and {@code sun.security.util.HostnameChecker} all mean one of our own: the certificate
 *     must name the host, by a DNS name or IP address, or by its CN where it has no DNS name; a wildcard stands for one
 *     label
 * @param property the property that gave it
 */
public record CustomVerifier(HostnameVerifier verifier, String property) {
    private static final Set<String> OWN =
            Set.of("legacy", "MailHostnameVerifier", "JdkHostnameChecker", "sun.security.util.HostnameChecker");

    /** @throws IllegalArgumentException naming the property that gives no verifier */
    static Optional<CustomVerifier> from(MailProperties properties) {
        String name = "ssl.hostnameverifier";
        return properties
                .object(name, HostnameVerifier.class)
                .map(verifier -> new CustomVerifier(verifier, properties.name(name)))
                .or(() -> ofClass(properties, name + ".class"));
    }

    /** Whether the application gave the same object, or the same class by its name. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CustomVerifier same
                && property.equals(same.property)
                && (verifier == same.verifier
                        || property.endsWith(".class") && verifier.getClass() == same.verifier.getClass());
    }

    @Override
    public int hashCode() {
        return property.hashCode();
    }

    private static Optional<CustomVerifier> ofClass(MailProperties properties, String suffix) {
        String property = properties.name(suffix);
        if (properties.text(suffix).map(String::strip).filter(OWN::contains).isPresent()) {
            return Optional.of(new CustomVerifier(new CertificateNames(), property));
        }
        return properties
                .type(suffix, HostnameVerifier.class)
                .map(type -> new CustomVerifier(made(type, property), property));
    }

    private static HostnameVerifier made(Class<?> type, String property) {
        try {
            return type.asSubclass(HostnameVerifier.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(property + "=" + type.getName() + " gives no HostnameVerifier: " + e, e);
        }
    }
}
