package dev.parley.smtp.mime;

import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    /**
     * Called before a piece of the body that has a line over the limit.
     *
     * @param place the name of the part
     * @param column how many octets of the last line are written or held
     * @return false: lines that follow can no longer be shortened
     */
    abstract boolean shortenLines(String place, int column) throws IOException;

    /** Returns whether octets above 127 have been or are about to be written. */
    boolean isEightBit() {
        return false;
    }

    /** Sends the rest of the body through this stream. */
    final void redirect(OutputStream destination) {
        body = destination;
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
        traceEncoding(encoding, "the " + header.contentType().getBaseType() + " part", because);
    }

    final void traceEncoding(String encoding, String place, String because) {
        trace.decided(Topic.BODY, encoding + " for " + place, because);
    }

    /** Returns whether CR and LF are line ends in the part's charset: in UTF-16, for example, they are not. */
    final boolean hasAsciiLineEnds() {
        try {
            String name = header.contentType().getParameter("charset");
            Charset charset = Charset.forName(MimeUtility.javaCharset(name == null ? "us-ascii" : name));
            return Arrays.equals("\r\n".getBytes(charset), "\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
