package dev.parley.trace.face;

/** A presentation of a trace. */
enum Face {
    /** For people, see {@link TextSink}. */
    TEXT("txt"),
    /** For programs, see {@link JsonLinesSink}. */
    JSON("jsonl"),
    /** For a browser, see {@link HtmlSink}. */
    HTML("html"),
    /** For the application's logging, see {@link LogSink}. */
    LOG(""),
    /** For the JVM's flight recorder, see {@link dev.parley.trace.face.jfr.JfrSink}. */
    JFR("");

    private final String extension;

    Face(String extension) {
        this.extension = extension;
    }

    /** The extension of its files. */
    String extension() {
        return extension;
    }

    /** Whether it can be written to a file. */
    boolean isWritten() {
        return !extension.isEmpty();
    }
}
