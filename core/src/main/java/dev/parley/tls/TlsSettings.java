package dev.parley.tls;

import dev.parley.settings.CustomFactory;
import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocketFactory;

/**
 * The settings of TLS, both implicit and by STARTTLS.
 *
 * @param trust which certificates are accepted, as {@link Trust} lists it
 * @param algorithms as {@link Algorithms} lists it
 * @param factory null: none. {@code mail.<protocol>.ssl.socketFactory} (an SSLSocketFactory object): starts TLS on a
 *     connected socket, and verifies the certificate by its own rules. If it is not set, an SSLSocketFactory in
 *     {@code socketFactory} is used; {@code mail.<protocol>.ssl.socketFactory.class} (class name): a class whose static
 *     {@code getDefault()} returns the {@code ssl.socketFactory}; {@code mail.<protocol>.ssl.socketFactory.port}
 *     (number; the connection's): the port to connect to if the {@code ssl.socketFactory} is used for implicit TLS
 * @param wraps whether {@code socketFactory} is an SSLSocketFactory: implicit TLS, regardless of {@code ssl.enable}
 * @param names the protocol's properties, for error messages
 */
public record TlsSettings(
        Trust trust, Algorithms algorithms, CustomFactory factory, boolean wraps, MailProperties names) {

    /**
     * Which certificates are accepted, and which one the client has.
     *
     * @param hosts {@code mail.<protocol>.ssl.trust} ({@code *} or host names; none): the hosts whose certificates are
     *     accepted without verification
     * @param checkIdentity null: not set. {@code mail.<protocol>.ssl.checkserveridentity} (true, false; true): the
     *     certificate must name the host. If the property is not set, the names of hosts in {@code ssl.trust} are not
     *     checked
     * @param certificates null: only those of the JVM. Certificates, keys and pins, as {@link CertificateSettings} lists
     *     them
     * @param verifier null: none. {@code mail.<protocol>.ssl.hostnameverifier} and {@code .class}, as {@link CustomVerifier}
     *     has them
     */
    public record Trust(
            List<String> hosts, Boolean checkIdentity, CertificateSettings certificates, CustomVerifier verifier) {
        boolean includes(String host) {
            for (String trusted : hosts) {
                if (trusted.equals("*") || Endpoint.bare(trusted).equalsIgnoreCase(host)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The algorithms allowed.
     *
     * @param protocols {@code mail.<protocol>.ssl.protocols} (list; the JDK's): the protocol versions allowed
     * @param cipherSuites {@code mail.<protocol>.ssl.ciphersuites} (list; the JDK's): the cipher suites allowed
     * @param minimum null: none. {@code mail.<protocol>.ssl.minprotocol} (TLSv1.2, TLSv1.3; the JDK's): the oldest
     *     protocol version allowed, also of {@code ssl.protocols}
     */
    public record Algorithms(List<String> protocols, List<String> cipherSuites, String minimum) {
        private static final List<String> MINIMUMS = List.of("TLSv1.2", "TLSv1.3");

        @Override
        public boolean equals(Object other) {
            return other instanceof Algorithms algorithms
                    && protocols.equals(algorithms.protocols)
                    && cipherSuites.equals(algorithms.cipherSuites)
                    && Objects.equals(minimum, algorithms.minimum);
        }

        @Override
        public int hashCode() {
            return 31 * protocols.hashCode() + cipherSuites.hashCode();
        }

        static Algorithms from(MailProperties properties) {
            Algorithms algorithms = new Algorithms(
                    properties.words("ssl.protocols"), properties.words("ssl.ciphersuites"), minimum(properties));
            if (!algorithms.protocols.isEmpty()
                    && algorithms.allowed(algorithms.protocols).isEmpty()) {
                throw new IllegalArgumentException(properties.setting("ssl.minprotocol") + " excludes all versions of "
                        + properties.setting("ssl.protocols") + ": remove one of the two");
            }
            return algorithms;
        }

        /** Null: none. */
        private static String minimum(MailProperties properties) {
            String word = properties.word("ssl.minprotocol").orElse(null);
            if (word == null) {
                return null;
            }
            for (String minimum : MINIMUMS) {
                if (minimum.equalsIgnoreCase(word)) {
                    return minimum;
                }
            }
            throw new IllegalArgumentException(
                    properties.setting("ssl.minprotocol") + " is not one of " + String.join(", ", MINIMUMS));
        }

        boolean restrictsProtocols() {
            return !protocols.isEmpty() || minimum != null;
        }

        /** The versions that are allowed; the names of JSSE are in the order of the versions. */
        List<String> allowed(List<String> enabled) {
            List<String> wanted = protocols.isEmpty() ? enabled : protocols;
            if (minimum == null) {
                return wanted;
            }
            List<String> allowed = new ArrayList<>();
            for (String version : wanted) {
                if (version.compareTo(minimum) >= 0) {
                    allowed.add(version);
                }
            }
            return allowed;
        }
    }

    /**
     * The trusted certificates and the client's keys as they are now: another object is equal while the settings and the
     * files do not change.
     */
    public Object stores() {
        return trust.certificates == null ? JdkStores.current() : Stores.current(trust.certificates);
    }

    /** @throws IllegalArgumentException naming the property that cannot be used, and its value */
    public static TlsSettings from(MailProperties properties) {
        CustomFactory sockets = CustomFactory.ofSockets(properties).orElse(null);
        boolean wraps = sockets != null && sockets.wraps();
        CustomFactory own = CustomFactory.from(properties, "ssl.socketFactory", SSLSocketFactory.class)
                .orElse(null);
        CustomFactory factory = own == null && wraps ? sockets : own;
        CertificateSettings certificates = certificates(properties);
        if (factory != null && certificates != null) {
            throw new IllegalArgumentException(certificates.property(properties) + " cannot be used with "
                    + factory.property() + ", which verifies certificates by its own rules: remove one of the two");
        }
        return new TlsSettings(
                new Trust(
                        properties.words("ssl.trust"),
                        properties.choice("ssl.checkserveridentity").orElse(null),
                        certificates,
                        CustomVerifier.from(properties).orElse(null)),
                Algorithms.from(properties),
                factory,
                wraps,
                properties);
    }

    /** Null: none. Most applications set none of these properties; without them, no class for them is loaded. */
    private static CertificateSettings certificates(MailProperties properties) {
        // A blank value, such as that of an unset variable, does not turn off a check: it is rejected.
        boolean wanted = properties.has("ssl.ca.file")
                || properties.isSet("ssl.cert.file")
                || properties.isSet("ssl.key.file")
                || properties.isSet("ssl.key.password")
                || properties.isSet("ssl.key.password.supplier")
                || properties.has("ssl.pin");
        return wanted ? CertificateSettings.from(properties) : null;
    }

    /** The name of a property that restricts which certificates are accepted, and so requires TLS; null: none. */
    public String restriction() {
        CertificateSettings certificates = trust.certificates;
        return certificates != null && certificates.requiresVerification() ? certificates.property(names) : null;
    }

    /** The port of a connection with implicit TLS: the factory's own, where it has one. */
    public int implicitPort(int port) {
        return factory == null ? port : factory.portInsteadOf(port);
    }
}
