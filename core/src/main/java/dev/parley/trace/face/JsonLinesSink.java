package dev.parley.trace.face;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The dialog as JSON Lines, for machines: one flat object an event, {@code docs/trace-schema-v1.json}. The text is ASCII;
 * everything else is {@code \}{@code uXXXX}. A line leaves in one write, so that dialogs may share a file: each line says
 * in {@code sid} whose it is. What has been written is valid, wherever it ends.
 */
public final class JsonLinesSink implements TraceSink {
    private static final JsonFactory JSON = new JsonFactory();

    /** Behind it comes DEL, a control character. */
    private static final int LAST_PLAIN = 0x7e;

    private final PrintStream out;
    private String dialog = "";

    /** @param out closed with the dialog */
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
        Written.completely(out);
    }

    @Override
    public void close() {
        out.close();
    }

    /** Characters, not octets: half a surrogate pair is no UTF-8, and a server may make a client send one. */
    private String line(TraceEvent event) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.setHighestNonEscapedChar(LAST_PLAIN);
            new JsonEvent(json).write(dialog, event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }
}
