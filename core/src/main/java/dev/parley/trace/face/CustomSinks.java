package dev.parley.trace.face;

import dev.parley.settings.MailProperties;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.util.function.Supplier;

/**
 * The sinks of the property {@code trace.sink}: one for all connections, or one for each. Two are equal when the property
 * holds the same object, Supplier or class.
 */
final class CustomSinks {
    private final String property;
    private final Object given;

    /** @param given a TraceSink, a Supplier, or the Class of a TraceSink */
    private CustomSinks(String property, Object given) {
        this.property = property;
        this.given = given;
    }

    /** @throws IllegalArgumentException naming the property, when it holds neither a sink nor something that creates one */
    static CustomSinks of(MailProperties properties, String suffix) {
        Object given = properties.object(suffix, Object.class).orElseThrow();
        if (given instanceof String) {
            Class<?> type = properties.type(suffix, TraceSink.class).orElseThrow();
            return new CustomSinks(properties.name(suffix), type);
        } else if (given instanceof TraceSink || given instanceof Supplier<?>) {
            return new CustomSinks(properties.name(suffix), given);
        }
        throw new IllegalArgumentException(properties.name(suffix) + " must hold a TraceSink, a Supplier of them, or"
                + " the name of a class, not a " + given.getClass().getName());
    }

    /**
     * The sink for a new connection.
     *
     * @throws IllegalArgumentException naming the property, when there is none
     */
    TraceSink open() {
        if (given instanceof TraceSink sink) {
            return new Lent(sink);
        }
        return sink(given instanceof Supplier<?> supplier ? supplier.get() : made((Class<?>) given));
    }

    /** Compares by identity, whatever the equals method of an application's sink returns. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CustomSinks same && given == same.given && property.equals(same.property);
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(given);
    }

    private TraceSink sink(Object made) {
        if (made instanceof TraceSink sink) {
            return sink;
        }
        String what = made == null ? "null" : "a " + made.getClass().getName();
        throw new IllegalArgumentException(property + " gives " + what + ", which is no " + TraceSink.class.getName());
    }

    private Object made(Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    property + "=" + type.getName() + " must be a public class with a public constructor without"
                            + " arguments: " + e,
                    e);
        }
    }

    /** The application's sink, which is not closed with the connection. */
    private record Lent(TraceSink sink) implements TraceSink {
        @Override
        public void accept(TraceEvent event) {
            sink.accept(event);
        }
    }
}
