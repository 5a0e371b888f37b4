package dev.parley.smtp.mime;

import jakarta.mail.internet.ContentType;
import java.nio.charset.StandardCharsets;

/** The multiparts that enclose the current place in a message, and whether bodies may be re-encoded there. */
final class OpenMultiparts {
    /** {@code match} would parse a text for each part. */
    static final ContentType SIGNED = new ContentType("multipart", "signed", null);

    /** The place outside of multiparts. */
    static final String BODY = "the body";

    private static final ContentType ENCRYPTED = new ContentType("multipart", "encrypted", null);
    private static final ContentType DIGEST = new ContentType("multipart", "digest", null);

    private Multipart innermost; // null: none is open

    private boolean inAttachedMessage;
    private String protection; // why bodies must not be re-encoded here; null: they may be

    /** A multipart whose closing delimiter has not been reached. */
    static final class Multipart {
        private final Multipart outer; // null: this is the outermost
        private final String delimiter; // two hyphens and the boundary
        private final boolean digest; // whether the default type of its parts is message/rfc822 (RFC 2046 s5.1.5)
        private final boolean inAttachedMessage;
        private final String outerProtection;
        private final String protection;
        private int parts; // that have begun

        private Multipart(OpenMultiparts around, ContentType type) {
            this.outer = around.innermost;
            this.delimiter = "--" + type.getParameter("boundary");
            this.digest = type.match(DIGEST);
            this.inAttachedMessage = around.inAttachedMessage;
            this.outerProtection = around.protection;
            this.protection = around.protectionWithin(type);
        }

        /** Two hyphens and the boundary. */
        String delimiter() {
            return delimiter;
        }

        /** The number of the present part, as in "1.2"; before the first one, that of the multipart. */
        private String partNumber() {
            String number = outer == null ? "" : outer.partNumber();
            if (parts == 0) {
                return number;
            }
            return number.isEmpty() ? String.valueOf(parts) : number + "." + parts;
        }
    }

    /** A line that ends a part or, if it closes, a multipart: RFC 2046 s5.1.1. */
    record Delimiter(Multipart multipart, boolean closes) {}

    /** The signature of a message covers the whole message, also one that is attached. */
    void checkSignature(MimeHeader header) {
        String signature = header.isOfMessage() && protection == null ? header.signature() : null;
        if (signature != null) {
            protection =
                    (inAttachedMessage ? "the attached message" : "the message") + " is signed (" + signature + ")";
        }
    }

    void open(ContentType type) {
        Multipart multipart = new Multipart(this, type);
        innermost = multipart;
        protection = multipart.protection;
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
        return protection;
    }

    /** The name of the present place in the message of an exception, such as "part 1.2". */
    String place() {
        String number = innermost == null ? "" : innermost.partNumber();
        return number.isEmpty() ? BODY : "part " + number;
    }

    /** @return why bodies must not be re-encoded within a part of this type here; null: they may be */
    String protectionWithin(ContentType type) {
        if (type.match(SIGNED) || type.match(ENCRYPTED)) {
            return "it is inside a " + type.getBaseType();
        }
        return protection;
    }

    /** The media type of a part, which may be the default of the enclosing multipart. */
    ContentType contentType(MimeHeader header) {
        boolean digested = innermost != null && innermost.digest && !header.has("Content-Type");
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
        for (Multipart multipart = innermost; multipart != outer; multipart = multipart.outer) {
            if (text.equals(multipart.delimiter)) {
                return new Delimiter(multipart, false);
            } else if (text.equals(multipart.delimiter + "--")) {
                return new Delimiter(multipart, true);
            }
        }
        return null;
    }

    /** Returns whether a text contains a delimiter of an open multipart, also within a line. */
    boolean occurIn(byte[] text) {
        if (innermost == null) {
            return false;
        }
        String octets = new String(text, StandardCharsets.ISO_8859_1);
        Multipart multipart = innermost;
        while (multipart != null && !octets.contains(multipart.delimiter)) {
            multipart = multipart.outer;
        }
        return multipart != null;
    }

    /** Ends the parts inside the delimiter's multipart and, if the delimiter closes it, the multipart. */
    void apply(Delimiter delimiter) {
        Multipart multipart = delimiter.multipart();
        innermost = delimiter.closes() ? multipart.outer : multipart;
        inAttachedMessage = multipart.inAttachedMessage;
        protection = delimiter.closes() ? multipart.outerProtection : multipart.protection;
        multipart.parts += delimiter.closes() ? 0 : 1;
    }
}
