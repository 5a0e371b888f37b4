package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Command;
import dev.parley.trace.Elided;
import dev.parley.trace.Head;
import dev.parley.wire.CrlfStream;
import dev.parley.wire.Octets;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Content in chunks (RFC 3030 s2): CRLF line ends, dots as they are; or octet for octet. A chunk leaves when it is full;
 * its reply is read when the pipeline has to.
 */
final class ChunkCarrier extends OutputStream implements Carrier {
    private final Pipeline pipeline;
    private final Pipeline.Hearer hearer;
    private final Head head;
    private final Buffer chunk;
    private final OutputStream stream;
    private long gone;

    /**
     * @param head what the trace shows of it
     * @param chunk holds as much as a chunk may have
     * @param binary whether the octets go as they are
     */
    ChunkCarrier(Pipeline pipeline, Pipeline.Hearer hearer, Head head, Buffer chunk, boolean binary) {
        this.pipeline = pipeline;
        this.hearer = hearer;
        this.head = head;
        this.chunk = chunk;
        this.stream = binary ? this : CrlfStream.withoutStuffing(this);
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
                send(false, 1);
            }
            from += chunk.add(source, from, end - from);
        }
    }

    @Override
    public void end(int replies) throws IOException {
        if (stream instanceof CrlfStream crlf) {
            crlf.finish();
        }
        send(true, replies);
    }

    @Override
    public long octets() {
        return gone;
    }

    private void send(boolean last, int replies) throws IOException {
        int length = chunk.length();
        Elided shown = new Elided(last ? "message" : "chunk", length, lines(), 0);
        if (!pipeline.send(new Command.Bdat(length, last), chunk.octets(), shown, head, replies, hearer)) {
            throw new UnwantedException();
        }
        gone += length;
        chunk.clear();
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
