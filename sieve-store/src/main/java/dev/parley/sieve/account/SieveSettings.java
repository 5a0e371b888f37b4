package dev.parley.sieve.account;

import dev.parley.net.RouteSettings;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.sieve.connection.LoginPolicy;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.face.TraceSettings;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;

/**
 * The properties {@code mail.<protocol>.*} of a store, read once per connect.
 *
 * <p>Jakarta Mail itself reads {@code mail.<protocol>.host} (host; mail.host): where to connect, where connect was given
 * no host; {@code mail.<protocol>.user} (user name; mail.user, then user.name): the name to log in with, where connect was
 * given none
 *
 * @param port {@code mail.<protocol>.port} (number; 4190, RFC 5804 s1.8): where to connect, where connect was given no
 *     port
 * @param dns {@code mail.<protocol>.srv} (true, false, dns://server; false): where no port is said, ask the DNS for
 *     {@code _sieve._tcp} of the host (RFC 5804 s1.8), the servers of this machine or the one named here. The
 *     certificate must name the place found, if that is the host or within it, else the host
 * @param followsReferrals {@code mail.<protocol>.referral.follow} (true, false; false): where the server refers to
 *     another one, log in there, at most three times on, and never without TLS
 * @param implicitTls {@code mail.<protocol>.ssl.enable} (true, false; false): TLS from the first octet, as sieves
 *     always has it
 * @param authorization {@code mail.<protocol>.sasl.authorizationid} (user name; the user's own): the account whose scripts
 *     are meant
 * @param largestScript {@code mail.<protocol>.maxscriptsize} (octets; 33554432): the largest script that is taken from
 *     the server; more is the end of the connection
 * @param asksForRoom {@code mail.<protocol>.havespace} (true, false; true): ask with HAVESPACE before each script is
 *     sent whether the server accepts its name and size. A server that refuses a name later, in PUTSCRIPT, may run the
 *     script as commands: false takes this protection away. Some servers report a size limit only here
 * @param keepalive {@code mail.<protocol>.keepalive} (seconds; 0, never): after so long a silence, ask the server for a
 *     sign of life, so that nobody on the way forgets the connection
 * @param login who may log in how, as {@link LoginPolicy} lists it
 * @param timeouts how long anything may take, as {@link Timeouts} lists it
 * @param route how the connection comes about, as {@link RouteSettings} lists it
 * @param tls how TLS is done, as {@link TlsSettings} lists it
 * @param trace the trace, as {@link TraceSettings} lists it
 */
public record SieveSettings(
        OptionalInt port,
        Optional<String> dns,
        boolean followsReferrals,
        boolean implicitTls,
        String authorization,
        int largestScript,
        boolean asksForRoom,
        Duration keepalive,
        LoginPolicy login,
        Timeouts timeouts,
        RouteSettings route,
        TlsSettings tls,
        TraceSettings trace) {

    private static final int PORT = 4190;

    private static final int LARGEST_SCRIPT = 32 * 1024 * 1024;

    /**
     * @param implicitTls whether the protocol requires TLS from the first octet
     * @throws IllegalArgumentException naming the property whose value cannot be used
     */
    static SieveSettings from(MailProperties properties, boolean implicitTls, String host, Session session) {
        TlsSettings tls = tlsSettings(properties, host);
        return new SieveSettings(
                properties.number("port"),
                dns(properties),
                properties.flag("referral.follow", false),
                implicitTls || tls.wraps() || properties.flag("ssl.enable", false),
                properties.text("sasl.authorizationid").orElse(""),
                properties.positive("maxscriptsize").orElse(LARGEST_SCRIPT),
                properties.flag("havespace", true),
                Duration.ofSeconds(properties.positive("keepalive").orElse(0)),
                LoginPolicy.from(properties),
                Timeouts.from(properties),
                RouteSettings.from(properties),
                tls,
                TraceSettings.from(properties, session.getDebug()));
    }

    /** Angus Mail's own factory accepts any certificate where it has a list of hosts: the caller must check the host. */
    private static TlsSettings tlsSettings(MailProperties properties, String host) {
        TlsSettings tls = TlsSettings.from(properties);
        SocketFactory factory = tls.factory() == null ? null : tls.factory().factory();
        if (factory instanceof MailSSLSocketFactory own && !own.isServerTrusted(host, null)) {
            throw new IllegalArgumentException(
                    tls.factory().property() + " does not have " + host + " among its trusted hosts");
        }
        return tls;
    }

    private static Optional<String> dns(MailProperties properties) {
        Optional<String> value = properties.text("srv");
        Optional<Boolean> choice = properties.choice("srv");
        if (choice.isPresent() || value.isEmpty()) {
            return choice.filter(wanted -> wanted).map(wanted -> "dns:");
        }
        if (!value.get().startsWith("dns://")) {
            throw new IllegalArgumentException(
                    properties.name("srv") + "=" + value.get() + " is none of true, false, dns://server");
        }
        return value;
    }

    /**
     * Whether the DNS names the server.
     *
     * @param given the port of {@code connect}; -1: none
     */
    boolean asksDns(int given) {
        return dns.isPresent() && given < 0 && port.isEmpty();
    }

    /**
     * The port to connect to.
     *
     * @param given the port of {@code connect}; -1: none
     */
    int port(int given) {
        int wanted = given >= 0 ? given : port.orElse(PORT);
        return implicitTls ? tls.implicitPort(wanted) : wanted;
    }
}
