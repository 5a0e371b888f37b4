package dev.parley.bench.jmh;

import dev.parley.wire.CrlfStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A mebibyte through the stream that doubles dots and mends line ends. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamBenchmark {
    private static final int SIZE = 1024 * 1024;

    /** What the lines are like. */
    @Param({"crlf", "lf", "dots", "short", "long", "8bit"})
    public String lines;

    /** Octets of one write; 1 is {@code write(int)}. */
    @Param({"1", "78", "8192"})
    public int write;

    private byte[] input;
    private final Count count = new Count();

    @Setup
    public void prepare() {
        String line = switch (lines) {
            case "lf" -> "x".repeat(76) + "\n";
            case "dots" -> ("x".repeat(76) + "\r\n").repeat(9) + "." + "x".repeat(75) + "\r\n";
            case "short" -> "xxxxx\r\n";
            case "long" -> "x".repeat(996) + "\r\n";
            case "8bit" -> "\u00e9".repeat(76) + "\r\n";
            default -> "x".repeat(76) + "\r\n";
        };
        input = line.repeat(1 + SIZE / line.length()).substring(0, SIZE).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Benchmark
    public long ours() throws IOException {
        return through(new CrlfStream(count));
    }

    @Benchmark
    public long angus() throws IOException {
        return through(new SMTPOutputStream(count));
    }

    @Benchmark
    public long plainLoop() throws IOException {
        return through(new PlainLoop(count));
    }

    private long through(OutputStream stream) throws IOException {
        if (write == 1) {
            for (byte octet : input) {
                stream.write(octet);
            }
            return count.octets;
        }
        for (int from = 0; from < input.length; from += write) {
            stream.write(input, from, Math.min(write, input.length - from));
        }
        return count.octets;
    }

    private static final class Count extends OutputStream {
        private long octets;

        @Override
        public void write(int octet) {
            octets++;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            octets += length;
        }
    }

    /** Octet by octet into a buffer: what anybody would write first. */
    private static final class PlainLoop extends OutputStream {
        private final OutputStream out;
        private final byte[] buffer = new byte[64 * 1024];
        private int length;
        private int before = '\n';

        PlainLoop(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            if (length > buffer.length - 3) {
                out.write(buffer, 0, length);
                length = 0;
            }
            if (octet == '\n' && before != '\r' || octet != '\n' && before == '\r') {
                buffer[length++] = (byte) (octet == '\n' ? '\r' : '\n');
            }
            if (octet == '.' && (before == '\n' || before == '\r')) {
                buffer[length++] = '.';
            }
            buffer[length++] = (byte) octet;
            before = octet;
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            for (int i = offset; i < offset + count; i++) {
                write(source[i]);
            }
        }
    }
}
