package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.PendingReply;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.trace.ContentSize;
import dev.parley.trace.Head;
import dev.parley.wire.CrlfStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Content after DATA: CRLF line ends, leading dots doubled, and a lone dot at the end (RFC 5321 s4.5.2). */
final class DotStuffedWriter implements ContentWriter {
    private final SmtpConnection connection;
    private final Head excerpt;
    private final CrlfStream crlf;
    private List<PendingReply> finalReplies = List.of();

    /** @param excerpt captures the part of the content that the trace shows */
    DotStuffedWriter(SmtpConnection connection, Head excerpt) {
        this.connection = connection;
        this.excerpt = excerpt;
        this.crlf = new CrlfStream(connection.link().output());
    }

    @Override
    public OutputStream stream() {
        return crlf;
    }

    @Override
    public void finish(int replies) throws IOException {
        crlf.finish();
        ContentSize shown = new ContentSize("message", crlf.octets(), crlf.lines(), crlf.stuffed());
        finalReplies = connection.pipeline().writeEndOfData(shown, excerpt, replies);
    }

    @Override
    public List<PendingReply> finalReplies() {
        return finalReplies;
    }

    @Override
    public TransactionResult.Rejected rejection() {
        return null;
    }

    @Override
    public long octets() {
        return crlf.octets();
    }
}
