package dev.parley.trace;

/** Takes the facts of one dialog, in order, on the dialog's own thread. One that throws is dropped. */
@FunctionalInterface
public interface TraceSink extends AutoCloseable {
    void accept(TraceEvent event);

    /** The dialog is over. */
    @Override
    default void close() {}
}
