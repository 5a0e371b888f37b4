package dev.parley.sieve.account;

import dev.parley.login.source.SecretSource;
import dev.parley.net.RouteSettings;
import dev.parley.net.ServiceLookup;
import dev.parley.sasl.Mechanisms;
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
 * <p>Jakarta Mail itself reads {@code mail.<protocol>.host} (hosts; mail.host): the server, unless connect has one
 * as argument: a host, or a list such as a.example,b.example:4190,[2001:db8::1]:4190. The next host is tried if the
 * connection to the one before fails before the login. A rejected login is final; {@code mail.<protocol>.user} (user name; mail.user, then user.name): the user name, unless connect has one
 * as argument
 *
 * @param server which server to connect to, as {@link Server} lists it
 * @param security TLS and the login, as {@link Security} lists it
 * @param scripts the scripts, as {@link Scripts} lists it
 * @param network how the connection is opened and kept open, as {@link Network} lists it
 * @param trace the trace, as {@link TraceSettings} lists it
 */
public record SieveSettings(Server server, Security security, Scripts scripts, Network network, TraceSettings trace) {
    private static final int PORT = 4190;

    private static final int LARGEST_SCRIPT = 32 * 1024 * 1024;

    /**
     * The server.
     *
     * @param port {@code mail.<protocol>.port} (number; 4190, RFC 5804 s1.8): the port, unless connect has one as
     *     argument
     * @param dns {@code mail.<protocol>.srv} (true, false, dns://server; false): if no port is given,
     *     {@code _sieve._tcp} of the host is looked up in the DNS (RFC 5804 s1.8), with the DNS servers of the system or the
     *     one given here. The certificate must name the host found if it is the given host or a subdomain of it, otherwise
     *     the given host
     * @param followsReferrals {@code mail.<protocol>.referral.follow} (true, false; false): follows referrals
     *     to another server, at most three times, and never without TLS
     */
    public record Server(OptionalInt port, Optional<String> dns, boolean followsReferrals) {

        /**
         * Whether the DNS names the server.
         *
         * @param given the port of {@code connect}; -1: none
         */
        boolean usesDns(int given) {
            return dns.isPresent() && given < 0 && port.isEmpty();
        }
    }

    /**
     * TLS and the login.
     *
     * @param implicitTls {@code mail.<protocol>.ssl.enable} (true, false; false): TLS from the first octet, as sieves
     *     always has it
     * @param tls how TLS is done, as {@link TlsSettings} lists it
     * @param login STARTTLS and the login, as {@link LoginPolicy} lists it
     * @param source null: none. Where the password or token of each login comes from, as {@link SecretSource} lists it
     * @param authorization {@code mail.<protocol>.sasl.authorizationid} (user name; the user's own): the account whose
     *     scripts are managed
     */
    public record Security(
            boolean implicitTls, TlsSettings tls, LoginPolicy login, SecretSource source, String authorization) {}

    /**
     * The scripts.
     *
     * @param largest {@code mail.<protocol>.maxscriptsize} (octets; 33554432): the largest script that is read from
     *     the server; a larger one ends the connection
     * @param sendsHaveSpace {@code mail.<protocol>.havespace} (true, false; true): sends HAVESPACE with the name and size
     *     of a script before the script. A server that rejects the name only in PUTSCRIPT may execute the script as
     *     commands: false removes this protection. Some servers report a size limit only in reply to HAVESPACE
     */
    public record Scripts(int largest, boolean sendsHaveSpace) {}

    /**
     * The network.
     *
     * @param route addresses and proxies, as {@link RouteSettings} lists it
     * @param timeouts how long anything may take, as {@link Timeouts} lists it
     * @param keepalive {@code mail.<protocol>.keepalive} (seconds; 0, never): after this time without
     *     traffic, a command is sent, so that the connection stays open
     */
    public record Network(RouteSettings route, Timeouts timeouts, Duration keepalive) {}

    /**
     * @param implicitTls whether the protocol requires TLS from the first octet
     * @throws IllegalArgumentException naming the property whose value cannot be used
     */
    static SieveSettings from(MailProperties properties, boolean implicitTls, String host, Session session) {
        TlsSettings tls = tlsSettings(properties, host);
        SecretSource source = Mechanisms.haveSource(properties) ? SecretSource.from(properties) : null;
        return new SieveSettings(
                new Server(
                        properties.number("port"),
                        ServiceLookup.dns(properties),
                        properties.flag("referral.follow", false)),
                new Security(
                        implicitTls || tls.wraps() || properties.flag("ssl.enable", false),
                        tls,
                        LoginPolicy.from(properties, tls.restriction(), source != null && source.isToken()),
                        source,
                        properties.text("sasl.authorizationid").orElse("")),
                new Scripts(
                        properties.positive("maxscriptsize").orElse(LARGEST_SCRIPT),
                        properties.flag("havespace", true)),
                new Network(
                        RouteSettings.from(properties),
                        Timeouts.from(properties),
                        Duration.ofSeconds(properties.positive("keepalive").orElse(0))),
                TraceSettings.from(properties, session.getDebug()));
    }

    /** Angus Mail's own factory accepts any certificate where it has a list of hosts: the caller must check the host. */
    private static TlsSettings tlsSettings(MailProperties properties, String host) {
        TlsSettings tls = TlsSettings.from(properties);
        SocketFactory factory = tls.factory() == null ? null : tls.factory().factory();
        if (factory instanceof MailSSLSocketFactory own && !own.isServerTrusted(host, null)) {
            throw new IllegalArgumentException(
                    tls.factory().property() + " does not list " + host + " as a trusted host");
        }
        return tls;
    }

    /**
     * The port to connect to.
     *
     * @param given the port of {@code connect}; -1: none
     */
    int port(int given) {
        int wanted = given >= 0 ? given : server.port.orElse(PORT);
        return security.implicitTls ? security.tls.implicitPort(wanted) : wanted;
    }
}
