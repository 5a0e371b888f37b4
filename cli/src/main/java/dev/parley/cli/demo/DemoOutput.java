package dev.parley.cli.demo;

import dev.parley.trace.TraceSink;
import dev.parley.trace.face.TextSink;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The output of the demo.
 *
 * @param colour whether the output may contain colours
 * @param folder for the files with the dialogs
 */
record DemoOutput(PrintStream out, boolean colour, Path folder) {
    private static final String BOLD = "1";
    private static final String GREEN = "32";
    private static final String RED = "31";
    private static final String TRACE_FILES = ".*\\.(txt|html|jsonl)";

    void print(String text) {
        out.println(text);
    }

    void heading(String text) {
        out.println();
        out.println(coloured(BOLD, text));
    }

    void result(boolean good, String text) {
        out.println(coloured(good ? GREEN : RED, text));
    }

    private String coloured(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /**
     * A session whose dialogs are printed and written to files.
     *
     * @param listener receives the events of the dialogs
     */
    Session session(String protocol, Properties properties, TraceSink listener) {
        String trace = "mail." + protocol + ".trace";
        properties.put(trace, "text,html,json");
        properties.put(trace + ".file", folder.resolve("%p").toString());
        // The output of the property goes to the file, so a sink prints the dialog.
        TextSink text = new TextSink(out, colour);
        properties.put(trace + ".sink", (TraceSink) event -> {
            text.accept(event);
            listener.accept(event);
        });
        return Session.getInstance(properties);
    }

    /** Creates the folder, and deletes the files of an earlier demo. */
    void deleteTraceFiles() throws IOException {
        Files.createDirectories(folder);
        for (Path file : traceFiles()) {
            Files.delete(file);
        }
    }

    List<Path> traceFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(TRACE_FILES))
                    .sorted()
                    .toList();
        }
    }
}
