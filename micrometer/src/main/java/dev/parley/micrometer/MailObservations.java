package dev.parley.micrometer;

import dev.parley.observation.Operation;
import dev.parley.observation.Operation.Kind;
import dev.parley.observation.OperationObserver;
import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Observes connects, logins, sends, and commands about Sieve scripts: timers and spans, by the handlers of the registry. It is
 * the value of the Session's property {@code mail.<protocol>.observer}, or of {@code mail.observer}. Several Sessions may
 * share one.
 *
 * <p>{@link MailObservationDocumentation} lists the names. They contain no address, subject, user name or text of a server.
 * The parent is the current observation of the thread. A connect is the current one until its end: the parent of its login.
 * Without a handler in the registry, or with {@link ObservationRegistry#NOOP}, no observation is created.
 */
public final class MailObservations implements OperationObserver {
    private static final DefaultMailObservationConvention[] DEFAULTS = defaults();

    private final ObservationRegistry registry;
    private final @Nullable MailObservationConvention custom; // null: none

    /** Observations with the names of {@link DefaultMailObservationConvention}. */
    public MailObservations(ObservationRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.custom = null;
    }

    /** @param custom applies to the contexts that it supports; the default applies to the others */
    public MailObservations(ObservationRegistry registry, MailObservationConvention custom) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.custom = Objects.requireNonNull(custom, "custom");
    }

    private static DefaultMailObservationConvention[] defaults() {
        Kind[] kinds = Kind.values();
        DefaultMailObservationConvention[] conventions = new DefaultMailObservationConvention[kinds.length];
        for (Kind kind : kinds) {
            conventions[kind.ordinal()] = new DefaultMailObservationConvention(kind);
        }
        return conventions;
    }

    @Override
    public @Nullable RunningOperation begin(Operation operation) {
        if (registry.isNoop()) {
            return null;
        }
        MailObservationContext context = new MailObservationContext(operation);
        Observation observation = MailObservationDocumentation.of(operation.kind())
                .observation(
                        custom != null && custom.supportsContext(context) ? custom : null,
                        DEFAULTS[operation.kind().ordinal()],
                        () -> context,
                        registry);
        if (observation.isNoop()) {
            return null;
        }
        try {
            observation.start();
            // Sends overlap in a thread: none of them is its current observation.
            return new Running(observation, context, operation.kind() == Kind.SEND ? null : observation.openScope());
        } catch (RuntimeException | Error e) { // of a handler: the ones before it have started
            stop(observation);
            throw e;
        }
    }

    private void stop(Observation observation) {
        Observation.Scope current = registry.getCurrentObservationScope();
        try {
            if (current != null && current.getCurrentObservation() == observation) {
                current.close();
            }
        } finally {
            observation.stop();
        }
    }

    /** @param scope null: none */
    private record Running(Observation observation, MailObservationContext context, Observation.@Nullable Scope scope)
            implements RunningOperation {
        @Override
        public void end(OperationResult result) {
            context.end(result);
            try {
                if (scope != null) {
                    scope.close();
                }
                if (result.outcome() != Outcome.ACCEPTED) {
                    observation.error(new MailOperationException(
                            context.operation().kind().name().toLowerCase(Locale.ROOT), result));
                }
            } finally {
                observation.stop();
            }
        }
    }
}
