package dev.parley.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An event with 1024 characters of text at most, for keeping. */
final class Bounded extends Rewriting {
    private static final int TEXT = 1024;

    private int left = TEXT;

    private Bounded() {}

    static TraceEvent of(TraceEvent event) {
        return new Bounded().event(event);
    }

    /** Of the server's certificate what a person asks for first. */
    @Override
    TlsReport tls(TlsReport tls) {
        return super.tls(tls.withoutDetails());
    }

    @Override
    Map<String, String> settings(Map<String, String> settings) {
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
    List<String> texts(List<String> lines) {
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
    String text(String text) {
        int length = Math.max(0, Math.min(text.length(), left));
        left -= text.length();
        return length == text.length() ? text : text.substring(0, length) + " [" + (text.length() - length) + " more]";
    }
}
