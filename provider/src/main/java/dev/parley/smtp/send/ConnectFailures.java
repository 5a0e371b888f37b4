package dev.parley.smtp.send;

import dev.parley.net.ConnectFailedException;
import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.HostFailures;
import dev.parley.settings.Endpoint;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.Rejection;
import dev.parley.smtp.connection.SetupException;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;

/** The exceptions of a failed connect, as applications of Angus Mail expect them. */
final class ConnectFailures {
    private ConnectFailures() {}

    /** A MailConnectException that is printed without its cause, which follows as "Caused by". */
    private static final class UnreachableException extends MailConnectException {
        private static final long serialVersionUID = 1L;

        /** The message without "Couldn't connect to host", which precedes it. */
        private final String what;

        UnreachableException(SocketConnectException failure) {
            super(failure);
            this.what = failure.getMessage();
        }

        @Override
        public String toString() {
            return MailConnectException.class.getName() + ": " + getMessage();
        }
    }

    /** An AuthenticationFailedException with the reply. */
    private static final class RejectedLoginException extends AuthenticationFailedException implements Rejection {
        private static final long serialVersionUID = 1L;

        private final transient Delivery.Reply reply;

        private RejectedLoginException(String message, Reply reply) {
            super(message);
            this.reply = DeliveryReport.published(reply);
        }

        @Override
        public Optional<Delivery.Reply> getReply() {
            return Optional.ofNullable(reply);
        }

        @Override
        public String toString() {
            return AuthenticationFailedException.class.getName() + ": " + getMessage();
        }
    }

    /** A MessagingException with the reply that rejected another step than the login. */
    private static final class RejectedSetupException extends MessagingException implements Rejection {
        private static final long serialVersionUID = 1L;

        private final transient Delivery.Reply reply;

        private RejectedSetupException(String message, Reply reply) {
            super(message);
            this.reply = DeliveryReport.published(reply);
        }

        @Override
        public Optional<Delivery.Reply> getReply() {
            return Optional.ofNullable(reply);
        }

        @Override
        public String toString() {
            return MessagingException.class.getName() + ": " + getMessage();
        }
    }

    /**
     * A rejected login is an authentication failure; any other failure of the setup is not.
     *
     * @param server host and port, or the path of a Unix domain socket
     */
    static MessagingException of(SetupException failure, String server, Trace trace) {
        Reply reply = failure.reply();
        String phrase = failure.phase().phrase();
        String message = failure.getMessage();
        String advice = reply == null
                ? trace.advice(phrase, message, false)
                : trace.advice(failure.phase().word(), reply);
        boolean isLogin = failure.phase() == SmtpPhase.AUTH;
        if (reply == null) {
            return isLogin
                    ? new AuthenticationFailedException(message + advice)
                    : new MessagingException(message + advice);
        } else if (!isLogin) {
            return new RejectedSetupException(message + advice, reply);
        }
        String separator = message.endsWith("\n") ? "" : "\n";
        return new RejectedLoginException(
                message + separator + "  reply of " + server + " while " + phrase + advice, reply);
    }

    static MessagingException of(IOException failure, SmtpSettings.Server server, Timeouts timeouts, Trace trace) {
        if (failure instanceof ConnectionBrokenException broken) {
            return BriefException.of(broken.getMessage() + broken.advice(trace), (Exception) broken.getCause());
        }
        boolean unknown = failure instanceof UnknownHostException;
        String cause = (unknown ? "unknown host " : "") + failure.getMessage();
        String advice = trace.advice(SmtpPhase.CONNECT.phrase(), cause, false);
        if (unknown) {
            String what = "Unknown SMTP host: " + server.host() + advice;
            return unreachable(what, failure, new Endpoint(server.host(), server.port()), timeouts);
        }
        if (failure instanceof ConnectFailedException tried) {
            Endpoint last = new Endpoint(tried.host(), tried.port());
            return unreachable(failure.getMessage() + advice, (IOException) failure.getCause(), last, timeouts);
        }
        return BriefException.of(failure.getMessage() + advice, failure);
    }

    /**
     * None of several hosts can be used.
     *
     * @param failures of each host, in their order; suppressed in the exception
     * @param property that may have the list, or finds the hosts
     */
    static MessagingException ofAll(List<MessagingException> failures, String property, Timeouts timeouts) {
        MessagingException last = failures.get(failures.size() - 1);
        List<String> messages = new ArrayList<>();
        boolean unreachable = true;
        for (MessagingException failure : failures) {
            messages.add(message(failure));
            unreachable &= failure instanceof MailConnectException;
        }
        String what = HostFailures.message(property, messages);
        MessagingException all = BriefException.of(what, (Exception) last.getCause());
        if (unreachable) {
            MailConnectException server = (MailConnectException) last;
            all = unreachable(
                    what, (IOException) last.getCause(), new Endpoint(server.getHost(), server.getPort()), timeouts);
        }
        failures.forEach(all::addSuppressed);
        return all;
    }

    /** In one line. */
    static String headline(MessagingException failure) {
        return HostFailures.headline(message(failure));
    }

    private static String message(MessagingException failure) {
        return failure instanceof UnreachableException unreachable ? unreachable.what : failure.getMessage();
    }

    private static MailConnectException unreachable(String what, IOException why, Endpoint server, Timeouts timeouts) {
        int limit = Math.toIntExact(timeouts.connect().toMillis());
        return new UnreachableException(new SocketConnectException(what, why, server.host(), server.port(), limit));
    }
}
