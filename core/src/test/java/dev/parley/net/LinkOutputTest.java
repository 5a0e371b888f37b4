package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.wire.CrlfStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkOutputTest {
    private static final int STREAMS = 300;
    private static final int CALLS = 20;

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final List<Integer> writes = new ArrayList<>();

    @Test
    void allOctetsAreWrittenInOrder() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        for (int i = 0; i < STREAMS; i++) {
            Random random = new Random(seed + i);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            wire.reset();
            OutputStream output = output();
            for (int call = 0; call < CALLS; call++) {
                byte[] octets = new byte[random.nextInt(1 << random.nextInt(18))];
                random.nextBytes(octets);
                output.write(octets);
                expected.writeBytes(octets);
                output.write(call);
                expected.write(call);
            }
            output.flush();
            assertArrayEquals(expected.toByteArray(), wire.toByteArray(), "stream " + i + " of seed " + seed);
        }
    }

    @Test
    void aGroupOfCommandsIsOneWrite() throws IOException {
        OutputStream output = output();
        for (int i = 0; i < 500; i++) {
            output.write(new byte[100]);
        }
        output.flush();
        output.flush();
        assertEquals(List.of(50_000), writes);
    }

    /** Content that is written octet by octet, with a line end to convert in each line. */
    @Test
    void singleOctetsOfContentAreGathered() throws IOException {
        OutputStream output = output();
        CrlfStream content = new CrlfStream(output);
        for (int i = 0; i < 100_000; i++) {
            content.write(i % 77 == 0 ? '\n' : 'x');
        }
        content.finish();
        output.flush();
        assertTrue(writes.size() < 100, () -> "writes: " + writes.size());
        assertEquals(content.octets(), wire.size());
    }

    @Test
    void aLargePieceIsNotCopied() throws IOException {
        OutputStream output = output();
        output.write(new byte[100]);
        output.write(new byte[100_000]);
        output.write(new byte[40_000]);
        output.write(new byte[40_000]);
        output.flush();
        assertEquals(List.of(100, 100_000, 40_000, 40_000), writes);
    }

    private OutputStream output() {
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int octet) {
                throw new AssertionError("a write of a single octet");
            }

            @Override
            public void write(byte[] source, int offset, int length) {
                writes.add(length);
                wire.write(source, offset, length);
            }
        };
        return new LinkOutput(counting, Watchdog.of(() -> {}), Duration.ZERO);
    }
}
