package dev.parley.smtp.send;

import dev.parley.net.ConnectFailedException;
import dev.parley.settings.Endpoint;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.connection.HandshakeException;
import dev.parley.smtp.connection.Phase;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.UnknownHostException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;

/** Why a connection did not come about, in the exceptions that applications of Angus Mail expect. */
public final class ConnectFailures {
    private ConnectFailures() {}

    /** A refused login is an authentication failure; everything else that cannot be as configured is not. */
    public static MessagingException of(HandshakeException refused) {
        return refused.phase() == Phase.AUTH
                ? new AuthenticationFailedException(refused.getMessage(), refused)
                : new MessagingException(refused.getMessage(), refused);
    }

    public static MessagingException of(IOException failure, String host, int port, Timeouts timeouts) {
        if (failure instanceof UnknownHostException) {
            return unreachable("Unknown SMTP host: " + host, failure, new Endpoint(host, port), timeouts);
        }
        if (failure instanceof ConnectFailedException tried) {
            Endpoint server = new Endpoint(tried.host(), tried.port());
            return unreachable(failure.getMessage(), failure, server, timeouts);
        }
        return new MessagingException(failure.getMessage(), failure);
    }

    private static MailConnectException unreachable(String what, IOException why, Endpoint server, Timeouts timeouts) {
        int limit = Math.toIntExact(timeouts.connect().toMillis());
        return new MailConnectException(new SocketConnectException(what, why, server.host(), server.port(), limit));
    }
}
