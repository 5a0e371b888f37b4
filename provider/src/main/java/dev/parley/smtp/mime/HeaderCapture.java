package dev.parley.smtp.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.LineOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Captures the header that {@code writeTo} writes, with the fields in its order, and ends {@code writeTo} at the blank
 * line, before the body is opened. A message that was never saved is saved by that.
 *
 * <p>{@code writeTo} calls the methods of LineOutputStream only where it renders a message or part from its objects. A
 * message that was parsed and not changed is written as bytes, and is not captured.
 */
final class HeaderCapture extends OutputStream implements LineOutputStream {
    private final MimeHeader header;
    private boolean unsupported;

    private HeaderCapture(MimeHeader header) {
        this.header = header;
    }

    /**
     * Captures the header of a message.
     *
     * @return false: the message is not rendered from its objects, or its header is not ASCII and well folded
     */
    static boolean of(MimeMessage message, String[] omittedFields, MimeHeader header)
            throws IOException, MessagingException {
        HeaderCapture capture = new HeaderCapture(header);
        header.start(true);
        try {
            message.writeTo(capture, omittedFields);
            return false;
        } catch (EndOfHeader e) {
            return capture.complete();
        }
    }

    /**
     * Captures the header of a part.
     *
     * @return false: as for a message
     */
    static boolean of(MimeBodyPart part, MimeHeader header) throws IOException, MessagingException {
        HeaderCapture capture = new HeaderCapture(header);
        header.start(false);
        try {
            part.writeTo(capture);
            return false;
        } catch (EndOfHeader e) {
            return capture.complete();
        }
    }

    private boolean complete() {
        header.appendField("");
        header.complete();
        return !unsupported;
    }

    @Override
    public void writeln(String line) {
        unsupported |= !isFolded(line);
        header.appendField(line);
        header.keepLine();
    }

    @Override
    public void writeln() throws IOException {
        throw new EndOfHeader();
    }

    @Override
    public void write(int octet) throws IOException {
        unsupported = true;
        throw new EndOfHeader();
    }

    /**
     * Returns whether a field is ASCII and a space or tab follows each of its line ends. How other fields are written
     * depends on settings.
     */
    private static boolean isFolded(String field) {
        boolean afterLineEnd = field.isEmpty();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c >= 0x80 || afterLineEnd && c != ' ' && c != '\t' && !(c == '\n' && field.charAt(i - 1) == '\r')) {
                return false;
            }
            afterLineEnd = c == '\n' || c == '\r';
        }
        return !afterLineEnd;
    }

    private static final class EndOfHeader extends IOException {
        private static final long serialVersionUID = 1;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
