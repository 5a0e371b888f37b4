package dev.parley.trace.face;

/** A way to show a trace. */
enum Face {
    /** To eyes, see {@link TextSink}. */
    TEXT("txt"),

    /** To machines, see {@link JsonLinesSink}. */
    JSON("jsonl");

    private final String extension;

    Face(String extension) {
        this.extension = extension;
    }

    /** Of its files. */
    String extension() {
        return extension;
    }
}
