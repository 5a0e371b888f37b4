package dev.parley.smtp.connection;

import dev.parley.settings.Compatibility;
import dev.parley.settings.StartTls;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Reply;
import java.util.Optional;
import java.util.Set;

/** EHLO, HELO or neither, and whether what the server offers will do. Pure functions: {@link Handshake} acts. */
final class HelloPolicy {
    /** RFC 5321 s3.2, s4.2.4: these say that the command is unknown, any other refusal is about this client. */
    private static final Set<Integer> UNKNOWN_COMMAND = Set.of(500, 501, 502, 504);

    private HelloPolicy() {}

    /** Whether the server may be one of the other protocol: 501 and 504 are about the host name. */
    static boolean isUnknownCommand(Reply reply) {
        return reply.code() == 500 || reply.code() == 502;
    }

    static boolean triesHelo(Reply ehlo, Compatibility compatibility) {
        return UNKNOWN_COMMAND.contains(ehlo.code()) || compatibility == Compatibility.ANGUS && !ehlo.isFarewell();
    }

    /**
     * What the user configured and a server with these capabilities cannot give.
     *
     * @param settled whether nothing more will come by STARTTLS: it has been, was refused, or cannot be
     */
    static Optional<String> missing(Capabilities offered, boolean settled, ConnectionSettings settings) {
        boolean startTls = offered.has("STARTTLS");
        if (settings.startTls() == StartTls.REQUIRED && !settled && !startTls) {
            return Optional.of(
                    settings.names().name("starttls.required") + "=true, but the server does not offer STARTTLS");
        }
        boolean mayComeWithTls = startTls && !settled && settings.startTls() != StartTls.OFF;
        if (settings.insistsOnLogin() && !offered.announcesAuth() && !mayComeWithTls) {
            String inClear = startTls && !settled
                    ? " in clear, and " + settings.names().name("starttls.enable") + "=false forbids TLS"
                    : "";
            return Optional.of(settings.whyLogin() + ", but the server does not offer AUTH" + inClear + " ("
                    + settings.names().name("auth") + "=false or "
                    + settings.names().name("compatibility") + "=angus goes on without a login)");
        }
        return Optional.empty();
    }
}
