package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.Parameter;
import dev.parley.smtp.protocol.Path;
import dev.parley.smtp.protocol.Xtext;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds MAIL and RCPT. Each of their parameters (RFC 5321 s4.1.1.11) is a method here, which sees the connection with its
 * capabilities, TLS and settings, the envelope with its options, and the content.
 */
final class EnvelopeCommands {
    private final SmtpConnection connection;
    private final Envelope envelope;
    private final RequestedExtensions requested; // null: none

    EnvelopeCommands(SmtpConnection connection, Envelope envelope) {
        this.connection = connection;
        this.envelope = envelope;
        EnvelopeOptions options = envelope.options();
        boolean none = options.requests() == null && options.fields() == null;
        this.requested = none ? null : new RequestedExtensions(connection, envelope);
    }

    /** @throws UnsendableException when the server, or the connection to it, lacks what the message requests */
    void requireSupported() throws UnsendableException {
        if (requested != null) {
            requested.addTo(new ArrayList<>());
        }
    }

    /**
     * MAIL for a content, of which a long one has been rendered in part.
     *
     * @param size of the content in octets; {@link Content#UNKNOWN} for one longer than the connection's buffer
     * @throws UnsendableException when the content is longer than the server accepts, or a request is not supported
     */
    Command.Mail mail(Content content, long size) throws UnsendableException {
        List<Parameter> parameters = new ArrayList<>();
        Parameter.addUnlessNull(parameters, smtpUtf8(content));
        Parameter.addUnlessNull(parameters, body(content, size));
        Parameter.addUnlessNull(parameters, declaredSize(content, size));
        Parameter.addUnlessNull(parameters, ret());
        Parameter.addUnlessNull(parameters, envelopeId());
        Parameter.addUnlessNull(parameters, submitter());
        if (requested != null) {
            requested.addTo(parameters);
        }
        Parameter.addUnlessNull(parameters, mailExtension());
        return new Command.Mail(envelope.sender(), parameters);
    }

    Command.Rcpt rcpt(Path recipient) {
        boolean dsn = server().has(Extension.DSN);
        if (!dsn && requested == null) {
            return new Command.Rcpt(recipient, List.of());
        }
        List<Parameter> parameters = new ArrayList<>();
        if (dsn) {
            Parameter.addUnlessNull(parameters, notifyConditions());
            Parameter.addUnlessNull(parameters, originalRecipient(recipient));
        }
        if (requested != null) {
            Parameter.addUnlessNull(parameters, requested.validSince(recipient));
        }
        return new Command.Rcpt(recipient, parameters);
    }

    /** RFC 6531 s3.4. */
    private Parameter smtpUtf8(Content content) {
        return content.isInternational() || !envelope.isAscii() ? new Parameter("SMTPUTF8", null) : null;
    }

    /** Why MAIL has SMTPUTF8. */
    String smtpUtf8Reason() {
        return envelope.isAscii() ? "a header field is not ASCII" : "an address is not ASCII";
    }

    /** RFC 6152 s2, RFC 3030 s3. What is not rendered yet may need 8BITMIME. */
    private Parameter body(Content content, long size) {
        if (content.isBinary()) {
            return new Parameter("BODY", "BINARYMIME");
        }
        boolean eightBit = content.isEightBit() || content.isInternational() || size == Content.UNKNOWN;
        return eightBit && server().has(Extension.EIGHTBITMIME) ? new Parameter("BODY", "8BITMIME") : null;
    }

    /**
     * RFC 1870 s6 allows an estimate. The least size of a content that is not rendered completely is one; a server whose
     * limit is below it rejects the whole content, too.
     */
    private Parameter declaredSize(Content content, long size) throws UnsendableException {
        if (!server().has(Extension.SIZE)) {
            return null;
        }
        long known = size == Content.UNKNOWN ? content.leastSize() : size;
        long limit = server().sizeLimit();
        if (limit > 0 && known > limit) {
            throw new UnsendableException("the message has " + (size == Content.UNKNOWN ? "at least " : "") + known
                    + " octets, and the server accepts at most " + limit + " (SIZE)");
        }
        return known == Content.UNKNOWN ? null : new Parameter("SIZE", Long.toString(known));
    }

    /** RFC 3461 s4.3. */
    private Parameter ret() {
        String ret = envelope.options().dsn().ret();
        return ret != null && server().has(Extension.DSN) ? new Parameter("RET", ret) : null;
    }

    /** RFC 3461 s4.4. */
    private Parameter envelopeId() {
        String id = envelope.options().dsn().envid();
        return id != null && server().has(Extension.DSN) ? new Parameter("ENVID", Xtext.of(id)) : null;
    }

    /** RFC 4954 s5. */
    private Parameter submitter() {
        String submitter = envelope.options().submitter();
        boolean supported = submitter != null && !server().mechanisms().isEmpty();
        return supported ? new Parameter("AUTH", Xtext.of(submitter)) : null;
    }

    /** Text of the application, which may be several parameters. */
    private Parameter mailExtension() {
        String text = envelope.options().mailExtension();
        return text != null ? new Parameter(text, null) : null;
    }

    /** RFC 3461 s4.1. */
    private Parameter notifyConditions() {
        String conditions = envelope.options().dsn().conditions();
        return conditions != null ? new Parameter("NOTIFY", conditions) : null;
    }

    /** RFC 3461 s4.2; the type of a non-ASCII address is utf-8 (RFC 6533 s3). */
    private Parameter originalRecipient(Path recipient) {
        if (!envelope.options().dsn().orcpt()) {
            return null;
        }
        String type = recipient.isAscii() ? "rfc822;" : "utf-8;";
        return new Parameter("ORCPT", type + Xtext.of(recipient.mailbox()));
    }

    private Capabilities server() {
        return connection.capabilities();
    }
}
