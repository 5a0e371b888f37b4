package dev.parley.replay;

import com.fasterxml.jackson.core.JacksonException;
import dev.parley.trace.TraceEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads traces written by {@code mail.<protocol>.trace=json} ({@code docs/trace-schema-v1.json}). Unknown fields, unknown
 * events and an incomplete last line are ignored. Times have the precision of the file, microseconds.
 */
public final class TraceReader {
    private final String name;
    private final List<List<RecordedEvent>> dialogs = new ArrayList<>();
    private final Map<String, List<RecordedEvent>> open = new TreeMap<>();

    private TraceReader(String name) {
        this.name = name;
    }

    /**
     * The dialogs of a file, in the order in which they began.
     *
     * @throws IllegalArgumentException naming the file and the line that does not conform to schema v1
     * @throws UncheckedIOException if the file cannot be read
     */
    public static List<Recording> read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the trace " + file + " cannot be read: " + e, e);
        }
    }

    /**
     * The dialogs of a text.
     *
     * @param name the name of the text, for error messages
     */
    public static List<Recording> parse(String name, String text) {
        TraceReader reader = new TraceReader(name);
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            boolean cutOff = i == lines.length - 1 && !text.endsWith("\n");
            if (!lines[i].isBlank()) {
                reader.read(i + 1, lines[i], cutOff);
            }
        }
        return reader.dialogs.stream().map(Recording::new).toList();
    }

    private void read(int number, String line, boolean cutOff) {
        try {
            JsonFields fields = JsonFields.of(line);
            Optional<TraceEvent> event = new EventReader(fields).event();
            if (event.isPresent()) {
                add(fields.text("sid"), new RecordedEvent(number, event.get()));
            }
        } catch (JacksonException e) {
            if (!cutOff) {
                throw broken(number, e.getOriginalMessage(), e);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw broken(number, e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String dialog, RecordedEvent event) {
        if (event.event() instanceof TraceEvent.Opened) {
            open.put(dialog, new ArrayList<>());
            dialogs.add(open.get(dialog));
        }
        List<RecordedEvent> events = open.get(dialog);
        if (events == null) {
            throw new IllegalArgumentException("the dialog " + dialog + " has no open event");
        }
        events.add(event);
    }

    private IllegalArgumentException broken(int number, @Nullable String why, Exception cause) {
        return new IllegalArgumentException(name + " line " + number + " is not a line of a trace: " + why, cause);
    }
}
