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
    private final Object source;

    /** @param source a TraceSink, a Supplier, or the Class of a TraceSink */
    private CustomSinks(String property, Object source) {
        this.property = property;
        this.source = source;
    }

    /** @throws IllegalArgumentException naming the property, when it holds neither a sink nor something that creates one */
    static CustomSinks of(MailProperties properties, String suffix) {
        Object source = properties.object(suffix, Object.class).orElseThrow();
        if (source instanceof String) {
            Class<?> type = properties.type(suffix, TraceSink.class).orElseThrow();
            return new CustomSinks(properties.name(suffix), type);
        } else if (source instanceof TraceSink || source instanceof Supplier<?>) {
            return new CustomSinks(properties.name(suffix), source);
        }
        throw new IllegalArgumentException(properties.name(suffix) + " must hold a TraceSink, a Supplier of them, or"
                + " the name of a class, not a " + source.getClass().getName());
    }

    /**
     * The sink for a new connection.
     *
     * @throws IllegalArgumentException naming the property, when there is none
     */
    TraceSink open() {
        if (source instanceof TraceSink sink) {
            return new SharedSink(sink);
        }
        return sink(source instanceof Supplier<?> supplier ? supplier.get() : instance((Class<?>) source));
    }

    /** Compares by identity, whatever the equals method of an application's sink returns. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CustomSinks same && source == same.source && property.equals(same.property);
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(source);
    }

    private TraceSink sink(Object object) {
        if (object instanceof TraceSink sink) {
            return sink;
        }
        String what = object == null ? "null" : "a " + object.getClass().getName();
        throw new IllegalArgumentException(
                property + " returned " + what + ", which is not a " + TraceSink.class.getName());
    }

    private Object instance(Class<?> type) {
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
    private record SharedSink(TraceSink sink) implements TraceSink {
        @Override
        public void accept(TraceEvent event) {
            sink.accept(event);
        }
    }
}
