package dev.parley.smtp.transaction;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Reports the progress of a content ten times a second at most. */
final class ProgressOutputStream extends OutputStream {
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    private final OutputStream out;
    private final ContentWriter writer;
    private final Content.Progress progress;
    private final long expected;
    private long reported = System.nanoTime();

    /**
     * The stream of a writer, whose progress is reported.
     *
     * @param size of the content; {@link Content#UNKNOWN} where only an estimate is known
     */
    static OutputStream of(ContentWriter writer, Content content, long size) {
        Content.Progress progress = content.progress();
        if (progress == null) {
            return writer.stream();
        }
        return new ProgressOutputStream(writer, progress, size == Content.UNKNOWN ? content.leastSize() : size);
    }

    private ProgressOutputStream(ContentWriter writer, Content.Progress progress, long expected) {
        this.out = writer.stream();
        this.writer = writer;
        this.progress = progress;
        this.expected = expected;
    }

    @Override
    public void write(int octet) throws IOException {
        out.write(octet);
        report();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
        report();
    }

    private void report() {
        if (System.nanoTime() - reported >= PAUSE) {
            reported = System.nanoTime();
            progress.sent(writer.octets(), expected);
        }
    }
}
