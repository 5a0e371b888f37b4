package dev.parley.micrometer;

import dev.parley.observation.Operation;
import io.micrometer.common.KeyValues;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import jakarta.mail.Session;
import java.util.Properties;
import java.util.concurrent.ExecutorService;

/** The programs in {@code docs/observability.md}. */
final class Examples {
    private Examples() {}

    static void setup(Properties properties, MeterRegistry meters) {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        properties.put("mail.observer", new MailObservations(observations));
    }

    static void pools(Session session, MeterRegistry meters) {
        new PoolMetrics(session).bindTo(meters);
    }

    static void executor(Properties properties, ExecutorService executor, ContextSnapshotFactory snapshots) {
        properties.put("mail.smtp.async.executor", ContextExecutorService.wrap(executor, snapshots));
    }

    static void convention(Properties properties, ObservationRegistry observations) {
        MailObservationConvention convention = new DefaultMailObservationConvention(Operation.Kind.SEND) {
            @Override
            public KeyValues getLowCardinalityKeyValues(MailObservationContext context) {
                return super.getLowCardinalityKeyValues(context).and("team", "orders");
            }
        };
        properties.put("mail.observer", new MailObservations(observations, convention));
    }
}
