package dev.parley.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.observation.Operation;
import dev.parley.observation.Operation.Kind;
import dev.parley.observation.OperationObserver.RunningOperation;
import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.mail.Address;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bytes that the timers of a send allocate in its thread. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllocationTest {
    private static final int ROUNDS = 30;
    private static final int COUNT = 10_000;
    private static final int MESSAGES = 300;
    private static final int WARM_UP = 10; // batches
    private static final int BATCHES = 80; // The compiler removes some of the allocations after a while.
    private static final Operation SEND = new Operation(Kind.SEND, "", "smtp", "mx.example.org", 25);
    private static final OperationResult ACCEPTED = new OperationResult(Outcome.ACCEPTED, "end_of_data", "250", null);

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long allocated(ObservationRegistry registry, long most) {
        MailObservations observations = new MailObservations(registry);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > most; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < COUNT; i++) {
                RunningOperation running = observations.begin(SEND);
                if (running != null) {
                    running.end(ACCEPTED);
                }
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / COUNT);
        }
        return least;
    }

    /**
     * The bytes of a send over a connection, in its thread; the server has another thread.
     *
     * @param observer null: none
     */
    private long sent(MailObservations observer) throws Exception {
        String dialog = MailServer.HELLO + MailServer.SENT.repeat(MESSAGES) + MailServer.BYE;
        try (MailServer server = new MailServer("", dialog)) {
            server.properties.remove("mail.observer");
            if (observer != null) {
                server.properties.put("mail.observer", observer);
            }
            MimeMessage message = MailServer.message(server.session());
            message.saveChanges();
            Address[] to = message.getAllRecipients();
            try (Transport transport = server.session().getTransport("smtp")) {
                transport.connect();
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < MESSAGES; i++) {
                    transport.sendMessage(message, to);
                }
                return (threads.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
            }
        }
    }

    private static ObservationRegistry timed(MeterRegistry meters) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        return registry;
    }

    @Test
    void aSendAllocatesAtMost4KB() {
        for (MeterRegistry meters :
                new MeterRegistry[] {new SimpleMeterRegistry(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
                }) {
            long bytes = allocated(timed(meters), 4096);
            assertTrue(bytes <= 4096, bytes + " bytes a send");
            assertTrue(meters.get("mail.client.send").timer().count() >= COUNT);
        }
    }

    /** With the part of Parley: the operation, its result and what calls the observer. */
    @Test
    void theTimersOfAWholeSendAllocateAtMost4KB() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MailObservations observer = new MailObservations(timed(meters));
        long without = Long.MAX_VALUE;
        long with = Long.MAX_VALUE;
        int batch = 0;
        for (; batch < BATCHES && (batch < WARM_UP || with <= without || with - without > 4096); batch++) {
            without = Math.min(without, sent(null));
            with = Math.min(with, sent(observer));
        }
        assertTrue(with > without && with - without <= 4096, with + " bytes a send, " + without + " without timers");
        assertEquals(MESSAGES * batch, meters.get("mail.client.send").timer().count());
    }

    @Test
    void withoutARegistryASendAllocatesNothing() {
        assertEquals(0, allocated(ObservationRegistry.NOOP, 0));
        assertEquals(0, allocated(ObservationRegistry.create(), 0));
    }
}
