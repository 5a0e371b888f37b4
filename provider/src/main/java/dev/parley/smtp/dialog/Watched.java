package dev.parley.smtp.dialog;

import dev.parley.trace.Head;
import java.io.IOException;
import java.io.OutputStream;

/** Content on its way, whose beginning the trace shows. */
final class Watched extends OutputStream {
    private final OutputStream out;
    private final Head head;

    private Watched(OutputStream out, Head head) {
        this.out = out;
        this.head = head;
    }

    /** The stream itself, where nothing is shown. */
    static OutputStream by(Head head, OutputStream out) {
        return head.isOpen() ? new Watched(out, head) : out;
    }

    @Override
    public void write(int octet) throws IOException {
        head.write(octet);
        out.write(octet);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        head.write(source, offset, length);
        out.write(source, offset, length);
    }
}
