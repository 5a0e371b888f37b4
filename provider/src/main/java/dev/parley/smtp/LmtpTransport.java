package dev.parley.smtp;

import jakarta.mail.Session;
import jakarta.mail.URLName;

/**
 * Hands mail to a delivery agent over LMTP (RFC 2033), with {@code mail.lmtp.*}: to {@code mail.lmtp.socket}, the path of
 * a Unix domain socket, or to {@code mail.lmtp.host} and {@code mail.lmtp.port}, which has no default. The agent answers
 * for each recipient, so that a message can be delivered to some although all were accepted.
 */
public class LmtpTransport extends SmtpTransport {
    /** As a Session calls it, for the protocol {@code lmtp}. */
    public LmtpTransport(Session session, URLName url) {
        super(session, url, "lmtp", false);
    }
}
