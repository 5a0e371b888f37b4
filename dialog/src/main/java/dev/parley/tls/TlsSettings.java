package dev.parley.tls;

import dev.parley.settings.MailProperties;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * How TLS is done, whether implicit or by STARTTLS.
 *
 * @param trust {@code mail.<protocol>.ssl.trust}: {@code *} or host names whose certificates are taken as they are
 * @param checkIdentity {@code mail.<protocol>.ssl.checkserveridentity} (true): the certificate must name the host.
 *     Not set, a host in {@code trust} is not checked; set to true, it is
 * @param protocols {@code mail.<protocol>.ssl.protocols}: the protocol versions allowed (the JDK's)
 * @param cipherSuites {@code mail.<protocol>.ssl.ciphersuites}: the cipher suites allowed (the JDK's)
 * @param factory {@code mail.<protocol>.ssl.socketFactory} (an object) or {@code .ssl.socketFactory.class}: decides by
 *     itself which certificates it trusts
 * @param names the protocol's properties, for messages that name one
 */
public record TlsSettings(
        List<String> trust,
        Optional<Boolean> checkIdentity,
        List<String> protocols,
        List<String> cipherSuites,
        Optional<SSLSocketFactory> factory,
        MailProperties names) {

    public static TlsSettings from(MailProperties properties) {
        Optional<SSLSocketFactory> factory = properties.object("ssl.socketFactory", SSLSocketFactory.class);
        return new TlsSettings(
                properties.words("ssl.trust"),
                properties.choice("ssl.checkserveridentity"),
                properties.words("ssl.protocols"),
                properties.words("ssl.ciphersuites"),
                factory.or(() -> properties.text("ssl.socketFactory.class").map(name -> instance(name, properties))),
                properties);
    }

    boolean trusts(String host) {
        return trust.contains("*") || trust.stream().anyMatch(host::equalsIgnoreCase);
    }

    private static SSLSocketFactory instance(String className, MailProperties properties) {
        try {
            return (SSLSocketFactory) load(className).getMethod("getDefault").invoke(null);
        } catch (InvocationTargetException e) {
            throw unusable(className, properties, e.getCause());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw unusable(className, properties, e);
        }
    }

    private static Class<?> load(String className) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(className, true, context);
        } catch (ClassNotFoundException e) {
            return Class.forName(className);
        }
    }

    private static IllegalArgumentException unusable(String className, MailProperties properties, Throwable cause) {
        return new IllegalArgumentException(
                properties.name("ssl.socketFactory.class") + "=" + className
                        + " gives no SSLSocketFactory through its static method getDefault(): " + cause,
                cause);
    }
}
