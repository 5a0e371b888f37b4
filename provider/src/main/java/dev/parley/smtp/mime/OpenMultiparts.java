package dev.parley.smtp.mime;

import jakarta.mail.internet.ContentType;
import java.nio.charset.StandardCharsets;

/** The multiparts that enclose the current place in a message, and whether bodies may be re-encoded there. */
final class OpenMultiparts {
    /** {@code match} would parse a text for each part. */
    static final ContentType SIGNED = new ContentType("multipart", "signed", null);

    private static final ContentType ENCRYPTED = new ContentType("multipart", "encrypted", null);
    private static final ContentType DIGEST = new ContentType("multipart", "digest", null);

    private Multipart innermost; // null: none is open

    private boolean signed;
    private boolean inAttachedMessage;

    /**
     * A multipart whose closing delimiter has not been reached.
     *
     * @param outer null: this is the outermost
     * @param delimiter two hyphens and the boundary
     * @param digest whether the default type of its parts is message/rfc822 (RFC 2046 s5.1.5)
     * @param protection why bodies inside must not be re-encoded; null: they may be
     */
    record Multipart(Multipart outer, String delimiter, boolean digest, boolean inAttachedMessage, String protection) {}

    /** A line that ends a part or, if it closes, a multipart: RFC 2046 s5.1.1. */
    record Delimiter(Multipart multipart, boolean closes) {}

    /** A DKIM signature in the message's own header covers the whole message. */
    void checkSignature(MimeHeader header) {
        signed |= header.isOfMessage() && !inAttachedMessage && header.has("DKIM-Signature");
    }

    void open(ContentType type) {
        String delimiter = "--" + type.getParameter("boundary");
        boolean digest = type.match(DIGEST);
        innermost = new Multipart(innermost, delimiter, digest, inAttachedMessage, protectionWithin(type));
    }

    /** The body that follows is a message, whose header is content (RFC 2046 s5.2.1). */
    void startAttachedMessage() {
        inAttachedMessage = true;
    }

    boolean isInAttachedMessage() {
        return inAttachedMessage;
    }

    /** @return null: none is open */
    Multipart innermost() {
        return innermost;
    }

    /** @return why bodies must not be re-encoded here; null: they may be */
    String protection() {
        if (innermost != null) {
            return innermost.protection();
        }
        return signed ? "the message is signed (DKIM-Signature)" : null;
    }

    /** @return why bodies must not be re-encoded within a part of this type here; null: they may be */
    String protectionWithin(ContentType type) {
        if (type.match(SIGNED) || type.match(ENCRYPTED)) {
            return "it is inside a " + type.getBaseType();
        }
        return protection();
    }

    /** The media type of a part, which may be the default of the enclosing multipart. */
    ContentType contentType(MimeHeader header) {
        boolean digested = innermost != null && innermost.digest() && !header.has("Content-Type");
        return digested ? new ContentType("message", "rfc822", null) : header.contentType();
    }

    /**
     * Returns the delimiter that a line is.
     *
     * @param outer the delimiters of this multipart and of those around it are not recognized; null: all are
     * @return null: the line is not a delimiter
     */
    Delimiter delimiter(byte[] line, int offset, int length, Multipart outer) {
        if (innermost == outer || length < 2 || line[offset] != '-' || line[offset + 1] != '-') {
            return null;
        }
        String text = new String(line, offset, length, StandardCharsets.ISO_8859_1).stripTrailing();
        for (Multipart multipart = innermost; multipart != outer; multipart = multipart.outer()) {
            if (text.equals(multipart.delimiter())) {
                return new Delimiter(multipart, false);
            } else if (text.equals(multipart.delimiter() + "--")) {
                return new Delimiter(multipart, true);
            }
        }
        return null;
    }

    /** Ends the parts inside the delimiter's multipart and, if the delimiter closes it, the multipart. */
    void apply(Delimiter delimiter) {
        Multipart multipart = delimiter.multipart();
        innermost = delimiter.closes() ? multipart.outer() : multipart;
        inAttachedMessage = multipart.inAttachedMessage();
    }
}
