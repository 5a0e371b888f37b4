package dev.parley.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Replaces the texts and times of events: {@link TraceEvent#rewritten}. Protocols, phases and names of properties are
 * never replaced.
 */
public abstract class EventRewriter {
    protected EventRewriter() {}

    /** The replacement of a text. */
    protected abstract String text(String text);

    protected List<String> texts(List<String> texts) {
        List<String> rewritten = new ArrayList<>(texts.size());
        for (String text : texts) {
            rewritten.add(text(text));
        }
        return List.copyOf(rewritten);
    }

    protected Map<String, String> settings(Map<String, String> settings) {
        Map<String, String> rewritten = new TreeMap<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            rewritten.put(setting.getKey(), text(setting.getValue()));
        }
        return Collections.unmodifiableMap(rewritten);
    }

    /** The address and port of the client. */
    protected String local(String address) {
        return text(address);
    }

    /** The name of the connection in the trace. */
    protected String dialog(String name) {
        return name;
    }

    protected Instant when(Instant opened) {
        return opened;
    }

    protected long nanos(long nanos) {
        return nanos;
    }

    protected Duration took(Duration duration) {
        return duration;
    }

    /** Whether the details of a TLS session stay. */
    protected boolean keepsTlsDetails() {
        return true;
    }

    final Optional<String> text(Optional<String> text) {
        return text.isPresent() ? Optional.of(text(text.get())) : text;
    }
}
