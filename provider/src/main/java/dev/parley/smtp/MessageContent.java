package dev.parley.smtp;

import dev.parley.smtp.dialog.Content;
import dev.parley.smtp.protocol.Capabilities;
import jakarta.mail.internet.MimeMessage;
import java.io.OutputStream;

/** A MimeMessage as the content of a transaction: without blind copies, within what the server can carry. */
final class MessageContent implements Content {
    private static final String[] NEVER_SENT = {"Bcc", "Resent-Bcc", "Content-Length"};

    private final MimeMessage message;
    private final Capabilities offered;
    private final Recoding recoding;
    private MimeStream mime;

    MessageContent(MimeMessage message, Capabilities offered, Recoding recoding) {
        this.message = message;
        this.offered = offered;
        this.recoding = recoding;
    }

    @Override
    public void writeTo(OutputStream out) throws Exception {
        mime = new MimeStream(out, offered.has("8BITMIME"), offered.has("SMTPUTF8"), recoding);
        message.writeTo(mime, NEVER_SENT);
        mime.finish();
    }

    @Override
    public boolean isEightBit() {
        return mime.isEightBit();
    }

    @Override
    public boolean isInternational() {
        return mime.isInternational();
    }
}
