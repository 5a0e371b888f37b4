package dev.parley.sieve;

import dev.parley.net.RouteSettings;
import dev.parley.settings.GivenFactory;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.sieve.dialog.LoginPolicy;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.face.TraceSettings;
import jakarta.mail.Session;
import java.util.Optional;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;

/**
 * The properties {@code mail.<protocol>.*} of a store, read once per connect.
 *
 * <p>Jakarta Mail itself reads {@code mail.<protocol>.host} (host; mail.host): where to connect, where connect was given
 * no host; {@code mail.<protocol>.user} (text; mail.user, then user.name): the name to log in with, where connect was
 * given none
 *
 * @param port {@code mail.<protocol>.port} (number; 4190, RFC 5804 s1.8): where to connect, where connect was given no
 *     port
 * @param implicitTls {@code mail.<protocol>.ssl.enable} (true, false; false): TLS from the first octet, as sieves
 *     always has it
 * @param authorization {@code mail.<protocol>.sasl.authorizationid} (text; the user's own): the account whose scripts
 *     are meant
 * @param login who may log in how, as {@link LoginPolicy} lists it
 * @param timeouts how long anything may take, as {@link Timeouts} lists it
 * @param route how the connection comes about, as {@link RouteSettings} lists it
 * @param tls how TLS is done, as {@link TlsSettings} lists it
 * @param trace the trace, as {@link TraceSettings} lists it
 */
record SieveSettings(
        int port,
        boolean implicitTls,
        String authorization,
        LoginPolicy login,
        Timeouts timeouts,
        RouteSettings route,
        TlsSettings tls,
        TraceSettings trace) {

    private static final int PORT = 4190;

    /**
     * @param implicitTls whether the protocol means TLS from the first octet
     * @throws IllegalArgumentException naming the property whose value cannot be used
     */
    static SieveSettings from(String protocol, boolean implicitTls, String host, Session session) {
        MailProperties properties = new MailProperties(protocol, session.getProperties());
        TlsSettings tls = tlsSettings(properties, host);
        return new SieveSettings(
                properties.number("port").orElse(PORT),
                implicitTls || tls.wraps() || properties.flag("ssl.enable", false),
                properties.text("sasl.authorizationid").orElse(""),
                LoginPolicy.from(properties),
                Timeouts.from(properties),
                RouteSettings.from(properties),
                tls,
                TraceSettings.from(properties, session.getDebug()));
    }

    /** Angus Mail's own factory takes any certificate where it has a list of hosts: whoever uses it must ask for them. */
    private static TlsSettings tlsSettings(MailProperties properties, String host) {
        TlsSettings tls = TlsSettings.from(properties);
        Optional<SocketFactory> factory = tls.factory().map(GivenFactory::factory);
        if (factory.orElse(null) instanceof MailSSLSocketFactory own && !own.isServerTrusted(host, null)) {
            throw new IllegalArgumentException(
                    tls.factory().get().property() + " does not have " + host + " among its trusted hosts");
        }
        return tls;
    }

    /** @param said the port that {@code connect} was given, -1 where it was given none */
    int portInsteadOf(int said) {
        int wanted = said >= 0 ? said : port;
        return implicitTls ? tls.implicitPort(wanted) : wanted;
    }
}
