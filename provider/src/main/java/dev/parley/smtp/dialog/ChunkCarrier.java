package dev.parley.smtp.dialog;

import dev.parley.smtp.protocol.Command;
import dev.parley.trace.Elided;
import dev.parley.trace.Head;
import dev.parley.wire.CrlfStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Content in chunks (RFC 3030 s2): CRLF line ends, dots as they are. A chunk leaves when it is full; its reply is read
 * when the pipeline has to.
 */
final class ChunkCarrier extends OutputStream implements Carrier {
    private final Pipeline pipeline;
    private final Pipeline.Hearer hearer;
    private final Head head;
    private final int size;
    private final CrlfStream crlf = CrlfStream.withoutStuffing(this);
    private byte[] chunk;
    private int length;
    private long linesBefore;
    private long gone;

    /** @param size of a chunk, in octets */
    ChunkCarrier(Pipeline pipeline, Pipeline.Hearer hearer, Head head, int size) {
        this.pipeline = pipeline;
        this.hearer = hearer;
        this.head = head;
        this.size = size;
        this.chunk = new byte[Math.min(size, 8 * 1024)];
    }

    @Override
    public OutputStream stream() {
        return crlf;
    }

    @Override
    public void write(int octet) throws IOException {
        makeRoom(1);
        chunk[length++] = (byte) octet;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int from = offset;
        int end = offset + count;
        while (from < end) {
            makeRoom(end - from);
            int part = Math.min(chunk.length - length, end - from);
            System.arraycopy(source, from, chunk, length, part);
            length += part;
            from += part;
        }
    }

    @Override
    public void end(int replies) throws IOException {
        crlf.finish();
        send(true, replies);
    }

    @Override
    public long octets() {
        return gone;
    }

    private void makeRoom(int wanted) throws IOException {
        if (length == size) {
            send(false, 1);
        }
        if (length == chunk.length) {
            chunk = Arrays.copyOf(chunk, Math.min(size, length + Math.max(length, wanted)));
        }
    }

    private void send(boolean last, int replies) throws IOException {
        Elided shown = new Elided(last ? "message" : "chunk", length, crlf.lines() - linesBefore, 0);
        if (!pipeline.send(new Command.Bdat(length, last), chunk, shown, head, replies, hearer)) {
            throw new UnwantedException();
        }
        gone += length;
        length = 0;
        linesBefore = crlf.lines();
    }
}
