package dev.parley.tls;

import dev.parley.settings.CustomFactory;
import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * How TLS is done, whether implicit or by STARTTLS.
 *
 * @param trust {@code mail.<protocol>.ssl.trust} ({@code *} or host names; none): whose certificates are taken as they
 *     are
 * @param checkIdentity {@code mail.<protocol>.ssl.checkserveridentity} (true, false; true): the certificate must name
 *     the host. Not set, a host in {@code ssl.trust} is not checked; set to true, it is
 * @param protocols {@code mail.<protocol>.ssl.protocols} (list; the JDK's): the protocol versions allowed
 * @param cipherSuites {@code mail.<protocol>.ssl.ciphersuites} (list; the JDK's): the cipher suites allowed
 * @param factory {@code mail.<protocol>.ssl.socketFactory} (an SSLSocketFactory object): makes TLS of a connection, and
 *     decides by itself which certificates it trusts. Not set, an SSLSocketFactory in {@code socketFactory} does;
 *     {@code mail.<protocol>.ssl.socketFactory.class} (class name): a class whose static {@code getDefault()} gives the
 *     {@code ssl.socketFactory}; {@code mail.<protocol>.ssl.socketFactory.port} (number; the connection's): where to
 *     connect when the {@code ssl.socketFactory} makes TLS from the first octet
 * @param wraps whether {@code socketFactory} is an SSLSocketFactory: TLS from the first octet, whatever
 *     {@code ssl.enable} says
 * @param verifier {@code mail.<protocol>.ssl.hostnameverifier} and {@code .class}, as {@link CustomVerifier} has them
 * @param names the protocol's properties, for messages that name one
 */
public record TlsSettings(
        List<String> trust,
        Optional<Boolean> checkIdentity,
        List<String> protocols,
        List<String> cipherSuites,
        Optional<CustomFactory> factory,
        boolean wraps,
        Optional<CustomVerifier> verifier,
        MailProperties names) {

    /** @throws IllegalArgumentException naming the property that cannot be used, and its value */
    public static TlsSettings from(MailProperties properties) {
        Optional<CustomFactory> wrapping = CustomFactory.ofSockets(properties).filter(CustomFactory::wraps);
        return new TlsSettings(
                properties.words("ssl.trust"),
                properties.choice("ssl.checkserveridentity"),
                properties.words("ssl.protocols"),
                properties.words("ssl.ciphersuites"),
                CustomFactory.from(properties, "ssl.socketFactory", SSLSocketFactory.class)
                        .or(() -> wrapping),
                wrapping.isPresent(),
                CustomVerifier.from(properties),
                properties);
    }

    /** The port of a connection with TLS from the first octet: the factory's own, where it has one. */
    public int implicitPort(int port) {
        return factory.map(given -> given.port().orElse(port)).orElse(port);
    }

    boolean trusts(String host) {
        return trust.contains("*")
                || trust.stream().anyMatch(trusted -> Endpoint.bare(trusted).equalsIgnoreCase(host));
    }
}
