package dev.parley.smtp.connection;

import dev.parley.wire.CrlfStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Keeps the head of the content until it is known whether it is all, or until there is too much of it: then the
 * transaction begins, and the rest goes straight to the wire.
 */
final class ContentStream extends OutputStream {
    /** Begins the transaction, once; gives the stream to the server. */
    interface Gate {
        /** @param size the octets of the whole content as RFC 1870 s5 counts them; empty where there is more to come */
        OutputStream open(OptionalLong size) throws IOException;
    }

    private final Content content;
    private final Buffer head;
    private final Gate gate;
    private OutputStream server;

    ContentStream(Content content, Buffer head, Gate gate) {
        this.content = content;
        this.head = head;
        this.gate = gate;
        head.clear();
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int kept = server == null ? head.add(source, offset, count) : 0;
        if (kept < count) {
            server(false).write(source, offset + kept, count - kept);
        }
    }

    /** The content is all there. */
    void finish() throws IOException {
        server(true);
    }

    private OutputStream server(boolean complete) throws IOException {
        if (server == null) {
            server = gate.open(complete ? OptionalLong.of(size()) : OptionalLong.empty());
            head.writeTo(server);
        }
        return server;
    }

    private long size() throws IOException {
        if (content.isBinary()) {
            return head.length();
        }
        CrlfStream counter = new CrlfStream(OutputStream.nullOutputStream());
        head.writeTo(counter);
        counter.finish();
        return counter.octets();
    }
}
