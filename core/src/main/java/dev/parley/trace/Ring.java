package dev.parley.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The last events of a connection, for the exception that reports its failure. */
final class Ring {
    private final int size;
    private final Deque<TraceEvent> last = new ArrayDeque<>();

    /** @param size the number of events; 0 disables it */
    Ring(int size) {
        this.size = size;
    }

    boolean isOff() {
        return size == 0;
    }

    void add(TraceEvent event) {
        if (last.size() == size) {
            last.remove();
        }
        last.add(event.rewritten(new Bounded()));
    }

    List<TraceEvent> events() {
        return List.copyOf(last);
    }

    /** Truncates the texts of an event after 1024 characters. */
    private static final class Bounded extends EventRewriter {
        private static final int TEXT = 1024;

        private int left = TEXT;

        @Override
        protected boolean keepsTlsDetails() {
            return false;
        }

        @Override
        protected Map<String, String> settings(Map<String, String> settings) {
            Map<String, String> kept = new TreeMap<>();
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                if (left <= 0) {
                    break;
                }
                left -= setting.getKey().length();
                kept.put(setting.getKey(), text(setting.getValue()));
            }
            return kept.equals(settings) ? settings : kept;
        }

        @Override
        protected List<String> texts(List<String> lines) {
            List<String> kept = new ArrayList<>();
            for (String line : lines) {
                if (left <= 0) {
                    kept.add("[" + (lines.size() - kept.size()) + " more lines]");
                    break;
                }
                kept.add(text(line));
                left -= line.isEmpty() ? 1 : 0;
            }
            return List.copyOf(kept);
        }

        @Override
        protected String text(String text) {
            int length = Math.max(0, Math.min(text.length(), left));
            left -= text.length();
            return length == text.length()
                    ? text
                    : text.substring(0, length) + " [" + (text.length() - length) + " more]";
        }
    }
}
