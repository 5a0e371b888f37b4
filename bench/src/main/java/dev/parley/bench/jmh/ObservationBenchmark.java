package dev.parley.bench.jmh;

import dev.parley.bench.Client;
import dev.parley.bench.Messages;
import dev.parley.micrometer.MailObservations;
import dev.parley.smtp.SmtpTransport;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
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

/** The cost of the observation of a short message that is discarded. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ObservationBenchmark {
    private static final int SIZE = 200;

    /** The observer of the Session. */
    public enum Observer {
        NONE,
        /** Without a registry of meters. */
        NOOP,
        /** The timers of Micrometer in memory. */
        TIMERS
    }

    @Param
    public Observer observer;

    private MimeMessage message;
    private SmtpTransport transport;

    @Setup
    public void connect() throws MessagingException {
        Session session = Client.PARLEY.session(25, Map.of());
        if (observer != Observer.NONE) {
            session.getProperties().put("mail.smtp.observer", new MailObservations(registry()));
        }
        message = Messages.TEXT.of(session, SIZE, 1);
        transport = (SmtpTransport) Client.PARLEY.transport(session);
        transport.connect(new CannedSocket());
    }

    private ObservationRegistry registry() {
        if (observer == Observer.NOOP) {
            return ObservationRegistry.NOOP;
        }
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
        return registry;
    }

    @Benchmark
    public void send() throws MessagingException {
        transport.sendMessage(message, message.getAllRecipients());
    }
}
