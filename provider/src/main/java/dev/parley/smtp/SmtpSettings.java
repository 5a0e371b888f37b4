package dev.parley.smtp;

import dev.parley.sasl.Credentials;
import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.dialog.DialogSettings;
import dev.parley.smtp.dialog.Hello;
import dev.parley.smtp.dialog.StartTls;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.face.TraceSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;

/**
 * What the Session's properties say of a connection, read once per connect.
 *
 * @param host {@code mail.<protocol>.host} (localhost), where {@code connect} was given none
 * @param port {@code mail.<protocol>.port} (25; 465 with implicit TLS; lmtp has none, RFC 2033 s5), where
 *     {@code connect} was given none
 * @param unixSocket {@code mail.lmtp.socket}: the path of a Unix domain socket, instead of host and port
 * @param dialog {@code mail.<protocol>.*} as {@link DialogSettings} lists it
 * @param trace {@code mail.<protocol>.trace*}
 * @param quitWait {@code mail.<protocol>.quitwait} (true): whether closing waits for the reply to QUIT
 */
record SmtpSettings(
        String host,
        int port,
        Optional<Path> unixSocket,
        DialogSettings dialog,
        TraceSettings trace,
        boolean quitWait) {
    private static final int SMTP = 25;
    private static final int SMTPS = 465;
    private static final List<String> UNHEEDED =
            List.of("socketFactory", "socketFactory.class", "ssl.hostnameverifier", "ssl.hostnameverifier.class");

    /** @throws IllegalArgumentException naming the property that cannot be used, and its value */
    static SmtpSettings from(MailProperties properties, boolean tls, Target target, boolean debug) {
        refuseUnheeded(properties);
        boolean lmtp = target.protocol().equals("lmtp");
        Optional<Path> unixSocket = lmtp ? unixSocket(properties) : Optional.empty();
        String host = target.host();
        boolean implicitTls = tls || properties.flag("ssl.enable", false);
        String server = host == null || host.isEmpty() ? "localhost" : host;
        DialogSettings dialog = new DialogSettings(
                localName(properties),
                lmtp ? Hello.LHLO : properties.flag("ehlo", true) ? Hello.EHLO : Hello.HELO,
                properties.words("disable"),
                implicitTls,
                StartTls.from(properties),
                tlsSettings(properties, server),
                properties.choice("auth"),
                mechanisms(properties),
                properties.flag("auth.cleartext", true),
                credentials(properties, target.user(), target.password()),
                Timeouts.from(properties),
                properties);
        return new SmtpSettings(
                server,
                unixSocket.isPresent() ? 0 : port(properties, target.port(), lmtp, implicitTls),
                unixSocket,
                dialog,
                TraceSettings.from(properties, debug),
                properties.flag("quitwait", true));
    }

    private static int port(MailProperties properties, int given, boolean lmtp, boolean implicitTls) {
        OptionalInt port = given != -1 ? OptionalInt.of(given) : properties.number("port");
        if (lmtp && port.isEmpty()) {
            throw new IllegalArgumentException("LMTP has no port of its own (RFC 2033 s5): set "
                    + properties.name("port") + " or " + properties.name("socket"));
        }
        return port.orElse(implicitTls ? SMTPS : SMTP);
    }

    private static Optional<Path> unixSocket(MailProperties properties) {
        try {
            return properties.text("socket").map(Path::of);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(properties.name("socket") + " is no path: " + e.getMessage(), e);
        }
    }

    /** What would make the link safer and is not heeded yet must not be passed over: a password could go in clear. */
    private static void refuseUnheeded(MailProperties properties) {
        for (String suffix : UNHEEDED) {
            if (properties.object(suffix, Object.class).isPresent()) {
                throw new IllegalArgumentException(properties.name(suffix) + " is not supported: use "
                        + properties.name("ssl.enable") + " and " + properties.name("ssl.socketFactory"));
            }
        }
    }

    private static Optional<String> localName(MailProperties properties) {
        Optional<String> name = properties.text("localhost").filter(text -> !text.isEmpty());
        if (name.isPresent() && !name.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(properties.name("localhost")
                    + " is neither a domain nor an address literal: it holds blanks, control or non-ASCII characters");
        }
        return name;
    }

    /** Angus Mail's own factory takes any certificate where it has a list of hosts: whoever uses it must ask for them. */
    private static TlsSettings tlsSettings(MailProperties properties, String host) {
        TlsSettings tls = TlsSettings.from(properties);
        if (tls.factory().orElse(null) instanceof MailSSLSocketFactory own && !own.isServerTrusted(host, null)) {
            throw new IllegalArgumentException(
                    properties.name("ssl.socketFactory") + " does not have " + host + " among its trusted hosts");
        }
        return tls;
    }

    private static List<String> mechanisms(MailProperties properties) {
        List<String> mechanisms = properties.words("auth.mechanisms");
        if (!mechanisms.isEmpty()) {
            return mechanisms;
        }
        return properties.flag("sasl.enable", false) ? properties.words("sasl.mechanisms") : notDisabled(properties);
    }

    private static List<String> notDisabled(MailProperties properties) {
        List<String> unasked = List.of("PLAIN", "LOGIN");
        List<String> wanted = Stream.of("PLAIN", "LOGIN", "XOAUTH2")
                .filter(name ->
                        !properties.flag("auth." + name.toLowerCase(Locale.ROOT) + ".disable", !unasked.contains(name)))
                .toList();
        return wanted.equals(unasked) ? List.of() : wanted;
    }

    private static Optional<Credentials> credentials(MailProperties properties, String user, String password) {
        if (user == null || password == null) {
            return Optional.empty();
        }
        String authorization = properties.text("sasl.authorizationid").orElse("");
        return Optional.of(new Credentials(authorization, user, Secret.of(password)));
    }
}
