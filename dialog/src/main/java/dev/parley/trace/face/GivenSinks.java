package dev.parley.trace.face;

import dev.parley.settings.MailProperties;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.util.Optional;
import java.util.function.Supplier;

/** Sinks of the application's own, one for each dialog or one for all. */
final class GivenSinks {
    private GivenSinks() {}

    /** @throws IllegalArgumentException naming the property, when it holds neither a sink nor who makes one */
    static Optional<Supplier<TraceSink>> of(MailProperties properties, String suffix) {
        if (!properties.isSet(suffix)) {
            return Optional.empty();
        }
        return properties.object(suffix, Object.class).map(given -> {
            if (given instanceof TraceSink sink) {
                return () -> new Lent(sink);
            } else if (given instanceof Supplier<?> supplier) {
                return () -> sink(properties.name(suffix), supplier.get());
            } else if (given instanceof String) {
                return properties
                        .type(suffix, TraceSink.class)
                        .<Supplier<TraceSink>>map(
                                type -> () -> sink(properties.name(suffix), made(properties.name(suffix), type)))
                        .orElseThrow();
            }
            throw new IllegalArgumentException(
                    properties.name(suffix) + " must hold a TraceSink, a Supplier of them, or"
                            + " the name of a class, not a " + given.getClass().getName());
        });
    }

    private static TraceSink sink(String property, Object given) {
        if (given instanceof TraceSink sink) {
            return sink;
        }
        String what = given == null ? "null" : "a " + given.getClass().getName();
        throw new IllegalArgumentException(property + " gives " + what + ", which is no " + TraceSink.class.getName());
    }

    private static Object made(String property, Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    property + "=" + type.getName() + " must be a public class with a public constructor without"
                            + " arguments: " + e,
                    e);
        }
    }

    /** The application's, which goes on when a dialog ends. */
    private record Lent(TraceSink sink) implements TraceSink {
        @Override
        public void accept(TraceEvent event) {
            sink.accept(event);
        }
    }
}
