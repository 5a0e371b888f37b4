package dev.parley.smtp.dialog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Keeps the head of the content until it is known whether it is all, or until there is too much of it: then the
 * transaction begins, and the rest goes straight to the wire.
 */
final class ContentStream extends OutputStream {
    private static final int HEAD = 256 * 1024;

    /** Begins the transaction, once; gives the stream to the server. */
    interface Gate {
        OutputStream open(boolean complete) throws IOException;
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
            server = gate.open(complete);
            head.writeTo(server);
        }
        return server;
    }
}
