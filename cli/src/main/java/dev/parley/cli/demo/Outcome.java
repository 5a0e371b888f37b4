package dev.parley.cli.demo;

import java.util.Objects;

/** The result of a step. */
record Outcome(boolean good, String step, String text) {

    static Outcome of(Step step, String result) {
        return new Outcome(true, step.name(), result);
    }

    static Outcome failure(String step, Exception why) {
        return new Outcome(false, step, Objects.requireNonNullElse(why.getMessage(), why.toString()));
    }

    static Outcome notReached(Step step) {
        return new Outcome(false, step.name(), "not reached");
    }

    /** One line, even if the text has several. */
    @Override
    public String toString() {
        return (good ? "ok   " : "FAIL ") + step + ": " + text.strip().replaceAll("\\R", " | ");
    }
}
