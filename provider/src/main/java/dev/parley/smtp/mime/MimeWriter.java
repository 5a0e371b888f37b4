package dev.parley.smtp.mime;

import dev.parley.smtp.connection.UnsendableException;
import dev.parley.wire.CrlfStream;
import dev.parley.wire.Octets;
import jakarta.mail.internet.ContentType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Decides what becomes of each header and each leaf of a message on its way to a server: what it cannot carry is
 * re-encoded or refused, whoever rendered the message, and the message itself is never touched.
 *
 * <ol>
 *   <li>{@link #header}: the message's, and every part's;
 *   <li>{@link #body}, any number of times; or a header again, where a message is attached;
 *   <li>{@link #delimiter}, and another header, where the part was in a multipart;
 *   <li>{@link #finish}.
 * </ol>
 */
final class MimeWriter {
    private final OutputStream out;
    private final OutputStream lines;
    private final TransferCapabilities capabilities;
    private final Recoding recoding;
    private final OpenMultiparts multiparts = new OpenMultiparts();
    private Optional<HeldPart> leaf = Optional.empty();
    private OutputStream body;
    private String bodyName = "";
    private boolean eightBit;
    private boolean international;
    private boolean binary;
    private boolean mailSaid;

    /** What follows a header. */
    enum BodyKind {
        /** A body. */
        LEAF,
        /** Text up to a delimiter, and parts. */
        MULTIPART,
        /** A header again. */
        MESSAGE
    }

    /** @param out gets line ends as they are, but as CRLF where binary parts are allowed: no later stage converts them */
    MimeWriter(OutputStream out, TransferCapabilities capabilities, Recoding recoding) {
        this.out = out;
        this.lines = capabilities.binary() ? CrlfStream.withoutStuffing(out) : out;
        this.capabilities = capabilities;
        this.recoding = recoding;
        this.body = lines;
    }

    /** Whether a body so far holds octets above 127. */
    boolean isEightBit() {
        return eightBit;
    }

    /** Whether a header so far does. */
    boolean isInternational() {
        return international;
    }

    /** Whether a part so far is labelled binary and goes octet for octet. */
    boolean isBinary() {
        return binary;
    }

    /** From here on a binary part is too late, unless there was one. */
    void mailSaid() {
        mailSaid = true;
    }

    OpenMultiparts multiparts() {
        return multiparts;
    }

    BodyKind kind(MimeHeader header) {
        ContentType type = multiparts.contentType(header);
        if (!header.isIdentity()) {
            return BodyKind.LEAF;
        } else if (type.match("multipart/*") && type.getParameter("boundary") != null) {
            return BodyKind.MULTIPART;
        }
        return type.match("message/rfc822") ? BodyKind.MESSAGE : BodyKind.LEAF;
    }

    BodyKind header(MimeHeader header) throws IOException {
        checkFields(header);
        multiparts.note(header);
        ContentType type = multiparts.contentType(header);
        bodyName = type.getBaseType() + " part";
        BodyKind kind = kind(header);
        if (kind == BodyKind.LEAF) {
            leaf(header, type);
            return kind;
        }
        lines.write(composite(header, type));
        if (kind == BodyKind.MULTIPART) {
            multiparts.open(type, type.getParameter("boundary"));
            bodyName = "text before the parts";
        } else {
            multiparts.attach();
        }
        return kind;
    }

    void body(byte[] source, int offset, int length) throws IOException {
        if (leaf.isPresent()) {
            leaf.get().write(source, offset, length);
            return;
        }
        if (!eightBit && !Octets.areAscii(source, offset, offset + length)) {
            notePassing(bodyName);
        }
        body.write(source, offset, length);
    }

    /** @param line with its end, behind the line end that belongs to it and not to the part before */
    void delimiter(byte[] line, int length, OpenMultiparts.Delimiter delimiter) throws IOException {
        endLeaf();
        lines.write(line, 0, length);
        multiparts.pass(delimiter);
        bodyName = "text behind the parts";
    }

    void endLeaf() throws IOException {
        if (leaf.isPresent()) {
            leaf.get().finish();
            leaf = Optional.empty();
        }
        body = lines;
    }

    /** The message is complete. */
    void finish() throws IOException {
        endLeaf();
        if (lines instanceof CrlfStream last) {
            last.finish();
        }
    }

    private void checkFields(MimeHeader header) throws UnsendableException {
        Optional<String> field = header.eightBitField();
        if (field.isEmpty()) {
            return;
        }
        if (multiparts.isAttached()) {
            notePassing("header field " + field.get() + " of the attached message");
        } else if (capabilities.international()) {
            international = true;
        } else {
            throw new UnsendableException("the header field " + field.get()
                    + " holds octets above 127, and the server does not offer SMTPUTF8: encode it as RFC 2047 says");
        }
    }

    /** RFC 2045 s6.4: what holds parts has no encoding of its own, but says the widest of theirs. */
    private byte[] composite(MimeHeader header, ContentType type) {
        boolean untouchable = multiparts.untouchable().isPresent();
        boolean unpacks = capabilities.unpacking().isPresent()
                && multiparts.untouchableIn(type).isEmpty();
        if (header.encoding().equals("binary") && goesBinary()) {
            return header.octets();
        } else if (unpacks) {
            return header.encoding().equals("8bit") ? header.octets() : header.octetsWithEncoding("8bit");
        }
        boolean fits = List.of("7bit", capabilities.widest()).contains(header.encoding());
        return fits || untouchable ? header.octets() : header.octetsWithEncoding(capabilities.widest());
    }

    /** Whether what is labelled binary may go as it is (RFC 3030 s3), which MAIL has to say. */
    private boolean goesBinary() {
        binary |= capabilities.binary() && !mailSaid;
        return binary;
    }

    private void leaf(MimeHeader header, ContentType type) throws IOException {
        boolean touchable = header.isIdentity() && multiparts.untouchable().isEmpty();
        boolean text = type.match("text/*");
        boolean asBinary = header.encoding().equals("binary") && !text;
        if (asBinary && goesBinary()) {
            lines.write(header.octets());
            lines.flush();
            body = out;
            return;
        }
        if (asBinary && !touchable) {
            throw new UnsendableException("DATA carries no binary parts, and the " + bodyName
                    + " cannot be re-encoded: " + multiparts.untouchable().orElseThrow());
        }
        if (capabilities.unpacking().isPresent()
                && text
                && List.of("quoted-printable", "base64").contains(header.encoding())
                && multiparts.untouchable().isEmpty()) {
            String because = capabilities.unpacking().get();
            leaf = Optional.of(new DecodedPart(lines, header, () -> {
                recoding.encodes(type.getBaseType(), "8bit", because);
                eightBit = true;
            }));
            return;
        }
        if (!touchable || capabilities.eightBit() && !asBinary) {
            lines.write(header.octets());
            return;
        }
        EncodedPart stream = new EncodedPart(lines, header, recoding);
        if (asBinary) {
            stream.encode("DATA carries no binary parts");
        }
        leaf = Optional.of(stream);
    }

    /** Octets above 127 go out as they are. */
    private void notePassing(String where) throws UnsendableException {
        if (!capabilities.eightBit() && !binary) {
            throw new UnsendableException("the server does not offer 8BITMIME, and the " + where
                    + " holds 8-bit octets that cannot be re-encoded"
                    + multiparts.untouchable().map(why -> ": " + why).orElse(""));
        }
        eightBit = true;
    }
}
