package dev.parley.tls;

import dev.parley.settings.MailProperties;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;

/**
 * A check of the server's name after the handshake, in addition to that of {@code ssl.checkserveridentity}.
 *
 * @param verifier {@code mail.<protocol>.ssl.hostnameverifier} (a HostnameVerifier object): is called after every TLS
 *     handshake. If it returns false, the connection is closed; {@code mail.<protocol>.ssl.hostnameverifier.class}
 *     (class name): a HostnameVerifier with a public constructor without parameters. {@code legacy},
 *     {@code MailHostnameVerifier}, {@code JdkHostnameChecker} and {@code sun.security.util.HostnameChecker} all mean
 *     Parley's own: the certificate must name the host, by a DNS name or IP address, or by its CN if it has no DNS
 *     name; a wildcard matches one label
 * @param property the property that names it
 */
public record CustomVerifier(HostnameVerifier verifier, String property) {
    private static final Set<String> OWN =
            Set.of("legacy", "MailHostnameVerifier", "JdkHostnameChecker", "sun.security.util.HostnameChecker");

    /** @throws IllegalArgumentException naming the property that cannot be used */
    static Optional<CustomVerifier> from(MailProperties properties) {
        String name = "ssl.hostnameverifier";
        Optional<HostnameVerifier> object = properties.object(name, HostnameVerifier.class);
        return object.isPresent()
                ? Optional.of(new CustomVerifier(object.get(), properties.name(name)))
                : ofClass(properties, name + ".class");
    }

    /** Whether the application configured the same object, or the same class by its name. */
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
        if (OWN.contains(properties.text(suffix).orElse("").strip())) {
            return Optional.of(new CustomVerifier(new CertificateNames(), property));
        }
        Optional<Class<?>> type = properties.type(suffix, HostnameVerifier.class);
        return type.isPresent()
                ? Optional.of(new CustomVerifier(instance(type.get(), property), property))
                : Optional.empty();
    }

    private static HostnameVerifier instance(Class<?> type, String property) {
        try {
            return type.asSubclass(HostnameVerifier.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    property + "=" + type.getName() + " cannot be used as HostnameVerifier: " + e, e);
        }
    }
}
