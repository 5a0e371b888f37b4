package dev.parley.smtp.mime;

import dev.parley.smtp.transaction.Content;
import dev.parley.smtp.transaction.ThresholdOutputStream;
import dev.parley.trace.Trace;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.StreamProvider;

/** A MimeMessage as the content of a mail transaction: without Bcc fields, in a form that the server can carry. */
public final class MessageContent implements Content {
    private final MimeMessage message;
    private final StreamProvider encoders;
    private final TransferCapabilities capabilities;
    private final MimeHeader header;
    private final Trace trace;
    private final Content.Progress progress;

    private MimeWriter writer; // null: not rendered yet

    /**
     * @param encoders the Session's, to render the message from its objects where the result is that of its {@code
     *     writeTo}; null: always calls its {@code writeTo}
     * @param header the transport's
     * @param progress is notified while the content is sent; null: none
     */
    public MessageContent(
            MimeMessage message,
            StreamProvider encoders,
            TransferCapabilities capabilities,
            MimeHeader header,
            Trace trace,
            Content.Progress progress) {
        this.message = message;
        this.encoders = encoders;
        this.capabilities = capabilities;
        this.header = header;
        this.trace = trace;
        this.progress = progress;
    }

    @Override
    public void writeTo(ThresholdOutputStream out) throws Exception {
        writer = MimeWriter.rewinding(out, capabilities, header, trace);
        String[] omittedFields = MimeHeader.OMITTED_FIELDS.clone();
        if (encoders != null && TreeRenderer.supports(encoders)) {
            new TreeRenderer(writer, encoders).write(message, omittedFields);
        } else {
            MimeParser.convert(message, omittedFields, writer);
        }
        writer.finish();
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

    /** Unknown where text may be decoded, which makes it shorter. */
    @Override
    public long leastSize() {
        return capabilities.decodeTo8bit() == null ? MinimumSize.of(message) : UNKNOWN;
    }

    @Override
    public Content.Progress progress() {
        return progress;
    }

    @Override
    public void mailIsFinal() {
        writer.mailIsFinal();
    }
}
