package dev.parley.sieve;

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
 * @param implicitTls {@code ssl.enable}: TLS from the first octet (false; always with {@code sieves})
 * @param authorization {@code sasl.authorizationid}: the account whose scripts are meant, when it is not the user's own
 * @param login who may log in how: {@code starttls.*} and {@code auth.*}
 * @param timeouts {@code connectiontimeout}, {@code timeout}, {@code writetimeout}
 * @param tls {@code ssl.*}
 * @param trace {@code trace}, {@code trace.*}
 */
record SieveSettings(
        int port,
        boolean implicitTls,
        String authorization,
        LoginPolicy login,
        Timeouts timeouts,
        TlsSettings tls,
        TraceSettings trace) {

    private static final int PORT = 4190;

    /**
     * @param implicitTls whether the protocol means TLS from the first octet
     * @throws IllegalArgumentException naming the property whose value cannot be used
     */
    static SieveSettings from(String protocol, boolean implicitTls, Session session) {
        MailProperties properties = new MailProperties(protocol, session.getProperties());
        return new SieveSettings(
                properties.number("port").orElse(PORT),
                implicitTls || properties.flag("ssl.enable", false),
                properties.text("sasl.authorizationid").orElse(""),
                LoginPolicy.from(properties),
                Timeouts.from(properties),
                TlsSettings.from(properties),
                TraceSettings.from(properties, session.getDebug()));
    }
}
