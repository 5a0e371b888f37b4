package dev.parley.smtp;

import dev.parley.net.RouteSettings;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.dialog.DialogSettings;
import dev.parley.smtp.dialog.StartTls;
import dev.parley.tls.TlsSettings;
import dev.parley.trace.face.TraceSettings;
import java.util.List;
import java.util.Optional;

/**
 * What the Session's properties say of a connection, read once per connect.
 *
 * @param host {@code mail.<protocol>.host} (host; mail.host, then localhost): where to connect, where connect was given
 *     no host
 * @param port {@code mail.<protocol>.port} (number; 25, with TLS from the first octet 465): where to connect, where
 *     connect was given no port
 * @param dialog the dialog, as {@link DialogSettings} lists it
 * @param trace the trace, as {@link TraceSettings} lists it
 * @param quitWait {@code mail.<protocol>.quitwait} (true, false; true): closing waits for the reply to QUIT
 */
record SmtpSettings(String host, int port, DialogSettings dialog, TraceSettings trace, boolean quitWait) {
    private static final int SMTP = 25;
    private static final int SMTPS = 465;

    /** @throws IllegalArgumentException naming the property that cannot be used, and its value */
    static SmtpSettings from(
            MailProperties properties,
            boolean tls,
            String host,
            int port,
            String user,
            String password,
            boolean debug) {
        TlsSettings tlsSettings = TlsSettings.from(properties);
        boolean implicitTls = tlsSettings.wraps() || properties.flag("ssl.enable", tls);
        int wanted = port != -1 ? port : properties.number("port").orElse(implicitTls ? SMTPS : SMTP);
        DialogSettings dialog = new DialogSettings(
                localName(properties),
                properties.flag("ehlo", true),
                implicitTls,
                StartTls.from(properties),
                RouteSettings.from(properties),
                tlsSettings,
                properties.choice("auth"),
                mechanisms(properties),
                properties.flag("auth.cleartext", true),
                credentials(properties, user, password),
                Timeouts.from(properties),
                properties);
        return new SmtpSettings(
                host == null || host.isEmpty() ? "localhost" : host,
                implicitTls ? tlsSettings.implicitPort(wanted) : wanted,
                dialog,
                TraceSettings.from(properties, debug),
                properties.flag("quitwait", true));
    }

    private static Optional<String> localName(MailProperties properties) {
        Optional<String> name = properties.text("localhost").filter(text -> !text.isEmpty());
        if (name.isPresent() && !name.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(properties.name("localhost")
                    + " is neither a domain nor an address literal: it holds blanks, control or non-ASCII characters");
        }
        return name;
    }

    private static List<String> mechanisms(MailProperties properties) {
        List<String> mechanisms = properties.words("auth.mechanisms");
        boolean sasl = mechanisms.isEmpty() && properties.flag("sasl.enable", false);
        return sasl ? properties.words("sasl.mechanisms") : mechanisms;
    }

    private static Optional<Credentials> credentials(MailProperties properties, String user, String password) {
        if (user == null || password == null) {
            return Optional.empty();
        }
        String authorization = properties.text("sasl.authorizationid").orElse("");
        return Optional.of(new Credentials(authorization, user, Secret.of(password)));
    }
}
