package dev.parley.cli.send;

import dev.parley.cli.shared.ExitCode;
import dev.parley.net.ConnectAttempt;
import dev.parley.smtp.SmtpTransport;
import dev.parley.smtp.connection.SetupException;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Path;
import dev.parley.smtp.send.SmtpSettings;
import dev.parley.smtp.send.SubmissionServers;
import dev.parley.smtp.send.Target;
import dev.parley.smtp.send.TransportOptions;
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** The values of {@code --quit-after}: the step after which the connection ends with QUIT, as in swaks. */
enum QuitAfter {
    GREETING,
    EHLO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean logsIn() {
        return compareTo(AUTH) >= 0;
    }

    boolean hasSender() {
        return compareTo(MAIL) >= 0;
    }

    boolean hasRecipients() {
        return this == RCPT;
    }

    /** Omits the steps after this one. */
    void set(Properties session, String protocol) {
        String prefix = "mail." + protocol + ".";
        if (!logsIn()) {
            session.setProperty(prefix + "auth", "false");
        }
        if (this == EHLO) {
            session.setProperty(prefix + "starttls.enable", "false");
            session.setProperty(prefix + "starttls.required", "false");
        } else if (this == STARTTLS && !protocol.endsWith("s")) {
            session.setProperty(prefix + "starttls.enable", "true");
            session.setProperty(prefix + "starttls.required", "true");
        }
    }

    /** Connects, reads the greeting and ends with QUIT. The transport would send EHLO, too. */
    static void greet(Session session, String protocol, String host, int port) throws MessagingException {
        TransportOptions options = new TransportOptions(session, protocol);
        Target target = new Target(protocol, host, port, null, null);
        Trace trace = null;
        try {
            SmtpSettings settings =
                    SmtpSettings.from(options.properties(), protocol.endsWith("s"), target, session.getDebug());
            if (SubmissionServers.areWanted(options.properties(), target)) {
                settings = SubmissionServers.find(settings, protocol, session, new ConnectAttempt())
                        .get(0);
            }
            SmtpSettings.Server server = settings.server();
            trace = settings.trace().open(session.getDebugOut(), protocol, server.host(), server.port(), List.of());
            SmtpConnection.greet(server.host(), server.port(), settings.connection(), trace);
        } catch (IllegalArgumentException e) {
            throw new MessagingException(e.getMessage(), e);
        } catch (SetupException | IOException e) {
            throw trace.withTrail(new MessagingException(e.getMessage(), e));
        }
    }

    /**
     * Sends MAIL, and RCPT for each recipient.
     *
     * @return the exit code
     */
    int envelope(SmtpTransport connected, String sender, List<InternetAddress> recipients) throws MessagingException {
        if (hasSender()) {
            connected.issueCommand("MAIL FROM:" + Path.of(sender), 250);
        }
        int worst = 0;
        for (InternetAddress recipient : hasRecipients() ? recipients : List.<InternetAddress>of()) {
            worst = Math.max(worst, connected.simpleCommand("RCPT TO:" + Path.of(recipient.getAddress())));
        }
        if (worst >= 500) {
            return ExitCode.DATA;
        }
        return worst >= 400 ? ExitCode.TEMPORARY : ExitCode.OK;
    }
}
