package dev.parley.smtp.mime;

import java.io.IOException;
import java.io.OutputStream;

/** A part without parts of its own whose header waits for its body, to name the encoding that it gets. */
abstract class HeldPart extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /** The part is complete. */
    abstract void finish() throws IOException;
}
