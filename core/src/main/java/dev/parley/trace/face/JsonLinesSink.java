package dev.parley.trace.face;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.trace.EventFields;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the trace as JSON Lines: one flat object for each event, {@code docs/trace-schema-v1.json}. Other characters than
 * ASCII are written as {@code \}{@code uXXXX}. Each line is written at once, so that connections may share a file; the
 * field {@code sid} identifies the connection. A truncated file is valid.
 */
public final class JsonLinesSink implements TraceSink {
    private static final JsonFactory JSON = new JsonFactory();

    /** The next is DEL, a control character. */
    private static final int LAST_PLAIN = 0x7e;

    private final PrintStream out;
    private String dialog = "";

    /** @param out closed with the connection */
    public JsonLinesSink(PrintStream out) {
        this.out = out;
    }

    @Override
    public void accept(TraceEvent event) {
        if (event instanceof TraceEvent.Opened opened) {
            dialog = opened.dialog();
        }
        byte[] line = line(event).getBytes(StandardCharsets.US_ASCII);
        out.write(line, 0, line.length);
        WriteErrors.check(out);
    }

    @Override
    public void close() {
        out.close();
    }

    /** Written as characters, since a server may cause half a surrogate pair, which has no UTF-8. */
    private String line(TraceEvent event) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.setHighestNonEscapedChar(LAST_PLAIN);
            json.writeStartObject();
            event.writeTo(new JsonFields(json, dialog));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }

    private record JsonFields(JsonGenerator json, String dialog) implements EventFields {
        @Override
        public void event(String kind, long nanos) throws IOException {
            text("e", kind);
            text("sid", dialog);
            number("t", nanos / 1000);
        }

        @Override
        public void text(String name, String value) throws IOException {
            json.writeStringField(name, value);
        }

        @Override
        public void number(String name, long value) throws IOException {
            json.writeNumberField(name, value);
        }

        @Override
        public void flag(String name, boolean value) throws IOException {
            json.writeBooleanField(name, value);
        }

        @Override
        public void texts(String name, List<String> values) throws IOException {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }

        @Override
        public void texts(String name, Map<String, String> values) throws IOException {
            json.writeObjectFieldStart(name);
            for (Map.Entry<String, String> each : new TreeMap<>(values).entrySet()) {
                text(each.getKey(), each.getValue());
            }
            json.writeEndObject();
        }
    }
}
