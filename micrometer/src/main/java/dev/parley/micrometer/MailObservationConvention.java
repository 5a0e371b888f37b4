package dev.parley.micrometer;

import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;

/**
 * The name and the key values of the observations of mail. {@link DefaultMailObservationConvention} has the defaults. A
 * convention of the application replaces it for the contexts that it supports: as an argument of {@link MailObservations}, or
 * by {@code ObservationRegistry.observationConfig().observationConvention}.
 */
public interface MailObservationConvention extends GlobalObservationConvention<MailObservationContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof MailObservationContext;
    }
}
