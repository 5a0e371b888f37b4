package dev.parley.smtp;

import dev.parley.smtp.dialog.Content;
import dev.parley.smtp.protocol.Capabilities;
import jakarta.mail.internet.MimeMessage;
import java.io.OutputStream;
import java.util.Optional;

/** A MimeMessage as the content of a transaction: without blind copies, within what the server can carry. */
final class MessageContent implements Content {
    private static final String[] NEVER_SENT = {"Bcc", "Resent-Bcc", "Content-Length"};

    private final MimeMessage message;
    private final Capabilities offered;
    private final Recoding recoding;
    private Conversion conversion;

    MessageContent(MimeMessage message, Capabilities offered, Recoding recoding) {
        this.message = message;
        this.offered = offered;
        this.recoding = recoding;
    }

    @Override
    public void writeTo(OutputStream out) throws Exception {
        conversion = new Conversion(
                out, new Carriage(offered.has("8BITMIME"), offered.has("SMTPUTF8"), false, Optional.empty()), recoding);
        MimeStream mime = new MimeStream(conversion, true);
        message.writeTo(mime, NEVER_SENT);
        mime.finish();
        conversion.finish();
    }

    @Override
    public boolean isEightBit() {
        return conversion.isEightBit();
    }

    @Override
    public boolean isInternational() {
        return conversion.isInternational();
    }
}
