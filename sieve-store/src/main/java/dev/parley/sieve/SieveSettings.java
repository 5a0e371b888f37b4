package dev.parley.sieve;

import dev.parley.net.RouteSettings;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.sieve.dialog.LoginPolicy;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.face.TraceSettings;
import jakarta.mail.Session;

/**
 * The properties {@code mail.<protocol>.*} of a store, read once per connect.
 *
 * @param port {@code port}: where the server listens, when connect() does not say (4190; RFC 5804 s1.8)
 * @param implicitTls {@code ssl.enable}: TLS from the first octet (false; true for {@code sieves})
 * @param authorization {@code sasl.authorizationid}: the account whose scripts are meant, when it is not the user's own
 * @param login who may log in how: {@code starttls.*} and {@code auth.*}
 * @param timeouts {@code connectiontimeout}, {@code timeout}, {@code writetimeout}
 * @param route {@code proxy.*}, {@code socks.*}, {@code localaddress}, {@code localport}, {@code socketFactory*},
 *     {@code usesocketchannels}
 * @param tls {@code ssl.*}
 * @param trace {@code trace}, {@code trace.*}
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
    static SieveSettings from(String protocol, boolean implicitTls, Session session) {
        MailProperties properties = new MailProperties(protocol, session.getProperties());
        TlsSettings tls = TlsSettings.from(properties);
        return new SieveSettings(
                properties.number("port").orElse(PORT),
                tls.wraps() || properties.flag("ssl.enable", implicitTls),
                properties.text("sasl.authorizationid").orElse(""),
                LoginPolicy.from(properties),
                Timeouts.from(properties),
                RouteSettings.from(properties),
                tls,
                TraceSettings.from(properties, session.getDebug()));
    }

    /** @param said the port that {@code connect} was given, -1 where it was given none */
    int portInsteadOf(int said) {
        int wanted = said >= 0 ? said : port;
        return implicitTls ? tls.implicitPort(wanted) : wanted;
    }
}
