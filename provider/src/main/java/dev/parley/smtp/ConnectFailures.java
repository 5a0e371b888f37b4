package dev.parley.smtp;

import dev.parley.net.ConnectFailedException;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.dialog.OpeningException;
import dev.parley.smtp.dialog.Phase;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.UnknownHostException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;

/** Why a connection did not come about, in the exceptions that applications of Angus Mail expect. */
final class ConnectFailures {
    private ConnectFailures() {}

    /** A refused login is an authentication failure; everything else that cannot be as configured is not. */
    static MessagingException of(OpeningException refused) {
        return refused.phase() == Phase.AUTH
                ? new AuthenticationFailedException(refused.getMessage(), refused)
                : new MessagingException(refused.getMessage(), refused);
    }

    static MessagingException of(IOException failure, String host, Timeouts timeouts) {
        if (failure instanceof UnknownHostException) {
            return new MessagingException("Unknown SMTP host: " + host, failure);
        }
        if (failure instanceof ConnectFailedException unreachable) {
            return new MailConnectException(new SocketConnectException(
                    failure.getMessage(),
                    unreachable,
                    unreachable.host(),
                    unreachable.port(),
                    Math.toIntExact(timeouts.connect().toMillis())));
        }
        return new MessagingException(failure.getMessage(), failure);
    }
}
