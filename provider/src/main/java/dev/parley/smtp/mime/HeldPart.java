package dev.parley.smtp.mime;

import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A discrete part whose header is held back, with the body, until the transfer encoding of the body is decided.
 *
 * <p>Static methods of the subclasses return this type, so that a MimeWriter can be verified without loading them.
 */
abstract class HeldPart {
    static final int LIMIT = 256 * 1024;

    final OutputStream out;
    final MimeHeader header;
    final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final Trace trace;
    private OutputStream body; // null: the part is held

    HeldPart(OutputStream out, MimeHeader header, Trace trace) {
        this.out = out;
        this.header = header;
        this.trace = trace;
    }

    abstract void write(byte[] source, int offset, int length) throws IOException;

    /** Completes the part. */
    abstract void finish() throws IOException;

    /** Returns whether octets above 127 have been or are about to be written. */
    boolean isEightBit() {
        return false;
    }

    final boolean isHeld() {
        return body == null;
    }

    /** Writes a piece of the body, or holds it. */
    final void writeBody(byte[] source, int offset, int length) throws IOException {
        (body == null ? held : body).write(source, offset, length);
    }

    /** Writes the header and the body held so far, and no longer holds the rest. */
    final void release(byte[] headerOctets, OutputStream destination) throws IOException {
        out.write(headerOctets);
        body = destination;
        held.writeTo(body);
        held.reset();
    }

    final void traceEncoding(String encoding, String because) {
        trace.decided(Topic.BODY, encoding + " for the " + header.contentType().getBaseType() + " part", because);
    }
}
