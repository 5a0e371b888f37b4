package dev.parley.smtp.send;

import dev.parley.login.source.SecretSource;
import dev.parley.net.RouteSettings;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Secret;
import dev.parley.settings.ClearText;
import dev.parley.settings.Compatibility;
import dev.parley.settings.CustomFactory;
import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.connection.ConnectionSettings;
import dev.parley.smtp.connection.FeatureMode;
import dev.parley.smtp.connection.QuitMode;
import dev.parley.smtp.pool.PoolSettings;
import dev.parley.smtp.protocol.HelloVerb;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.Trace;
import dev.parley.trace.face.TraceSettings;
import jakarta.mail.Session;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;

/**
 * The settings of a transport's connection, read once per connect.
 *
 * @param server where to connect, as {@link Server} lists it
 * @param connection the connection, as {@link ConnectionSettings} lists it
 * @param trace the trace, as {@link TraceSettings} lists it
 * @param pool null: none. The pool of connections, as {@link PoolSettings} lists it
 * @param quitMode {@code mail.<protocol>.quitwait} (true, false; at most one second): true waits for the reply to QUIT
 *     as long as for other replies, false does not wait
 */
public record SmtpSettings(
        Server server, ConnectionSettings connection, TraceSettings trace, PoolSettings pool, QuitMode quitMode) {
    private static final int SMTP = 25;
    private static final int SMTPS = 465;
    private static final int CHUNK = 256 * 1024;

    /**
     * The server.
     *
     * @param host {@code mail.<protocol>.host} (hosts; mail.host, then localhost): the server, unless it is an argument
     *     of connect: a host, or a list such as a.example,b.example:587,[2001:db8::1]:587. The next host is tried if the
     *     connection to the one before fails before the login. A rejected login is final
     * @param port {@code mail.<protocol>.port} (number; 25, or 465 with implicit TLS, none for lmtp): the port, unless
     *     it is an argument of connect
     * @param unixSocket null for host and port. {@code mail.<protocol>.socket} (path; none): only for lmtp: a Unix domain
     *     socket instead of host and port
     * @param discovery how the DNS names the server; null: it is configured. {@code mail.<protocol>.srv} (true,
     *     false, dns://server; false): if no port is given, {@code _submissions._tcp} and {@code _submission._tcp} of the
     *     host are looked up in the DNS (RFC 6186, RFC 8314 s5.1), with the DNS servers of the system or the one given
     *     here. The servers are tried by priority and weight, {@code _submissions} before {@code _submission} of the same
     *     priority; smtps and {@code ssl.enable=true} use only {@code _submissions}. TLS is required: from the first
     *     octet for {@code _submissions}, with STARTTLS for {@code _submission} and for the host itself, which is used if
     *     there is no record. The certificate must name the server if it is the given host or a subdomain of it,
     *     otherwise the given host. It is the proof of the server, not DNSSEC: each connect looks up the servers again. Not
     *     for lmtp, nor for a list of hosts
     */
    public record Server(String host, int port, Path unixSocket, Discovery discovery) {}

    /**
     * How the DNS names a server.
     *
     * @param domain the configured host
     * @param because the record, or why the domain itself is used
     */
    public record Discovery(String domain, String because) {}

    /**
     * @param implicitTls whether the protocol itself has TLS from the first octet
     * @throws IllegalArgumentException naming the property that cannot be used, and its value
     */
    public static SmtpSettings from(MailProperties properties, boolean implicitTls, Target target, boolean debug) {
        boolean lmtp = target.protocol().equals("lmtp");
        String host = target.host() == null || target.host().isEmpty() ? "localhost" : target.host();
        ConnectionSettings.Security security = security(properties, implicitTls, host, target);
        ConnectionSettings connection = new ConnectionSettings(
                session(properties, lmtp),
                security,
                transfer(properties),
                new ConnectionSettings.Network(RouteSettings.from(properties), Timeouts.from(properties)),
                properties);
        return new SmtpSettings(
                lmtp
                        ? lmtpServer(properties, host, target.port(), security)
                        : server(properties, host, target.port(), security),
                connection,
                TraceSettings.from(properties, debug),
                pool(properties, security.login()),
                quitMode(properties));
    }

    public static Mechanisms mechanisms(MailProperties properties) {
        return Mechanisms.from(properties, List.of(NtlmMechanism.from(properties)));
    }

    /** The same settings for a connection outside of the pool, which is closed when its transport is. */
    SmtpSettings withoutPool() {
        return pool == null ? this : new SmtpSettings(server, connection, trace, null, quitMode);
    }

    /** The host, or the path of a Unix domain socket. */
    String host() {
        return server.unixSocket == null ? server.host : server.unixSocket.toString();
    }

    /** Host and port, or the path of a Unix domain socket. */
    String where() {
        return server.unixSocket == null
                ? new Endpoint(server.host, server.port).toString()
                : server.unixSocket.toString();
    }

    /** Begins the trace of a connection. A server may know the password before the login, and repeat it. */
    Trace openTrace(Session session, String protocol) {
        ConnectionSettings.Login login = connection.security().login();
        Trace opened = trace.open(session.getDebugOut(), protocol, host(), server.port, login.users());
        if (login.credentials() != null) {
            login.credentials().hideIn(opened);
        }
        return opened;
    }

    /** The source of the password or token; null: none. */
    SecretSource source() {
        return connection.security().login().source();
    }

    /** The same settings with another password or token. */
    SmtpSettings withSecret(Secret secret) {
        ConnectionSettings.Security security = connection.security();
        return with(server, security.with(security.login().with(secret)));
    }

    private SmtpSettings withoutSecret() {
        return withSecret(null);
    }

    /** The same settings for another login: its password or token is asked for again. */
    SmtpSettings forNextLogin() {
        return source() == null ? this : withoutSecret();
    }

    /**
     * The same settings as far as another caller must have them to use the connection: the same password, but not the same
     * token. Tokens are replaced while the connection is open.
     */
    SmtpSettings withoutToken() {
        return source() != null && source().isToken() ? withoutSecret() : this;
    }

    /** The same settings for another server. */
    SmtpSettings with(Server other, ConnectionSettings.Security security) {
        ConnectionSettings changed = new ConnectionSettings(
                connection.session(), security, connection.transfer(), connection.network(), connection.names());
        return new SmtpSettings(other, changed, trace, pool, quitMode);
    }

    private static ConnectionSettings.Session session(MailProperties properties, boolean lmtp) {
        HelloVerb hello = lmtp ? HelloVerb.LHLO : properties.flag("ehlo", true) ? HelloVerb.EHLO : HelloVerb.HELO;
        return new ConnectionSettings.Session(
                hello,
                localName(properties),
                properties.words("disable"),
                properties.flag("quitonsessionreject", false),
                properties.constant("compatibility", Compatibility.NONE));
    }

    private static ConnectionSettings.Security security(
            MailProperties properties, boolean implicitTls, String host, Target target) {
        TlsSettings tls = tls(properties, host);
        SecretSource source = Mechanisms.haveSource(properties) ? SecretSource.from(properties) : null;
        boolean mayLogIn = source != null || target.password() != null || properties.flag("auth", false);
        Mechanisms mechanisms = !mayLogIn
                ? Mechanisms.none(properties)
                : source != null && source.isToken() ? Mechanisms.ofTokens(properties) : mechanisms(properties);
        Credentials credentials = credentials(properties, target, source != null, mechanisms);
        ConnectionSettings.Login login = new ConnectionSettings.Login(
                wanted(properties), credentials, source, mechanisms, ClearText.from(properties, ClearText.UNSET));
        return new ConnectionSettings.Security(
                implicitTls || tls.wraps() || properties.flag("ssl.enable", false),
                StartTls.from(properties, isLocal(properties, target) ? null : tls.restriction()),
                tls,
                login,
                null);
    }

    /** Whether the connection is to a Unix domain socket, which is not a network. */
    private static boolean isLocal(MailProperties properties, Target target) {
        return target.protocol().equals("lmtp") && properties.text("socket").isPresent();
    }

    private static ConnectionSettings.Transfer transfer(MailProperties properties) {
        return new ConnectionSettings.Transfer(
                properties.constant("pipelining", FeatureMode.AUTO),
                properties.constant("chunking", FeatureMode.AUTO),
                properties.positive("chunksize").orElse(CHUNK),
                properties.positive("rcptmax").orElse(ConnectionSettings.Transfer.NO_LIMIT));
    }

    private static Server server(
            MailProperties properties, String host, int given, ConnectionSettings.Security security) {
        OptionalInt port = given != -1 ? OptionalInt.of(given) : properties.number("port");
        return new Server(
                host,
                security.implicitTls() ? security.tls().implicitPort(port.orElse(SMTPS)) : port.orElse(SMTP),
                null,
                null);
    }

    private static Server lmtpServer(
            MailProperties properties, String host, int given, ConnectionSettings.Security security) {
        Path unixSocket = unixSocket(properties);
        if (unixSocket != null) {
            return new Server(host, 0, unixSocket, null);
        }
        if (given == -1 && properties.number("port").isEmpty()) {
            throw new IllegalArgumentException("LMTP has no port of its own (RFC 2033 s5): set "
                    + properties.name("port") + " or " + properties.name("socket"));
        }
        return server(properties, host, given, security);
    }

    private static Path unixSocket(MailProperties properties) {
        Optional<String> path = properties.text("socket");
        try {
            return path.isPresent() ? Path.of(path.get()) : null;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(properties.name("socket") + " is not a path: " + e.getMessage(), e);
        }
    }

    /** Most applications set none of these properties; without them, no class of the pool is loaded. */
    private static PoolSettings pool(MailProperties properties, ConnectionSettings.Login login) {
        boolean wanted = properties.isSet("pool.size")
                || properties.isSet("pool.idle")
                || properties.isSet("pool.messages")
                || properties.isSet("pool.age")
                || properties.isSet("reuse")
                || properties.isSet("rate");
        PoolSettings pool = wanted ? PoolSettings.from(properties) : null;
        // A login without a password is that of the thread, such as a Kerberos Subject, which the settings do not show.
        boolean ofThread = login.source() == null
                && login.credentials() != null
                && login.credentials().password() == null;
        return pool != null && ofThread ? pool.withoutIdle() : pool;
    }

    private static QuitMode quitMode(MailProperties properties) {
        Optional<Boolean> waits = properties.choice("quitwait");
        if (waits.isEmpty()) {
            return QuitMode.SHORT_WAIT;
        }
        return waits.get() ? QuitMode.FULL_WAIT : QuitMode.NO_WAIT;
    }

    private static ConnectionSettings.Login.Wanted wanted(MailProperties properties) {
        Optional<Boolean> auth = properties.choice("auth");
        if (auth.isEmpty()) {
            return ConnectionSettings.Login.Wanted.UNSET;
        }
        return auth.get() ? ConnectionSettings.Login.Wanted.TRUE : ConnectionSettings.Login.Wanted.FALSE;
    }

    /** @return null where the property is not set, nor {@code localaddress} to an address */
    private static String localName(MailProperties properties) {
        String name = properties.text("localhost").orElse("");
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) >= 0x7f) {
                throw new IllegalArgumentException(
                        properties.name("localhost")
                                + " is neither a domain nor an address literal: it contains blanks, control or non-ASCII characters");
            }
        }
        if (!name.isEmpty()) {
            return name;
        }
        Optional<String> localAddress = properties.text("localaddress");
        return localAddress.isPresent()
                ? literal(Endpoint.bare(localAddress.get().strip()))
                : null;
    }

    /** An address literal (RFC 5321 s4.1.3); null for a name. */
    private static String literal(String address) {
        if (address.contains(":")) {
            return "[IPv6:" + address + "]";
        }
        int dots = 0;
        char before = '.';
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '.' ? before == '.' : c < '0' || c > '9') {
                return null;
            }
            dots += c == '.' ? 1 : 0;
            before = c;
        }
        return dots == 3 && before != '.' ? "[" + address + "]" : null;
    }

    /** Angus Mail's own factory accepts any certificate where it has a list of hosts: the host must be in that list. */
    private static TlsSettings tls(MailProperties properties, String host) {
        TlsSettings tls = TlsSettings.from(properties);
        CustomFactory custom = tls.factory();
        if (custom != null
                && custom.factory() instanceof MailSSLSocketFactory own
                && !own.isServerTrusted(host, null)) {
            throw new IllegalArgumentException(custom.property() + " does not list " + host + " as a trusted host");
        }
        return tls;
    }

    /**
     * @param isSupplied whether the password or token comes from a source, instead of the target
     * @return null: no login
     */
    private static Credentials credentials(
            MailProperties properties, Target target, boolean isSupplied, Mechanisms mechanisms) {
        String password = isSupplied ? null : target.password();
        boolean without = password == null && properties.flag("auth", false) && mechanisms.mayNeedNoPassword();
        if (!isSupplied && !without && (target.user() == null || password == null)) {
            return null;
        }
        return new Credentials(
                properties.text("sasl.authorizationid").orElse(""),
                target.user() == null ? "" : target.user(),
                password == null ? null : Secret.of(password));
    }
}
