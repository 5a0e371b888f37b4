package dev.parley.smtp;

import jakarta.mail.Session;
import jakarta.mail.URLName;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail to a delivery agent over LMTP (RFC 2033), with {@code mail.lmtp.*}: to {@code mail.lmtp.socket}, the path of a
 * Unix domain socket, or to {@code mail.lmtp.host} and {@code mail.lmtp.port}, which has no default. The agent replies to
 * the message for each recipient: it can reject it for some of the recipients that it accepted with RCPT.
 */
public class LmtpTransport extends SmtpTransport {
    /** Called by a Session, for the protocol {@code lmtp}. */
    public LmtpTransport(Session session, @Nullable URLName url) {
        super(session, url, "lmtp", false);
    }
}
