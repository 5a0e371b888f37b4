package dev.parley.smtp.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalLong;

/** Reports how many octets of the content have been written: ten times a second at most. */
final class ProgressOutputStream extends OutputStream {
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    private final OutputStream out;
    private final Carrier carrier;
    private final Progress progress;
    private final OptionalLong expected;
    private long told = System.nanoTime();

    ProgressOutputStream(Carrier carrier, Progress progress, OptionalLong expected) {
        this.out = carrier.stream();
        this.carrier = carrier;
        this.progress = progress;
        this.expected = expected;
    }

    @Override
    public void write(int octet) throws IOException {
        out.write(octet);
        tell();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
        tell();
    }

    private void tell() {
        if (System.nanoTime() - told >= PAUSE) {
            told = System.nanoTime();
            progress.sent(carrier.octets(), expected);
        }
    }
}
