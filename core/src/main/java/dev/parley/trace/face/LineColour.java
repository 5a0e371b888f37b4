package dev.parley.trace.face;

/** The kinds of lines of the text trace, and their colours. */
enum LineColour {
    CLIENT("36"),
    SERVER("32"),
    REJECTION("1;31"),
    FACT("2"),
    REMARK("35"),
    ALARM("33");

    private final String code;

    LineColour(String code) {
        this.code = code;
    }

    String on(String line) {
        return "\u001b[" + code + "m" + line + "\u001b[0m";
    }
}
