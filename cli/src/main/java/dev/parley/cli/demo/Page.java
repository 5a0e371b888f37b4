package dev.parley.cli.demo;

import dev.parley.trace.TraceSink;
import dev.parley.trace.face.TextSink;
import jakarta.mail.Session;
import java.io.PrintStream;
import java.util.Properties;

/** The output of the demo: the terminal and the files. */
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
     * A session whose dialogs are printed and written to files.
     *
     * @param listener receives the events of the dialogs
     */
    Session session(String protocol, Properties properties, TraceSink listener) {
        String trace = "mail." + protocol + ".trace";
        properties.put(trace, Kept.FACES);
        properties.put(trace + ".file", kept.pattern());
        // The output of the property goes to the file, so a sink prints the dialog.
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
