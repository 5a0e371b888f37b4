package dev.parley.smtp.mime;

import jakarta.mail.internet.ContentType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/** The multiparts that are open at a place in a message, the innermost first, and what may not be touched there. */
final class OpenMultiparts {

    /** A line that ends a part: RFC 2046 s5.1.1. */
    record Delimiter(Multipart of, boolean closes) {}

    record Multipart(String boundary, boolean digest, boolean attached, Optional<String> untouchable) {}

    private final Deque<Multipart> open = new ArrayDeque<>();
    private Optional<String> signedAsAWhole = Optional.empty();
    private boolean noted;
    private boolean attached;

    /** The first header is the message's own. */
    void note(MimeHeader header) {
        if (!noted && header.has("DKIM-Signature")) {
            signedAsAWhole = Optional.of("the message is signed (DKIM-Signature)");
        }
        noted = true;
    }

    Multipart open(ContentType type, String boundary) {
        Multipart opened = new Multipart(boundary, type.match("multipart/digest"), attached, untouchableIn(type));
        open.push(opened);
        return opened;
    }

    /** Why nothing may be re-encoded inside a part of this type here. */
    Optional<String> untouchableIn(ContentType type) {
        if (type.match("multipart/signed") || type.match("multipart/encrypted")) {
            return Optional.of("it is inside a " + type.getBaseType());
        }
        return untouchable();
    }

    /** Here begins a message inside the message: its header is content (RFC 2046 s5.2.1). */
    void attach() {
        attached = true;
    }

    boolean isAttached() {
        return attached;
    }

    Multipart innermost() {
        return open.element();
    }

    /** How many are open. */
    int depth() {
        return open.size();
    }

    /** Why nothing may be re-encoded here. */
    Optional<String> untouchable() {
        return open.isEmpty() ? signedAsAWhole : open.peek().untouchable();
    }

    /** What a part is, also where its multipart says it: RFC 2046 s5.1.5. */
    ContentType contentType(MimeHeader header) {
        boolean digested = !open.isEmpty() && open.peek().digest() && !header.has("Content-Type");
        return digested ? new ContentType("message", "rfc822", null) : header.contentType();
    }

    /** @param below how many of the open ones the line cannot belong to, the outermost */
    Optional<Delimiter> delimiter(byte[] line, int offset, int length, int below) {
        if (open.size() <= below || length < 2 || line[offset] != '-' || line[offset + 1] != '-') {
            return Optional.empty();
        }
        String text = new String(line, offset, length, StandardCharsets.ISO_8859_1).stripTrailing();
        Iterator<Multipart> innermost = open.iterator();
        for (int i = open.size(); i > below; i--) {
            Multipart multipart = innermost.next();
            String delimiter = "--" + multipart.boundary();
            if (text.equals(delimiter) || text.equals(delimiter + "--")) {
                return Optional.of(new Delimiter(multipart, text.length() > delimiter.length()));
            }
        }
        return Optional.empty();
    }

    /** The parts inside the delimiter's multipart are over; with a closing one, so is the multipart. */
    void pass(Delimiter delimiter) {
        while (open.peek() != delimiter.of()) {
            open.pop();
        }
        attached = delimiter.of().attached();
        if (delimiter.closes()) {
            open.pop();
        }
    }
}
