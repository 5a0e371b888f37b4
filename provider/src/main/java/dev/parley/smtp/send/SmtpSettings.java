package dev.parley.smtp.send;

import dev.parley.net.RouteSettings;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Secret;
import dev.parley.settings.ClearText;
import dev.parley.settings.Compatibility;
import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.connection.ConnectionSettings;
import dev.parley.smtp.connection.FeatureMode;
import dev.parley.smtp.connection.Hello;
import dev.parley.smtp.connection.QuitMode;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.face.TraceSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;

/**
 * What the Session's properties say of a connection, read once per connect.
 *
 * @param host {@code mail.<protocol>.host} (host; mail.host, then localhost): where to connect, where connect was given
 *     no host
 * @param port {@code mail.<protocol>.port} (number; 25, with TLS from the first octet 465, none for lmtp): where to
 *     connect, where connect was given no port
 * @param unixSocket {@code mail.<protocol>.socket} (path; none): of lmtp only, a Unix domain socket instead of host and
 *     port
 * @param connection the settings of the connection, as {@link ConnectionSettings} lists it
 * @param trace the trace, as {@link TraceSettings} lists it
 * @param quitMode {@code mail.<protocol>.quitwait} (true, false; a second at most): closing waits for the reply to QUIT as
 *     long as for any other, or not at all
 * @param reuse {@code mail.<protocol>.reuse} (seconds; off): closing keeps the connection so long for the next connect
 *     of the same Session with the same server, login and TLS
 * @param reuseMax {@code mail.<protocol>.reuse.max} (number; 5): so many connections a Session keeps, the oldest goes
 */
public record SmtpSettings(
        String host,
        int port,
        Optional<Path> unixSocket,
        ConnectionSettings connection,
        TraceSettings trace,
        QuitMode quitMode,
        Optional<Duration> reuse,
        int reuseMax) {
    private static final int SMTP = 25;
    private static final int SMTPS = 465;
    private static final int CHUNK = 256 * 1024;
    private static final int KEPT = 5;

    /** @throws IllegalArgumentException naming the property that cannot be used, and its value */
    public static SmtpSettings from(MailProperties properties, boolean tls, Target target, boolean debug) {
        boolean lmtp = target.protocol().equals("lmtp");
        Optional<Path> unixSocket = lmtp ? unixSocket(properties) : Optional.empty();
        String host = target.host();
        String server = host == null || host.isEmpty() ? "localhost" : host;
        TlsSettings tlsSettings = tlsSettings(properties, server);
        boolean implicitTls = tls || tlsSettings.wraps() || properties.flag("ssl.enable", false);
        boolean mayLogIn = target.password() != null || properties.flag("auth", false);
        Mechanisms mechanisms = mayLogIn ? mechanisms(properties) : Mechanisms.none(properties);
        ConnectionSettings connection = new ConnectionSettings(
                localName(properties),
                properties.constant("compatibility", Compatibility.NONE),
                lmtp ? Hello.LHLO : properties.flag("ehlo", true) ? Hello.EHLO : Hello.HELO,
                properties.flag("quitonsessionreject", false),
                properties.words("disable"),
                implicitTls,
                StartTls.from(properties),
                RouteSettings.from(properties),
                tlsSettings,
                properties.choice("auth"),
                mechanisms,
                ClearText.from(properties, ClearText.UNSET),
                credentials(properties, target.user(), target.password(), mechanisms),
                properties.constant("pipelining", FeatureMode.AUTO),
                properties.constant("chunking", FeatureMode.AUTO),
                properties.positive("chunksize").orElse(CHUNK),
                properties.positive("rcptmax"),
                Timeouts.from(properties),
                properties);
        return new SmtpSettings(
                server,
                unixSocket.isPresent() ? 0 : port(properties, target.port(), lmtp, implicitTls, tlsSettings),
                unixSocket,
                connection,
                TraceSettings.from(properties, debug),
                QuitMode.from(properties.choice("quitwait")),
                reuse(properties),
                properties.positive("reuse.max").orElse(KEPT));
    }

    public static Mechanisms mechanisms(MailProperties properties) {
        return Mechanisms.from(properties, List.of(NtlmMechanism.from(properties)));
    }

    public SmtpSettings withoutReuse() {
        return new SmtpSettings(host, port, unixSocket, connection, trace, quitMode, Optional.empty(), reuseMax);
    }

    private static int port(MailProperties properties, int given, boolean lmtp, boolean implicitTls, TlsSettings tls) {
        OptionalInt port = given != -1 ? OptionalInt.of(given) : properties.number("port");
        if (lmtp && port.isEmpty()) {
            throw new IllegalArgumentException("LMTP has no port of its own (RFC 2033 s5): set "
                    + properties.name("port") + " or " + properties.name("socket"));
        }
        return implicitTls ? tls.implicitPort(port.orElse(SMTPS)) : port.orElse(SMTP);
    }

    private static Optional<Duration> reuse(MailProperties properties) {
        OptionalInt seconds = properties.positive("reuse");
        return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsInt())) : Optional.empty();
    }

    private static Optional<Path> unixSocket(MailProperties properties) {
        try {
            return properties.text("socket").map(Path::of);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(properties.name("socket") + " is no path: " + e.getMessage(), e);
        }
    }

    private static Optional<String> localName(MailProperties properties) {
        Optional<String> name = properties.text("localhost").filter(text -> !text.isEmpty());
        if (name.isPresent() && !name.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(properties.name("localhost")
                    + " is neither a domain nor an address literal: it holds blanks, control or non-ASCII characters");
        }
        return name.or(() -> properties.text("localaddress").flatMap(SmtpSettings::literal));
    }

    /** The address to connect from is also the one to say, where it is given as an address (RFC 5321 s4.1.3). */
    private static Optional<String> literal(String localAddress) {
        String address = Endpoint.bare(localAddress.strip());
        if (address.contains(":")) {
            return Optional.of("[IPv6:" + address + "]");
        }
        return address.matches("\\d+(\\.\\d+){3}") ? Optional.of("[" + address + "]") : Optional.empty();
    }

    /** Angus Mail's own factory takes any certificate where it has a list of hosts: whoever uses it must ask for them. */
    private static TlsSettings tlsSettings(MailProperties properties, String host) {
        TlsSettings tls = TlsSettings.from(properties);
        SocketFactory factory = tls.factory() == null ? null : tls.factory().factory();
        if (factory instanceof MailSSLSocketFactory own && !own.isServerTrusted(host, null)) {
            throw new IllegalArgumentException(
                    tls.factory().property() + " does not have " + host + " among its trusted hosts");
        }
        return tls;
    }

    private static Optional<Credentials> credentials(
            MailProperties properties, String user, String password, Mechanisms mechanisms) {
        boolean without = password == null && properties.flag("auth", false) && mechanisms.mayNeedNoPassword();
        if (!without && (user == null || password == null)) {
            return Optional.empty();
        }
        String authorization = properties.text("sasl.authorizationid").orElse("");
        String name = user == null ? "" : user;
        return Optional.of(new Credentials(authorization, name, password == null ? null : Secret.of(password)));
    }
}
