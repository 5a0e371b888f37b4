package dev.parley.junit;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import dev.parley.trace.face.HtmlSink;
import dev.parley.trace.face.TextSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The traces of Parley's clients of a server, one for each connection. The events have no secrets. */
final class RecordedDialogs implements Supplier<TraceSink> {
    private final List<Dialog> dialogs = new CopyOnWriteArrayList<>();

    @Override
    public TraceSink get() {
        Dialog dialog = new Dialog();
        dialogs.add(dialog);
        return dialog;
    }

    List<Dialog> all() {
        return List.copyOf(dialogs);
    }

    /** The events of one connection; the client's thread may add some while others read. */
    static final class Dialog implements TraceSink {
        private final Queue<TraceEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        public void accept(TraceEvent event) {
            events.add(event);
        }

        String text() {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            print(new TextSink(new PrintStream(text, true, StandardCharsets.UTF_8), false));
            return text.toString(StandardCharsets.UTF_8);
        }

        /** The page, in UTF-8. */
        byte[] page() {
            ByteArrayOutputStream page = new ByteArrayOutputStream();
            print(new HtmlSink(new PrintStream(page, false, StandardCharsets.UTF_8)));
            return page.toByteArray();
        }

        private void print(TraceSink face) {
            for (TraceEvent event : events) {
                face.accept(event);
            }
            face.close();
        }
    }
}
