package dev.parley.smtp.transaction;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The stream to which application code renders a content. Keeps the first failure to write, so that application code that
 * catches it, or wraps it, does not hide it.
 */
final class LinkOutputStream extends OutputStream {
    private final OutputStream out;
    private IOException failure; // null: none

    LinkOutputStream(OutputStream out) {
        this.out = out;
    }

    /** What ended the writing; null where nothing did. */
    IOException failure() {
        return failure;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (failure != null) {
            throw new ContentWriter.StopRenderingException();
        }
        try {
            out.write(source, offset, length);
        } catch (IOException e) {
            failure = e;
            throw new ContentWriter.StopRenderingException();
        }
    }
}
