package dev.parley.cli.demo;

import dev.parley.trace.TraceSink;
import dev.parley.trace.face.TextSink;
import jakarta.mail.Session;
import java.io.PrintStream;
import java.util.Properties;

/** What the demo prints on, and keeps. */
record Page(PrintStream out, boolean colour, Kept kept) {
    private static final String BOLD = "1";
    private static final String GREEN = "32";
    private static final String RED = "31";

    void print(String text) {
        out.println(text);
    }

    void heading(String text) {
        out.println();
        out.println(inked(BOLD, text));
    }

    void outcome(Outcome outcome) {
        out.println(inked(outcome.good() ? GREEN : RED, outcome.toString()));
    }

    /**
     * A session as any application makes one, whose dialogs are shown here, and kept.
     *
     * @param listener told of every fact of the dialog
     */
    Session session(String protocol, Properties properties, TraceSink listener) {
        String trace = "mail." + protocol + ".trace";
        properties.put(trace, Kept.FACES);
        properties.put(trace + ".file", kept.pattern());
        // The property's face goes to the file now, and has no colours: it cannot know where a debugOut leads.
        TextSink text = new TextSink(out, colour, false);
        properties.put(trace + ".sink", (TraceSink) event -> {
            text.accept(event);
            listener.accept(event);
        });
        return Session.getInstance(properties);
    }

    private String inked(String ink, String text) {
        return colour ? "\u001b[" + ink + "m" + text + "\u001b[0m" : text;
    }
}
