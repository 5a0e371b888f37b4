package dev.parley.settings;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The properties of a protocol at one time, redacted when they are read: few connections have a trace that is read. */
final class ShownProperties extends AbstractMap<String, String> {
    private final String prefix;
    private final List<Object> set;
    private final String userMark;
    private Map<String, String> shown; // null: not read

    /**
     * @param prefix of the names
     * @param set names and values in turns; of two values of a name, the later one counts
     * @param userMark replaces the name of a user; null: the name is shown
     */
    ShownProperties(String prefix, List<Object> set, String userMark) {
        this.prefix = prefix;
        this.set = set;
        this.userMark = userMark;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        if (shown == null) {
            Map<String, String> sorted = new TreeMap<>();
            for (int i = 0; i < set.size(); i += 2) {
                String name = (String) set.get(i);
                sorted.put(name, text(name.substring(prefix.length()), set.get(i + 1)));
            }
            shown = Collections.unmodifiableMap(sorted);
        }
        return shown.entrySet();
    }

    private String text(String suffix, Object value) {
        return isPlain(value)
                ? Documented.shown(suffix, value.toString(), userMark)
                : value.getClass().getName();
    }

    /** Whether a value has a text that may be shown; of other objects only the class is. */
    static boolean isPlain(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }
}
