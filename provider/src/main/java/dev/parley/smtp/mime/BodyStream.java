package dev.parley.smtp.mime;

import java.io.IOException;
import java.io.OutputStream;

/** The body of a leaf for whoever writes it: single octets are gathered, a flush lets them go. */
final class BodyStream extends OutputStream {
    private static final int GATHERED = 2048;

    private final MimeWriter writer;
    private byte[] gathered = {};
    private int length;

    BodyStream(MimeWriter writer) {
        this.writer = writer;
    }

    @Override
    public void write(int octet) throws IOException {
        if (gathered.length == 0) {
            gathered = new byte[GATHERED];
        } else if (length == gathered.length) {
            flush();
        }
        gathered[length++] = (byte) octet;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        flush();
        writer.body(source, offset, count);
    }

    @Override
    public void flush() throws IOException {
        int ready = length;
        length = 0;
        if (ready > 0) {
            writer.body(gathered, 0, ready);
        }
    }
}
