package dev.parley.cli.demo;

import dev.parley.trace.TraceSink;
import dev.parley.trace.face.TextSink;
import jakarta.mail.Session;
import java.io.PrintStream;
import java.util.Properties;

/** What the demo prints on. */
record Page(PrintStream out, boolean colour) {
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
     * A session as any application makes one, whose dialogs are shown here.
     *
     * @param listener told of every fact of the dialog
     */
    Session session(String protocol, Properties properties, TraceSink listener) {
        String trace = "mail." + protocol + ".trace";
        if (colour) {
            // The property's face has no colours: it cannot know where an application's debugOut leads.
            TextSink text = new TextSink(out, true, false);
            properties.put(trace + ".sink", (TraceSink) event -> {
                text.accept(event);
                listener.accept(event);
            });
        } else {
            properties.put(trace, "text");
            properties.put(trace + ".sink", listener);
        }
        Session session = Session.getInstance(properties);
        session.setDebugOut(out);
        return session;
    }

    private String inked(String ink, String text) {
        return colour ? "\u001b[" + ink + "m" + text + "\u001b[0m" : text;
    }
}
