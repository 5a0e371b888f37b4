package dev.parley.sieve.dialog;

/** What came of asking for a script as a stream. */
public sealed interface Fetch {
    /** All was said in one reply: a refusal, or a script between quotes. */
    record Answered(Reply reply) implements Fetch {}

    /** The script is on its way; until its end nothing else can be said. */
    record Arriving(Download script) implements Fetch {}
}
