package dev.parley.smtp;

import jakarta.mail.Session;
import jakarta.mail.URLName;
import org.jspecify.annotations.Nullable;

/** {@link SmtpTransport} over TLS from the first octet, port 465 (RFC 8314 s3.3), with {@code mail.smtps.*}. */
public class SmtpsTransport extends SmtpTransport {
    /** Called by a Session, for the protocols {@code smtps} and {@code parleys}. */
    public SmtpsTransport(Session session, @Nullable URLName url) {
        super(session, url, "smtps", true);
    }
}
