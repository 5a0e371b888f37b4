package dev.parley.trace.face;

/** A way to show a trace. */
enum Face {
    /** To eyes, see {@link TextSink}. */
    TEXT("txt"),
    /** To machines, see {@link JsonLinesSink}. */
    JSON("jsonl"),
    /** To a browser, see {@link HtmlSink}. */
    HTML("html"),
    /** To whom the application's logging tells, see {@link LogSink}. */
    LOG(""),
    /** To the JVM's flight recorder, see {@link JfrSink}. */
    JFR("");

    private final String extension;

    Face(String extension) {
        this.extension = extension;
    }

    /** Of its files. */
    String extension() {
        return extension;
    }

    /** Whether it goes to a file where one is named. */
    boolean isWritten() {
        return !extension.isEmpty();
    }
}
