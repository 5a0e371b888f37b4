package dev.parley.smtp.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.LineOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Begins a {@code writeTo} and breaks it off at the blank line, before anything of the body has been opened. So a message
 * that was never saved is, and the fields are those of {@code writeTo}, in its order.
 *
 * <p>A LineOutputStream is given lines by what is rendered from its parts; what has been parsed and not changed since
 * comes as octets, and is not for us.
 */
final class HeaderCapture extends OutputStream implements LineOutputStream {
    private final ByteArrayOutputStream fields = new ByteArrayOutputStream(512);
    private boolean known = true;

    private interface Rendering {
        void writeTo(OutputStream out) throws IOException, MessagingException;
    }

    private HeaderCapture() {}

    /** The header; empty where the message is not rendered from its parts, or its fields are not ASCII and folded. */
    static Optional<MimeHeader> of(MimeMessage message, String[] neverSent) throws IOException, MessagingException {
        return of(true, out -> message.writeTo(out, neverSent));
    }

    static Optional<MimeHeader> of(MimeBodyPart part) throws IOException, MessagingException {
        return of(false, part::writeTo);
    }

    private static Optional<MimeHeader> of(boolean message, Rendering rendering)
            throws IOException, MessagingException {
        HeaderCapture capture = new HeaderCapture();
        try {
            rendering.writeTo(capture);
            return Optional.empty();
        } catch (End e) {
            int end = capture.fields.size();
            capture.fields.write('\r');
            capture.fields.write('\n');
            return capture.known
                    ? Optional.of(new MimeHeader(message, capture.fields.toByteArray(), end))
                    : Optional.empty();
        }
    }

    @Override
    public void writeln(String line) {
        known &= isFolded(line);
        byte[] octets = line.getBytes(StandardCharsets.ISO_8859_1);
        fields.write(octets, 0, octets.length);
        fields.write('\r');
        fields.write('\n');
    }

    @Override
    public void writeln() throws IOException {
        throw new End();
    }

    @Override
    public void write(int octet) throws IOException {
        known = false;
        throw new End();
    }

    /** Line ends inside a field fold it: they are followed by a blank. How others are written depends on settings. */
    private static boolean isFolded(String line) {
        boolean blankNext = line.isEmpty();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c >= 0x80 || blankNext && c != ' ' && c != '\t' && !(c == '\n' && line.charAt(i - 1) == '\r')) {
                return false;
            }
            blankNext = c == '\n' || c == '\r';
        }
        return !blankNext;
    }

    private static final class End extends IOException {
        private static final long serialVersionUID = 1;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
