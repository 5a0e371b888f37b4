package dev.parley.bench.jmh;

import dev.parley.bench.Client;
import dev.parley.bench.Messages;
import dev.parley.smtp.SmtpTransport;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/** What a trace costs: a short message to nowhere, so that little else is measured. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TraceBenchmark {
    private static final int SIZE = 200;

    /** Who is told. */
    public enum Told {
        /** Nobody, with {@code mail.smtp.trace.ring=0}. */
        NOBODY(Map.of("mail.smtp.trace.ring", "0")),
        /** An exception, perhaps: no property is set. */
        RING(Map.of()),
        /** The flight recorder as well, which does not record. */
        JFR(Map.of("mail.smtp.trace", "jfr")),
        /** Somebody who does not listen. */
        SINK(Map.of("mail.smtp.trace.sink", Deaf.class.getName())),
        /** A stream that goes nowhere. */
        TEXT(Map.of("mail.smtp.trace", "text"));

        private final Map<String, String> settings;

        Told(Map<String, String> settings) {
            this.settings = settings;
        }
    }

    /** Hears nothing. */
    public static final class Deaf implements TraceSink {
        @Override
        public void accept(TraceEvent event) {
            // So that only the events are measured.
        }
    }

    @Param
    public Told told;

    private MimeMessage message;
    private SmtpTransport transport;

    @Setup
    public void connect() throws MessagingException {
        Session session = Client.PARLEY.session(25, told.settings);
        session.setDebugOut(new PrintStream(OutputStream.nullOutputStream()));
        message = Messages.TEXT.of(session, SIZE, 1);
        transport = (SmtpTransport) Client.PARLEY.transport(session);
        transport.connect(new CannedSocket());
    }

    @Benchmark
    public void send() throws MessagingException {
        transport.sendMessage(message, message.getAllRecipients());
    }
}
