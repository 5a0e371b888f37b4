package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.Buffer;
import dev.parley.smtp.connection.PendingReply;
import dev.parley.smtp.connection.Pipeline;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.trace.ContentSize;
import dev.parley.trace.Head;
import dev.parley.wire.CrlfStream;
import dev.parley.wire.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Content in BDAT chunks (RFC 3030 s2): CRLF line ends, dots unchanged; or binary. A chunk is written when it is full; the
 * replies to chunks are read when the pipeline needs room. After a rejection nothing more is written.
 */
final class ChunkWriter extends OutputStream implements ContentWriter {
    private final Pipeline pipeline;
    private final EnvelopeGroup group;
    private final Head excerpt;
    private final Buffer chunk;
    private final OutputStream stream;
    private final List<PendingReply> chunkReplies = new ArrayList<>();
    private List<PendingReply> finalReplies = List.of();
    private long written;

    /**
     * @param group the commands before the content, whose replies may be outstanding
     * @param excerpt captures the part of the content that the trace shows
     */
    ChunkWriter(SmtpConnection connection, EnvelopeGroup group, Head excerpt, Content content) {
        this.pipeline = connection.pipeline();
        this.group = group;
        this.excerpt = excerpt;
        this.chunk = connection.chunkBuffer();
        this.stream = content.isBinary() ? this : CrlfStream.withoutStuffing(this);
        chunk.clear();
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int from = offset;
        int end = offset + count;
        while (from < end) {
            if (chunk.isFull()) {
                chunkReplies.addAll(send(new Command.Bdat(chunk.length(), false), 1));
            }
            from += chunk.add(source, from, end - from);
        }
    }

    @Override
    public void finish(int replies) throws IOException {
        if (stream instanceof CrlfStream crlf) {
            crlf.finish();
        }
        finalReplies = send(new Command.Bdat(chunk.length(), true), replies);
    }

    @Override
    public List<PendingReply> finalReplies() {
        return finalReplies;
    }

    @Override
    public TransactionResult.Rejected rejection() {
        for (PendingReply reply : chunkReplies) {
            if (reply.isAnswered() && !reply.reply().isPositive()) {
                return new TransactionResult.Rejected(reply.command(), reply.reply());
            }
        }
        return null;
    }

    @Override
    public long octets() {
        return written;
    }

    private List<PendingReply> send(Command.Bdat command, int replies) throws IOException {
        ContentSize shown = new ContentSize(command.last() ? "message" : ContentSize.CHUNK, chunk.length(), lines(), 0);
        pipeline.makeRoom(command);
        if (group.rejection() != null || rejection() != null) {
            throw new ContentWriter.StopRenderingException();
        }
        List<PendingReply> expected = pipeline.writeChunk(command, chunk.octets(), shown, excerpt, replies);
        written += chunk.length();
        chunk.clear();
        return expected;
    }

    private int lines() {
        int lines = 0;
        int at = 0;
        while ((at = Octets.indexOf(chunk.octets(), at, chunk.length(), '\n') + 1) <= chunk.length()) {
            lines++;
        }
        return lines;
    }
}
