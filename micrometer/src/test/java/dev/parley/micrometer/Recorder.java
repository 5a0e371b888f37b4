package dev.parley.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A registry whose handler records everything that it is given, as text. */
final class Recorder implements ObservationHandler<Observation.Context> {
    final ObservationRegistry registry = ObservationRegistry.create();
    final List<String> started = Collections.synchronizedList(new ArrayList<>());
    final List<Ended> ended = Collections.synchronizedList(new ArrayList<>());
    final List<String> order = Collections.synchronizedList(new ArrayList<>());
    final List<String> texts = Collections.synchronizedList(new ArrayList<>());

    /** @param parent the name of its observation; null: none */
    record Ended(String name, String contextualName, Map<String, String> keys, String parent, Throwable error) {
        @Override
        public String toString() {
            return name + " " + contextualName + " " + keys;
        }
    }

    Recorder() {
        registry.observationConfig().observationHandler(this);
    }

    @Override
    public void onStart(Observation.Context context) {
        order.add("begin " + shortName(context));
        started.add(context.getName() + " " + keys(context));
        keep(context);
    }

    @Override
    public void onError(Observation.Context context) {
        keep(context);
    }

    @Override
    public void onEvent(Observation.Event event, Observation.Context context) {
        texts.add(event.toString());
        keep(context);
    }

    @Override
    public void onStop(Observation.Context context) {
        keep(context);
        order.add("end " + shortName(context));
        String parent = context.getParentObservation() == null
                ? null
                : context.getParentObservation().getContextView().getName();
        ended.add(new Ended(context.getName(), context.getContextualName(), keys(context), parent, context.getError()));
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }

    private static String shortName(Observation.Context context) {
        return context.getName().substring(context.getName().lastIndexOf('.') + 1);
    }

    private void keep(Observation.Context context) {
        texts.add(context.getName());
        texts.add(String.valueOf(context.getContextualName()));
        texts.add(context.toString());
        for (Throwable error = context.getError(); error != null; error = error.getCause()) {
            texts.add(error.toString());
            Collections.addAll(texts, List.of(error.getSuppressed()).toString());
        }
        for (KeyValue each : context.getAllKeyValues()) {
            texts.add(each.getKey() + "=" + each.getValue());
        }
    }

    private static Map<String, String> keys(Observation.Context context) {
        Map<String, String> keys = new TreeMap<>();
        for (KeyValue each : context.getAllKeyValues()) {
            keys.put(each.getKey(), each.getValue());
        }
        return keys;
    }

    Ended last(String name) {
        return ended.stream()
                .filter(each -> each.name.equals(name))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError(name + " is not among " + ended));
    }
}
