package dev.parley.tls;

import dev.parley.settings.CustomFactory;
import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import java.util.List;
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
     * Which certificates are accepted.
     *
     * @param hosts {@code mail.<protocol>.ssl.trust} ({@code *} or host names; none): the hosts whose certificates are
     *     accepted without verification
     * @param checkIdentity null: not set. {@code mail.<protocol>.ssl.checkserveridentity} (true, false; true): the
     *     certificate must name the host. If the property is not set, the names of hosts in {@code ssl.trust} are not
     *     checked
     * @param verifier null: none. {@code mail.<protocol>.ssl.hostnameverifier} and {@code .class}, as {@link CustomVerifier}
     *     has them
     */
    public record Trust(List<String> hosts, Boolean checkIdentity, CustomVerifier verifier) {
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
     */
    public record Algorithms(List<String> protocols, List<String> cipherSuites) {}

    /** The key and trust stores of the JVM as they are now: another object is equal while they do not change. */
    public static Object jdkStores() {
        return JdkStores.current();
    }

    /** @throws IllegalArgumentException naming the property that cannot be used, and its value */
    public static TlsSettings from(MailProperties properties) {
        CustomFactory sockets = CustomFactory.ofSockets(properties).orElse(null);
        boolean wraps = sockets != null && sockets.wraps();
        CustomFactory own = CustomFactory.from(properties, "ssl.socketFactory", SSLSocketFactory.class)
                .orElse(null);
        return new TlsSettings(
                new Trust(
                        properties.words("ssl.trust"),
                        properties.choice("ssl.checkserveridentity").orElse(null),
                        CustomVerifier.from(properties).orElse(null)),
                new Algorithms(properties.words("ssl.protocols"), properties.words("ssl.ciphersuites")),
                own == null && wraps ? sockets : own,
                wraps,
                properties);
    }

    /** The port of a connection with implicit TLS: the factory's own, where it has one. */
    public int implicitPort(int port) {
        return factory == null ? port : factory.portInsteadOf(port);
    }
}
