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
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The bytes that the timers of a send allocate in its thread. */
class AllocationTest {
    private static final int ROUNDS = 30;
    private static final int COUNT = 10_000;
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

    @Test
    void withoutARegistryASendAllocatesNothing() {
        assertEquals(0, allocated(ObservationRegistry.NOOP, 0));
        assertEquals(0, allocated(ObservationRegistry.create(), 0));
    }
}
