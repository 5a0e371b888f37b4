package dev.parley.smtp.mime;

import dev.parley.smtp.transaction.ThresholdOutputStream;
import dev.parley.smtp.transaction.UnsendableException;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.CrlfStream;
import dev.parley.wire.Octets;
import jakarta.mail.internet.ContentType;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a message in a form that the server can carry: other bodies are re-encoded, or the message is rejected. The
 * MimeMessage is not changed.
 *
 * <p>The calls are:
 *
 * <ol>
 *   <li>{@link #writeHeader}: the header of the message, or of a part;
 *   <li>{@link #writeBody}, any number of times; or another header, if the body is a message (message/rfc822);
 *   <li>{@link #writeDelimiter}, and the header of the next part, if the part is in a multipart;
 *   <li>{@link #finish}.
 * </ol>
 */
final class MimeWriter {
    private static final String PART = " part";

    private static final ContentType MULTIPART = new ContentType("multipart", "*", null);
    private static final String MUST_NOT_CHANGE = "must not be changed: ";
    private static final String NOT_ENCODED = "a multipart must not be encoded";

    private static final ContentType MESSAGE = new ContentType("message", "*", null);
    private static final ContentType ATTACHED_MESSAGE = new ContentType("message", "rfc822", null);
    private static final ContentType TEXT = new ContentType("text", "*", null);

    /** A part whose header was written with less room before the threshold is held instead. */
    private static final int LEAST_ROOM = 128 * 1024;

    private static final int NOT_REWINDABLE = -1;

    private final OutputStream out;
    private final ThresholdOutputStream rewindable; // out; null: no octets can be taken back as they were written

    /** Writes to {@code out}, with CRLF as line ends where binary parts are allowed: no later stage converts them. */
    private final OutputStream lines;

    private final TransferCapabilities capabilities;
    private final Trace trace;
    private final MimeHeader header;
    private final OpenMultiparts multiparts = new OpenMultiparts();

    // The present body:
    private HeldPart part; // null: the header has been written
    private OutputStream body; // for what is not held: out in a binary part, otherwise lines
    private ContentType bodyType; // null before the first header
    private String bodyPlace = PART; // where octets of the body are, in a message of an exception
    private int longestLine; // of the body; NO_LIMIT also where its lines are being shortened
    private int column; // the octets of the body's last line so far
    private int partStart; // where its header starts in the rewindable stream
    private int bodyStart; // where the body starts there
    private boolean eightBitBefore; // the value of eightBit at its header
    private LineRefusal refusal; // null: no line is too long
    private String unsendable; // why the message is rejected, also if application code caught that; null: it is not

    // What the content written so far requires:
    private boolean eightBit;
    private boolean international;
    private boolean binary;
    private boolean mailFinal;
    private boolean declaredEightBit;

    /** The structure of a body: RFC 2046 s3. */
    enum BodyKind {
        /** A body without parts. */
        DISCRETE,
        /** A preamble and parts with delimiters. */
        MULTIPART,
        /** A message with a header of its own. */
        MESSAGE
    }

    /** @param header holds the header that is being rendered */
    MimeWriter(OutputStream out, TransferCapabilities capabilities, MimeHeader header, Trace trace) {
        this(out, null, capabilities, header, trace);
    }

    private MimeWriter(
            OutputStream out,
            ThresholdOutputStream rewindable,
            TransferCapabilities capabilities,
            MimeHeader header,
            Trace trace) {
        this.out = out;
        this.rewindable = capabilities.binary() ? null : rewindable;
        this.lines = capabilities.binary() ? CrlfStream.withoutStuffing(out) : out;
        this.body = lines;
        this.capabilities = capabilities;
        this.header = header;
        this.trace = trace;
    }

    /** A writer that takes back the header of a part where a later line requires another transfer encoding. */
    static MimeWriter rewinding(
            ThresholdOutputStream out, TransferCapabilities capabilities, MimeHeader header, Trace trace) {
        return new MimeWriter(out, out, capabilities, header, trace);
    }

    /** The header that is being rendered. */
    MimeHeader header() {
        return header;
    }

    /** Returns whether a body written before {@link #mailIsFinal} holds octets above 127. */
    boolean isEightBit() {
        return eightBit || part != null && part.isEightBit();
    }

    /** Returns whether a header written so far holds octets above 127. */
    boolean isInternational() {
        return international;
    }

    /** Returns whether a part written so far is labelled binary and was not re-encoded. */
    boolean isBinary() {
        return binary;
    }

    /**
     * MAIL has been written: a first binary part that follows is re-encoded. It declares 8BITMIME for a body that is not
     * complete, which is then not searched for octets above 127.
     */
    void mailIsFinal() {
        mailFinal = true;
        declaredEightBit = capabilities.eightBit();
    }

    OpenMultiparts multiparts() {
        return multiparts;
    }

    /** The structure of the body that follows a header at this place. */
    BodyKind bodyKind(MimeHeader header) {
        ContentType type = multiparts.contentType(header);
        if (!header.isIdentity()) {
            return BodyKind.DISCRETE;
        } else if (type.match(MULTIPART) && type.getParameter("boundary") != null) {
            return BodyKind.MULTIPART;
        }
        return type.match(ATTACHED_MESSAGE) ? BodyKind.MESSAGE : BodyKind.DISCRETE;
    }

    BodyKind writeHeader(MimeHeader header) throws IOException {
        requireSendable();
        try {
            return startBody(header);
        } catch (UnsendableException e) {
            unsendable = e.getMessage();
            throw e;
        }
    }

    private BodyKind startBody(MimeHeader header) throws IOException {
        multiparts.checkSignature(header);
        checkFields(header);
        foldFields(header);
        ContentType type = multiparts.contentType(header);
        BodyKind kind = bodyKind(header);
        bodyType = type;
        bodyPlace = PART;
        longestLine = capabilities.longestLine();
        column = 0;
        if (kind == BodyKind.DISCRETE) {
            startDiscretePart(header, type);
        } else if (kind == BodyKind.MULTIPART) {
            lines.write(compositeHeader(header, type));
            multiparts.open(type);
            bodyPlace = "preamble of the multipart";
        } else {
            lines.write(compositeHeader(header, type));
            multiparts.startAttachedMessage();
        }
        return kind;
    }

    /** A line of the body that follows is longer than 998 octets; it may be too late to change that when it is written. */
    void expectLongLine() throws IOException {
        boolean limited = longestLine != TransferCapabilities.NO_LIMIT && !binary;
        if (limited && multiparts.protection() == null && shortenLines() == null) {
            longestLine = TransferCapabilities.NO_LIMIT;
        }
    }

    void writeBody(byte[] source, int offset, int length) throws IOException {
        requireSendable();
        try {
            passBody(source, offset, length);
        } catch (UnsendableException e) {
            unsendable = e.getMessage();
            throw e;
        }
    }

    private void requireSendable() throws UnsendableException {
        if (unsendable != null) {
            throw new UnsendableException(unsendable);
        }
    }

    private void passBody(byte[] source, int offset, int length) throws IOException {
        if (refusal != null) {
            refusal.add(source, offset, offset + length);
            return;
        } else if (longestLine != TransferCapabilities.NO_LIMIT) {
            checkLines(source, offset, offset + length);
        }
        if (refusal != null) {
            return;
        } else if (part != null) {
            part.write(source, offset, length);
            return;
        }
        if (!eightBit && !declaredEightBit && !Octets.areAscii(source, offset, offset + length)) {
            requireEightBit(bodyPlace);
        }
        body.write(source, offset, length);
    }

    /** @param octets the delimiter with the line end before it, if any, and its own line end */
    void writeDelimiter(byte[] octets, int length, OpenMultiparts.Delimiter delimiter) throws IOException {
        endPart();
        lines.write(octets, 0, length);
        multiparts.apply(delimiter);
        bodyPlace = "epilogue of the multipart";
        longestLine = capabilities.longestLine();
        column = 0;
    }

    void endPart() throws IOException {
        requireSendable();
        if (refusal != null) {
            throw refusal.exception();
        }
        if (part != null) {
            part.finish();
            eightBit = isEightBit();
            part = null;
        }
        body = lines;
    }

    /** Completes the message. */
    void finish() throws IOException {
        endPart();
        if (lines instanceof CrlfStream crlf) {
            crlf.finish();
        }
    }

    private void checkFields(MimeHeader header) throws UnsendableException {
        String field = header.eightBitField();
        if (field == null) {
            return;
        }
        if (multiparts.isInAttachedMessage()) {
            requireEightBit("header field " + field + " of the attached message");
        } else if (capabilities.international()) {
            international = true;
        } else {
            throw new UnsendableException(
                    "the header field " + field
                            + " contains non-ASCII characters, and the server does not offer SMTPUTF8: encode it as in RFC 2047");
        }
    }

    /** A multipart or message is not encoded, and its label is the widest of its parts: RFC 2045 s6.4. */
    private byte[] compositeHeader(MimeHeader header, ContentType type) {
        String encoding = header.encoding();
        if (encoding.equals("binary") && requireBinary()) {
            return header.octets();
        }
        String widest = capabilities.widest();
        boolean decodes = capabilities.decodeTo8bit() != null && multiparts.protectionWithin(type) == null;
        boolean keep =
                encoding.equals(widest) || !decodes && (encoding.equals("7bit") || multiparts.protection() != null);
        return keep ? header.octets() : header.octetsWithEncoding(widest);
    }

    /** Requires BINARYMIME if MAIL can still declare it (RFC 3030 s3). Returns whether binary parts are sent unchanged. */
    private boolean requireBinary() {
        binary |= capabilities.binary() && !mailFinal;
        return binary;
    }

    private void startDiscretePart(MimeHeader header, ContentType type) throws IOException {
        String protection = type.match(MULTIPART) ? NOT_ENCODED : multiparts.protection();
        boolean text = type.match(TEXT);
        boolean binaryPart = header.encoding().equals("binary") && !text;
        if (binaryPart && requireBinary()) {
            header.writeTo(lines);
            lines.flush();
            body = out;
            longestLine = TransferCapabilities.NO_LIMIT;
        } else if (binaryPart && protection != null) {
            throw new UnsendableException("DATA cannot transfer binary parts, and the " + bodyName(bodyPlace)
                    + " cannot be re-encoded: " + protection);
        } else if (binaryPart) {
            part = EncodedPart.always(lines, header, trace, "DATA cannot transfer binary parts");
            longestLine = TransferCapabilities.NO_LIMIT;
        } else if (text && protection == null && capabilities.decodeTo8bit() != null && isEncodedText(header)) {
            part = DecodedPart.ifPossible(lines, header, trace, capabilities.decodeTo8bit(), multiparts);
        } else if (header.isIdentity() && protection == null && mustBeHeld()) {
            part = EncodedPart.ifRequired(lines, header, trace, capabilities);
        } else {
            partStart = isRewindable() ? rewindable.position() : NOT_REWINDABLE;
            eightBitBefore = eightBit;
            header.writeTo(lines);
            bodyStart = partStart == NOT_REWINDABLE ? 0 : rewindable.position();
        }
        if (protection == null
                && capabilities.limitsLines()
                && header.encoding().equals("quoted-printable")) {
            longestLine = Math.min(longestLine, LineBreaker.LONGEST_QUOTED_LINE);
        }
    }

    /** Returns whether a body may have to be encoded after its header has left the buffer. */
    private boolean mustBeHeld() {
        return !capabilities.eightBit() || capabilities.limitsLines() && !binary && !isRewindable();
    }

    /** A part may grow by this before its header has left the buffer. */
    private boolean isRewindable() {
        return rewindable != null && rewindable.room() >= LEAST_ROOM;
    }

    private void foldFields(MimeHeader header) throws UnsendableException {
        int most = capabilities.longestLine();
        if (binary || !capabilities.limitsLines() || header.longLine(most) == Octets.NONE) {
            return;
        }
        String protection = multiparts.protection();
        if (protection == null) {
            header.foldLines(most);
        }
        int line = header.longLine(most);
        if (line != Octets.NONE) {
            String place = multiparts.place().equals(OpenMultiparts.BODY) ? "" : " of " + multiparts.place();
            String reason =
                    protection == null ? "has no white space where it can be folded" : MUST_NOT_CHANGE + protection;
            LineRefusal tooLong = new LineRefusal("the header field " + header.fieldName(line) + place, reason);
            tooLong.add(header.lengthOfLine(line));
            throw tooLong.exception();
        }
        trace.decided(Topic.BODY, "folded header fields", LineBreaker.REASON);
    }

    private void checkLines(byte[] source, int from, int to) throws IOException {
        int line = Octets.longLine(source, from, to, from - column, longestLine);
        if (line == Octets.NONE) {
            int lineEnd = Octets.lastLineEnd(source, from, to);
            column = lineEnd == Octets.NONE ? column + to - from : to - lineEnd - 1;
            return;
        }
        longestLine = TransferCapabilities.NO_LIMIT;
        String reason = shortenLines();
        if (reason != null) {
            refusal = new LineRefusal(linePlace(), reason);
            refusal.add(Math.max(0, from - line));
            refusal.add(source, Math.max(from, line), to);
        }
    }

    /**
     * A line of the body is too long.
     *
     * @return why it cannot be changed; null: the lines that follow are shortened, or may be long
     */
    private String shortenLines() throws IOException {
        String protection = multiparts.protection();
        boolean composite = bodyType.match(MESSAGE) || bodyType.match(MULTIPART);
        if (binary || protection != null && requireBinary()) {
            trace.decided(Topic.BODY, "BINARYMIME for " + linePlace(), LineBreaker.REASON);
            return null;
        } else if (protection != null) {
            return MUST_NOT_CHANGE + protection;
        } else if (!bodyPlace.equals(PART)) {
            return "only parts can be re-encoded";
        } else if (part == null && LineBreaker.supports(header)) {
            trace.decided(Topic.BODY, LineBreaker.DECISION + " for " + linePlace(), LineBreaker.REASON);
            body = LineBreaker.of(header.encoding(), lines, column);
            return null;
        } else if (!header.isIdentity() && part == null) {
            return "its encoding " + header.encoding() + " cannot be changed";
        } else if (composite) {
            return "a " + bodyType.getBaseType() + " must not be encoded";
        }
        return rewind() && part.shortenLines(linePlace(), column)
                ? null
                : "its header has been sent: a line is shortened only if it begins in the first " + LEAST_ROOM / 1024
                        + " KiB of a part";
    }

    /** Takes back what has been written of the part. Returns false where that is not possible. */
    private boolean rewind() throws IOException {
        if (part != null) {
            return true;
        } else if (partStart == NOT_REWINDABLE || rewindable.isExceeded()) {
            return false;
        }
        byte[] written = rewindable.cut(bodyStart);
        rewindable.cut(partStart);
        eightBit = eightBitBefore;
        part = EncodedPart.ifRequired(lines, header, trace, capabilities);
        part.write(written, 0, written.length);
        return true;
    }

    /** Where the present line of the body is. */
    private String linePlace() {
        return bodyPlace.equals(PART) ? multiparts.place() + " (" + bodyType.getBaseType() + ")" : "the " + bodyPlace;
    }

    private String bodyName(String place) {
        return place.equals(PART) ? bodyType.getBaseType() + PART : place;
    }

    private static boolean isEncodedText(MimeHeader header) {
        return header.encoding().equals("quoted-printable") || header.encoding().equals("base64");
    }

    /** Octets above 127 are about to be written unchanged. */
    private void requireEightBit(String where) throws UnsendableException {
        if (!capabilities.eightBit() && !binary) {
            String protection = multiparts.protection();
            throw new UnsendableException("the server does not offer 8BITMIME, and the " + bodyName(where)
                    + " contains 8-bit octets that cannot be re-encoded"
                    + (protection == null ? "" : ": " + protection));
        }
        eightBit = true;
    }
}
