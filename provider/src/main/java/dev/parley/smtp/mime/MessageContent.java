package dev.parley.smtp.mime;

import dev.parley.smtp.connection.Content;
import dev.parley.smtp.connection.Progress;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.StreamProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A MimeMessage as the content of a transaction: without blind copies, within what the server can carry. */
public final class MessageContent implements Content {
    static final List<String> NEVER_SENT = List.of("Bcc", "Resent-Bcc", "Content-Length");

    private final MimeMessage message;
    private final StreamProvider encoders;
    private final boolean own;
    private final TransferCapabilities capabilities;
    private final Recoding recoding;
    private final Optional<Progress> progress;
    private Conversion conversion;

    /** @param own whether the message may be rendered from its tree, where that gives the octets of writeTo */
    public MessageContent(
            MimeMessage message,
            Session session,
            boolean own,
            TransferCapabilities capabilities,
            Recoding recoding,
            Optional<Progress> progress) {
        this.message = message;
        this.encoders = session.getStreamProvider();
        this.own = own && OwnRendering.knows(encoders);
        this.capabilities = capabilities;
        this.recoding = recoding;
        this.progress = progress;
    }

    @Override
    public void writeTo(OutputStream out) throws Exception {
        conversion = new Conversion(out, capabilities, recoding);
        String[] neverSent = NEVER_SENT.toArray(String[]::new);
        if (own) {
            new OwnRendering(conversion, encoders).write(message, neverSent);
        } else {
            read(neverSent);
        }
        conversion.finish();
    }

    private void read(String[] neverSent) throws MessagingException, IOException {
        MimeStream mime = new MimeStream(conversion, true);
        message.writeTo(mime, neverSent);
        mime.finish();
    }

    @Override
    public boolean isEightBit() {
        return conversion.isEightBit();
    }

    @Override
    public boolean isInternational() {
        return conversion.isInternational();
    }

    @Override
    public boolean isBinary() {
        return conversion.isBinary();
    }

    /** What is unpacked gets shorter. */
    @Override
    public OptionalLong leastSize() {
        return capabilities.unpacking().isPresent() ? OptionalLong.empty() : KnownSize.of(message);
    }

    @Override
    public Optional<Progress> progress() {
        return progress;
    }

    @Override
    public void mailSaid() {
        conversion.mailSaid();
    }
}
