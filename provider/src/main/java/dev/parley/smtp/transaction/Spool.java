package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.Buffer;
import dev.parley.wire.CrlfStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A content that is rendered once, and sent by one transaction or several. Its head is in the buffer of the connection that
 * it was rendered for. The rest of a longer one is kept in a file that only this user can read, and only where another
 * transaction needs it; closing deletes the file.
 */
public final class Spool implements AutoCloseable {
    private final Content content;
    private final Buffer head;
    private State state = State.EMPTY;
    private Rest rest; // null: nothing is kept after the head
    private Throwable failure; // of the rendering; null: none

    private enum State {
        EMPTY,
        RENDERING,
        /** Rendered, and the head is all of it. */
        SHORT,
        /** Rendered, and kept completely. */
        KEPT,
        /** Not available again: the rendering failed, or the rest after the head was not kept. */
        UNAVAILABLE
    }

    /** @param stream writes the file */
    private record Rest(Path file, OutputStream stream) {}

    /** @param head the connection's buffer */
    public Spool(Content content, Buffer head) {
        this.content = content;
        this.head = head;
    }

    Content content() {
        return content;
    }

    boolean isEmpty() {
        return state == State.EMPTY;
    }

    /** Renders the content into the head. What does not fit goes to the stream of {@code overflow}. */
    void render(ThresholdOutputStream.Overflow overflow) throws Exception {
        state = State.RENDERING;
        head.clear();
        ThresholdOutputStream out = new ThresholdOutputStream(head, overflow);
        try {
            content.writeTo(out);
            out.rethrowFailure();
        } catch (Throwable e) {
            failure = e;
            state = State.UNAVAILABLE;
            throw e;
        }
        if (!out.isExceeded()) {
            state = State.SHORT;
        } else {
            state = rest == null ? State.UNAVAILABLE : State.KEPT;
        }
    }

    /** The stream, with a copy of what is written to it for another transaction. */
    OutputStream startKeeping(OutputStream out) throws IOException {
        String prefix = "parley-" + ProcessHandle.current().pid() + "-";
        Path file = Files.createTempFile(prefix, ".eml");
        rest = new Rest(file, Files.newOutputStream(file));
        return Copying.of(out, rest.stream);
    }

    /** Writes the head, as far as it is rendered. */
    void writeHead(OutputStream out) throws IOException {
        head.writeTo(out);
    }

    /** @throws IOException when the content cannot be written again: its rendering failed */
    void requireKept() throws IOException {
        if (state == State.UNAVAILABLE) {
            throw new IOException(
                    failure == null ? "the message cannot be rendered again" : "the message could not be rendered",
                    failure);
        }
    }

    /** Writes the whole content. */
    void writeTo(OutputStream out) throws IOException {
        head.writeTo(out);
        if (rest != null) {
            rest.stream.close();
            Files.copy(rest.file, out);
        }
    }

    /** The octets of a short content as RFC 1870 s5 counts them; {@link Content#UNKNOWN} for one longer than the buffer. */
    long size() {
        if (state != State.SHORT) {
            return Content.UNKNOWN;
        }
        return content.isBinary() ? head.length() : CrlfStream.sizeOf(head.octets(), head.length());
    }

    @Override
    public void close() {
        try {
            if (rest != null) {
                rest.stream.close();
                Files.deleteIfExists(rest.file);
            }
        } catch (IOException e) {
            // A file that cannot be deleted does not change the result of the message.
        }
    }

    private static final class Copying extends OutputStream {
        private final OutputStream out;
        private final OutputStream copy;

        // The verifier loads the class of a value only where it is returned as another type: not for each message here.
        static OutputStream of(OutputStream out, OutputStream copy) {
            return new Copying(out, copy);
        }

        private Copying(OutputStream out, OutputStream copy) {
            this.out = out;
            this.copy = copy;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            copy.write(source, offset, length);
            out.write(source, offset, length);
        }
    }
}
