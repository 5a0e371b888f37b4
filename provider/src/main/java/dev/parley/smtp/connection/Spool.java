package dev.parley.smtp.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Content that one transaction rendered and another needs again: it is never rendered twice. What is long is kept in a
 * file that only this user can read, and that is gone when the send is over.
 */
public final class Spool implements Content, AutoCloseable {
    private static final int IN_MEMORY = 256 * 1024;

    private final Content source;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private Optional<Path> file = Optional.empty();
    private OutputStream rest;
    private boolean filled;
    private boolean whole;

    /** Why it is not whole; null where nothing failed. */
    private Throwable failure;

    public Spool(Content source) {
        this.source = source;
    }

    /**
     * Renders the content, or gives it again where it was kept.
     *
     * @throws IOException when it was not kept whole, because it failed while it was rendered for another transaction
     */
    @Override
    public void writeTo(OutputStream out) throws Exception {
        if (!filled) {
            render(out);
            return;
        } else if (!whole) {
            throw new IOException("the message could not be rendered", failure);
        }
        head.writeTo(out);
        if (rest != null) {
            rest.close();
            Files.copy(file.orElseThrow(), out);
        }
    }

    private void render(OutputStream out) throws Exception {
        try {
            source.writeTo(out);
            whole = true;
        } catch (Throwable e) {
            failure = e;
            throw e;
        }
    }

    /** Keeps what passes on its way, the first time. */
    OutputStream keeping(OutputStream out) {
        if (filled) {
            return out;
        }
        filled = true;
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                keep(source, offset, length);
                out.write(source, offset, length);
            }
        };
    }

    @Override
    public boolean isEightBit() {
        return source.isEightBit();
    }

    @Override
    public boolean isInternational() {
        return source.isInternational();
    }

    @Override
    public boolean isBinary() {
        return source.isBinary();
    }

    @Override
    public OptionalLong leastSize() {
        return source.leastSize();
    }

    @Override
    public Optional<Progress> progress() {
        return source.progress();
    }

    @Override
    public void mailSaid() {
        source.mailSaid();
    }

    @Override
    public void close() {
        try {
            if (rest != null) {
                rest.close();
                Files.deleteIfExists(file.orElseThrow());
            }
        } catch (IOException e) {
            // A file that cannot be deleted does not change what became of the message.
        }
    }

    private void keep(byte[] source, int offset, int length) throws IOException {
        if (rest == null && head.size() + length <= IN_MEMORY) {
            head.write(source, offset, length);
            return;
        }
        if (rest == null) {
            String prefix = "parley-" + ProcessHandle.current().pid() + "-";
            file = Optional.of(Files.createTempFile(prefix, ".eml"));
            rest = Files.newOutputStream(file.get());
        }
        rest.write(source, offset, length);
    }
}
