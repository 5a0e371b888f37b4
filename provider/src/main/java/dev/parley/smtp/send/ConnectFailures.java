package dev.parley.smtp.send;

import dev.parley.net.ConnectFailedException;
import dev.parley.settings.Endpoint;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.connection.SetupException;
import dev.parley.smtp.protocol.SmtpPhase;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.UnknownHostException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;

/** The exceptions of a failed connect, as applications of Angus Mail expect them. */
final class ConnectFailures {
    private ConnectFailures() {}

    /** A rejected login is an authentication failure; any other failure of the setup is not. */
    static MessagingException of(SetupException failure) {
        return failure.phase() == SmtpPhase.AUTH
                ? new AuthenticationFailedException(failure.getMessage(), failure)
                : new MessagingException(failure.getMessage(), failure);
    }

    static MessagingException of(IOException failure, SmtpSettings.Server server, Timeouts timeouts) {
        if (failure instanceof UnknownHostException) {
            String what = "Unknown SMTP host: " + server.host();
            return unreachable(what, failure, new Endpoint(server.host(), server.port()), timeouts);
        }
        if (failure instanceof ConnectFailedException tried) {
            Endpoint last = new Endpoint(tried.host(), tried.port());
            return unreachable(failure.getMessage(), failure, last, timeouts);
        }
        return new MessagingException(failure.getMessage(), failure);
    }

    private static MailConnectException unreachable(String what, IOException why, Endpoint server, Timeouts timeouts) {
        int limit = Math.toIntExact(timeouts.connect().toMillis());
        return new MailConnectException(new SocketConnectException(what, why, server.host(), server.port(), limit));
    }
}
