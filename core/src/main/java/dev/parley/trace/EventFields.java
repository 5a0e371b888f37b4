package dev.parley.trace;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Receives the fields of an event by their names in schema v1. */
public interface EventFields {
    /** Called first. */
    void event(String kind, long nanos) throws IOException;

    void text(String name, String value) throws IOException;

    void number(String name, long value) throws IOException;

    void flag(String name, boolean value) throws IOException;

    void texts(String name, List<String> values) throws IOException;

    void texts(String name, Map<String, String> values) throws IOException;

    /** No field where the value is empty. */
    default void text(String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            text(name, value.get());
        }
    }

    default void micros(String name, Duration duration) throws IOException {
        number(name, duration.toNanos() / 1000);
    }
}
