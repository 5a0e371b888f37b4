package dev.parley.smtp.transaction;

/** Measures the duration of each part of a transaction, in nanoseconds, one part after another. */
public final class Timing {
    public static final Timing NONE = new Timing();

    private long last = System.nanoTime();
    private long envelope;
    private long content;
    private long verdict;

    Timing() {}

    /** From MAIL until the content may begin. */
    public long envelope() {
        return envelope;
    }

    /** Until the end of the content has been written. */
    public long content() {
        return content;
    }

    /** Until the last reply to the content. */
    public long verdict() {
        return verdict;
    }

    Timing plus(Timing other) {
        Timing sum = new Timing();
        sum.envelope = envelope + other.envelope;
        sum.content = content + other.content;
        sum.verdict = verdict + other.verdict;
        return sum;
    }

    void start() {
        last = System.nanoTime();
    }

    void envelopeDone() {
        envelope = lap();
    }

    void contentDone() {
        content = lap();
    }

    void verdictDone() {
        verdict = lap();
    }

    private long lap() {
        long now = System.nanoTime();
        long lap = now - last;
        last = now;
        return lap;
    }
}
