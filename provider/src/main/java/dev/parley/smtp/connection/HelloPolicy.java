package dev.parley.smtp.connection;

import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.Reply;

/**
 * Decides between EHLO and HELO, and whether the announced extensions suffice. Pure functions: {@link ConnectionSetup}
 * acts.
 */
final class HelloPolicy {
    private HelloPolicy() {}

    /** Whether the server may implement the other protocol: 501 and 504 are about the host name. */
    static boolean isUnknownCommand(Reply reply) {
        return reply.code() == 500 || reply.code() == 502;
    }

    static boolean triesHelo(Reply ehlo, Compatibility compatibility) {
        // RFC 5321 s3.2, s4.2.4: these codes are about the command, any other rejection is about this client.
        boolean unknown = isUnknownCommand(ehlo) || ehlo.code() == 501 || ehlo.code() == 504;
        return unknown || compatibility == Compatibility.ANGUS && !ehlo.isClosing();
    }

    /**
     * Checks a server against the configuration.
     *
     * @param settled whether the extensions are final: STARTTLS was done, was rejected, or is impossible
     * @return the error; empty where the server has what is configured
     */
    static String missing(Capabilities offered, boolean settled, String server, ConnectionSettings settings) {
        boolean startTls = offered.has(Extension.STARTTLS);
        StartTls wanted = settings.security().startTls();
        if (wanted == StartTls.REQUIRED && !settled && !startTls) {
            return whyStartTls(settings) + ", but " + server + " does not offer STARTTLS";
        }
        boolean mayComeWithTls = startTls && !settled && wanted != StartTls.OFF;
        if (settings.requiresLogin() && !offered.announcesAuth() && !mayComeWithTls) {
            String inClear = startTls && !settled
                    ? " without TLS, and " + settings.names().name("starttls.enable") + "=false disables TLS"
                    : "";
            return settings.whyLogin() + ", but " + server + " does not offer AUTH" + inClear + " ("
                    + settings.names().name("auth") + "=false or "
                    + settings.names().name("compatibility") + "=angus continues without a login)";
        }
        return "";
    }

    /** The property that requires STARTTLS, with its value. */
    private static String whyStartTls(ConnectionSettings settings) {
        MailProperties names = settings.names();
        if (names.flag("starttls.required", false)) {
            return names.name("starttls.required") + "=true";
        }
        String restriction = settings.security().tls().restriction();
        return StartTls.from(names, restriction) == StartTls.REQUIRED
                ? restriction + " requires STARTTLS (" + names.setting("starttls.required") + ")"
                : names.setting("srv");
    }
}
