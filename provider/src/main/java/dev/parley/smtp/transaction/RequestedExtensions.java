package dev.parley.smtp.transaction;

import dev.parley.smtp.DeliverBy;
import dev.parley.smtp.FutureRelease;
import dev.parley.smtp.SendOptions;
import dev.parley.smtp.ValidSince;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.Parameter;
import dev.parley.smtp.protocol.Path;
import dev.parley.trace.TlsReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The parameters that a message requests by {@link SendOptions}, or by the fields of its header. Each is a method here, which
 * returns null where it is not requested, and throws where the server does not support it.
 */
final class RequestedExtensions {
    private final SmtpConnection connection;
    private final Envelope envelope;
    private final SendOptions options;
    private final EnvelopeOptions.Fields fields; // null: none

    RequestedExtensions(SmtpConnection connection, Envelope envelope) {
        this.connection = connection;
        this.envelope = envelope;
        SendOptions requests = envelope.options().requests();
        this.options = requests == null ? SendOptions.NONE : requests;
        this.fields = envelope.options().fields();
    }

    /**
     * Adds the parameters of MAIL.
     *
     * @throws UnsendableException when the server does not support what the message requests, also of RCPT
     */
    void addTo(List<Parameter> mail) throws UnsendableException {
        Parameter.addUnlessNull(mail, requireTls());
        Parameter.addUnlessNull(mail, deliverBy());
        Parameter.addUnlessNull(mail, release());
        Parameter.addUnlessNull(mail, priority());
        Parameter.addUnlessNull(mail, perRecipientReplies());
        if (options.validSince().isPresent()) {
            requireAnnounced(Extension.RRVS, "RFC 7293", "rrvs", "validSince");
        }
    }

    /** RFC 8689 s2: the session must use TLS, with a certificate that proves the server's identity. */
    private Parameter requireTls() throws UnsendableException {
        if (!options.requiresTls()) {
            return null;
        }
        TlsReport tls = connection.tls().orElse(null);
        if (tls == null) {
            throw new UnsendableException("the connection is without TLS, which REQUIRETLS (RFC 8689 s2) needs: set "
                    + name("starttls.required") + "=true or " + name("ssl.enable") + "=true");
        }
        if (!tls.verification().identityProven()) {
            throw new UnsendableException(
                    "the server's certificate is not verified, which REQUIRETLS (RFC 8689 s2) needs ("
                            + tls.verification() + "): remove the property that permits it");
        }
        requireAnnounced(Extension.REQUIRETLS, "RFC 8689", "requiretls", "requireTls");
        return new Parameter("REQUIRETLS", null);
    }

    /** RFC 2852 s4. */
    private Parameter deliverBy() throws UnsendableException {
        DeliverBy by = options.deliverBy().orElse(null);
        if (by == null) {
            return null;
        }
        requireAnnounced(Extension.DELIVERBY, "RFC 2852", "deliverby", "deliverBy");
        long least = server().leastDeliverBy();
        if (by.mode() == DeliverBy.Mode.RETURN && by.within().getSeconds() < least) {
            throw new UnsendableException(
                    "the server accepts no time below " + least + " s with mode R (DELIVERBY, RFC 2852 s3), and "
                            + by.within().getSeconds() + " s are requested: " + change("deliverby", "deliverBy"));
        }
        return new Parameter("BY", by.toString());
    }

    /** RFC 4865 s3; s4.1: the client ensures that it is within the server's limit. */
    private Parameter release() throws UnsendableException {
        FutureRelease release = options.release().orElse(null);
        if (release == null) {
            return null;
        }
        String property = release.time().isPresent() ? "holduntil" : "holdfor";
        requireAnnounced(Extension.FUTURERELEASE, "RFC 4865", property, "release");
        if (envelope.sender().equals(Path.NULL)) {
            throw new UnsendableException(
                    "a notification must not be held (RFC 4865 s5.1.1, s5.3.1), and the sender is empty: "
                            + change(property, "release"));
        }
        if (exceedsLimit(release)) {
            throw new UnsendableException("the server holds a message for at most " + server().longestHold()
                    + " s and until "
                    + server().latestRelease() + " (FUTURERELEASE, RFC 4865 s4.1), and " + release + " is requested: "
                    + change(property, "release"));
        }
        requireReleaseBeforeDelivery(release);
        String text = release.toString();
        int equals = text.indexOf('=');
        return new Parameter(text.substring(0, equals), text.substring(equals + 1));
    }

    private boolean exceedsLimit(FutureRelease release) {
        Duration interval = release.interval().orElse(null);
        if (interval != null) {
            long longest = server().longestHold();
            return longest > 0 && interval.getSeconds() > longest;
        }
        Instant latest = latestRelease();
        return latest != null && release.time().orElseThrow().isAfter(latest);
    }

    /** Null where the server announces none, or not as RFC 4865 requires. */
    private Instant latestRelease() {
        try {
            return FutureRelease.parseTime(server().latestRelease()).time().orElse(null);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** RFC 4865 s5.2.1. */
    private void requireReleaseBeforeDelivery(FutureRelease release) throws UnsendableException {
        DeliverBy by = options.deliverBy().orElse(null);
        Instant now = Instant.now();
        if (by != null && !release.from(now).isBefore(now.plus(by.within()))) {
            throw new UnsendableException(release + " is not before the end of BY=" + by
                    + " (RFC 4865 s5.2.1): request an earlier release, or a later delivery");
        }
    }

    /** RFC 6710 s3. The priority of the header field does not require the extension. */
    private Parameter priority() throws UnsendableException {
        if (options.priority().isPresent()) {
            requireAnnounced(Extension.MT_PRIORITY, "RFC 6710", "mtpriority", "priority");
            return new Parameter(
                    "MT-PRIORITY", Integer.toString(options.priority().getAsInt()));
        }
        boolean ofHeader = fields != null && fields.priority() != null && server().has(Extension.MT_PRIORITY);
        return ofHeader ? new Parameter("MT-PRIORITY", Integer.toString(fields.priority())) : null;
    }

    /** LMTP has these replies without an extension. */
    private Parameter perRecipientReplies() throws UnsendableException {
        if (connection.isLmtp() || !envelope.wantsPerRecipientReplies()) {
            return null;
        }
        requireAnnounced(Extension.PRDR, "draft-hall-prdr-00", "prdr", "perRecipientReplies");
        return new Parameter("PRDR", null);
    }

    /** RFC 7293 s3.1; null where it is not requested for this recipient, or the server does not support it. */
    Parameter validSince(Path recipient) {
        ValidSince since = options.validSince().orElse(null);
        if (since == null && fields != null && recipient.mailbox().equalsIgnoreCase(fields.recipient())) {
            since = fields.since();
        }
        return since != null && server().has(Extension.RRVS) ? new Parameter("RRVS", since.toString()) : null;
    }

    private void requireAnnounced(Extension extension, String source, String property, String option)
            throws UnsendableException {
        if (!server().has(extension)) {
            throw new UnsendableException("the server does not announce " + extension.keyword() + " (" + source
                    + "), which the message requests: " + change(property, option) + ", or use another server");
        }
    }

    private String change(String property, String option) {
        return "change " + name(property) + " or SendOptions." + option;
    }

    private String name(String suffix) {
        return connection.settings().names().name(suffix);
    }

    private Capabilities server() {
        return connection.capabilities();
    }
}
