package dev.parley.smtp.dialog;

import dev.parley.wire.CrlfStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Keeps the head of the content until it is known whether it is all, or until there is too much of it: then the
 * transaction begins, and the rest goes straight to the wire.
 */
final class ContentStream extends OutputStream {
    private static final int HEAD = 256 * 1024;

    /** Begins the transaction, once; gives the stream to the server. */
    interface Gate {
        /** @param size the octets of the whole content as RFC 1870 s5 counts them; empty where there is more to come */
        OutputStream open(OptionalLong size) throws IOException;
    }

    private final Gate gate;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(8 * 1024);
    private OutputStream server;

    ContentStream(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void write(int octet) throws IOException {
        if (server == null && head.size() < HEAD) {
            head.write(octet);
        } else {
            server(false).write(octet);
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (server == null && length <= HEAD - head.size()) {
            head.write(source, offset, length);
        } else {
            server(false).write(source, offset, length);
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
        CrlfStream counter = new CrlfStream(OutputStream.nullOutputStream());
        head.writeTo(counter);
        counter.finish();
        return counter.octets();
    }
}
