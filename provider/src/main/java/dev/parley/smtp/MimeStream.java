package dev.parley.smtp;

import dev.parley.smtp.dialog.UnsendableException;
import jakarta.mail.internet.ContentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A rendered message on its way out, read along as MIME (RFC 2046 s5.1.1), so that what the server cannot carry is
 * re-encoded or refused whatever made the message, and the message itself is never touched.
 *
 * <p>A header is kept until its blank line; then its parts, or its one body, follow. The line end before a delimiter
 * belongs to the delimiter, so every body's last line end is held back.
 */
final class MimeStream extends OutputStream {
    /** RFC 2046 s5.1.1: a boundary has at most 70 characters; hyphens, blanks and the line end come on top. */
    private static final int LONGEST_DELIMITER = 200;

    private final OutputStream out;
    private final boolean eightBitAllowed;
    private final boolean internationalAllowed;
    private final Recoding recoding;
    private final Multiparts multiparts = new Multiparts();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean lineContinues;
    private byte[] heldLineEnd = {};

    /** What is being read: a header, or else a body. */
    private Optional<MimeHeader> header = Optional.of(new MimeHeader(true));

    private Optional<LeafStream> leaf = Optional.empty();
    private String bodyName = "";
    private boolean eightBit;
    private boolean international;

    /**
     * @param eightBitAllowed whether bodies may hold octets above 127 (8BITMIME)
     * @param internationalAllowed whether header fields may (SMTPUTF8)
     */
    MimeStream(OutputStream out, boolean eightBitAllowed, boolean internationalAllowed, Recoding recoding) {
        this.out = out;
        this.eightBitAllowed = eightBitAllowed;
        this.internationalAllowed = internationalAllowed;
        this.recoding = recoding;
    }

    /** Whether a body so far holds octets above 127. */
    boolean isEightBit() {
        return eightBit;
    }

    /** Whether a header so far does. */
    boolean isInternational() {
        return international;
    }

    @Override
    public void write(int octet) throws IOException {
        line.write(octet);
        if (octet == '\n') {
            endLine();
        } else {
            endLongText();
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int end = offset + length;
        int from = offset;
        while (from < end) {
            int to = from;
            while (to < end && source[to] != '\n') {
                to++;
            }
            boolean ended = to < end;
            int next = ended ? to + 1 : to;
            line.write(source, from, next - from);
            if (ended) {
                endLine();
            } else {
                endLongText();
            }
            from = next;
        }
    }

    /** The message is complete. */
    void finish() throws IOException {
        if (line.size() > 0) {
            endLine();
        }
        if (header.isPresent()) {
            endHeader(header.get(), new byte[0]);
        }
        bodyText(new byte[0]);
        endLeaf();
    }

    static boolean isEightBit(byte[] source, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (source[i] < 0) {
                return true;
            }
        }
        return false;
    }

    /** A line of a body that is too long for a delimiter need not be kept whole, but for a CR that may be of its end. */
    private void endLongText() throws IOException {
        if (header.isEmpty() && line.size() > LONGEST_DELIMITER) {
            byte[] octets = line.toByteArray();
            int text = octets[octets.length - 1] == '\r' ? octets.length - 1 : octets.length;
            bodyText(Arrays.copyOf(octets, text));
            line.reset();
            line.write(octets, text, octets.length - text);
            lineContinues = true;
        }
    }

    private void endLine() throws IOException {
        byte[] octets = line.toByteArray();
        line.reset();
        boolean whole = !lineContinues;
        lineContinues = false;
        Optional<Multiparts.Delimiter> delimiter = whole ? multiparts.delimiter(octets) : Optional.empty();
        if (delimiter.isPresent()) {
            delimiter(delimiter.get(), octets);
        } else if (header.isEmpty()) {
            int text = octets.length - lineEnd(octets);
            bodyText(Arrays.copyOf(octets, text));
            heldLineEnd = Arrays.copyOfRange(octets, text, octets.length);
        } else if (octets.length == lineEnd(octets)) {
            endHeader(header.get(), octets);
        } else {
            header.get().add(octets);
        }
    }

    private void delimiter(Multiparts.Delimiter delimiter, byte[] octets) throws IOException {
        if (header.isPresent()) {
            endHeader(header.get(), new byte[0]);
        }
        endLeaf();
        out.write(heldLineEnd);
        heldLineEnd = new byte[0];
        out.write(octets);
        multiparts.pass(delimiter);
        header = delimiter.closes() ? Optional.empty() : Optional.of(new MimeHeader(false));
        bodyName = "text behind the parts";
    }

    private void endHeader(MimeHeader ended, byte[] blankLine) throws IOException {
        ended.end(blankLine);
        header = Optional.empty();
        checkFields(ended);
        multiparts.note(ended);
        ContentType type = multiparts.contentType(ended);
        bodyName = type.getBaseType() + " part";
        String boundary = type.getParameter("boundary");
        if (type.match("multipart/*") && boundary != null && ended.isIdentity()) {
            out.write(composite(ended));
            multiparts.open(type, boundary);
            bodyName = "text before the parts";
        } else if (type.match("message/rfc822") && ended.isIdentity()) {
            out.write(composite(ended));
            multiparts.attach();
            header = Optional.of(new MimeHeader(true));
        } else {
            leaf(ended, type);
        }
    }

    private void checkFields(MimeHeader ended) throws UnsendableException {
        Optional<String> field = ended.eightBitField();
        if (field.isEmpty()) {
            return;
        }
        if (multiparts.isAttached()) {
            notePassing("header field " + field.get() + " of the attached message");
        } else if (internationalAllowed) {
            international = true;
        } else {
            throw new UnsendableException("the header field " + field.get()
                    + " holds octets above 127, and the server does not offer SMTPUTF8: encode it as RFC 2047 says");
        }
    }

    /** RFC 2045 s6.4: what holds parts has no encoding of its own, but says the widest of theirs. */
    private byte[] composite(MimeHeader ended) {
        String widest = eightBitAllowed ? "8bit" : "7bit";
        boolean fits = List.of("7bit", widest).contains(ended.encoding());
        return fits || multiparts.untouchable().isPresent() ? ended.octets() : ended.octetsWithEncoding(widest);
    }

    private void leaf(MimeHeader ended, ContentType type) throws IOException {
        boolean touchable = ended.isIdentity() && multiparts.untouchable().isEmpty();
        boolean binary = ended.encoding().equals("binary") && !type.match("text/*");
        if (binary && !touchable) {
            throw new UnsendableException("DATA carries no binary parts, and the " + bodyName
                    + " cannot be re-encoded: " + multiparts.untouchable().orElseThrow());
        }
        if (!touchable || eightBitAllowed && !binary) {
            out.write(ended.octets());
            return;
        }
        LeafStream stream = new LeafStream(out, ended, recoding);
        if (binary) {
            stream.encode("DATA carries no binary parts");
        }
        leaf = Optional.of(stream);
    }

    private void endLeaf() throws IOException {
        if (leaf.isPresent()) {
            leaf.get().finish();
            leaf = Optional.empty();
        }
    }

    private void bodyText(byte[] text) throws IOException {
        if (leaf.isEmpty() && isEightBit(text, 0, text.length)) {
            notePassing(bodyName);
        }
        OutputStream body = leaf.isPresent() ? leaf.get() : out;
        body.write(heldLineEnd);
        heldLineEnd = new byte[0];
        body.write(text);
    }

    /** Octets above 127 go out as they are. */
    private void notePassing(String where) throws UnsendableException {
        if (!eightBitAllowed) {
            throw new UnsendableException("the server does not offer 8BITMIME, and the " + where
                    + " holds 8-bit octets that cannot be re-encoded"
                    + multiparts.untouchable().map(why -> ": " + why).orElse(""));
        }
        eightBit = true;
    }

    private static int lineEnd(byte[] octets) {
        int length = octets.length;
        if (length == 0 || octets[length - 1] != '\n') {
            return 0;
        }
        return length > 1 && octets[length - 2] == '\r' ? 2 : 1;
    }
}
