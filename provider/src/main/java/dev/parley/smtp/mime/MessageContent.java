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
    private MimeWriter writer;

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
        this.own = own && TreeRenderer.knows(encoders);
        this.capabilities = capabilities;
        this.recoding = recoding;
        this.progress = progress;
    }

    @Override
    public void writeTo(OutputStream out) throws Exception {
        writer = new MimeWriter(out, capabilities, recoding);
        String[] neverSent = NEVER_SENT.toArray(String[]::new);
        if (own) {
            new TreeRenderer(writer, encoders).write(message, neverSent);
        } else {
            read(neverSent);
        }
        writer.finish();
    }

    private void read(String[] neverSent) throws MessagingException, IOException {
        MimeParser mime = new MimeParser(writer, true);
        message.writeTo(mime, neverSent);
        mime.finish();
    }

    @Override
    public boolean isEightBit() {
        return writer.isEightBit();
    }

    @Override
    public boolean isInternational() {
        return writer.isInternational();
    }

    @Override
    public boolean isBinary() {
        return writer.isBinary();
    }

    /** What is unpacked gets shorter. */
    @Override
    public OptionalLong leastSize() {
        return capabilities.unpacking().isPresent() ? OptionalLong.empty() : MinimumSize.of(message);
    }

    @Override
    public Optional<Progress> progress() {
        return progress;
    }

    @Override
    public void mailSaid() {
        writer.mailSaid();
    }
}
