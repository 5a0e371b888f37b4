package dev.parley.trace;

/**
 * Takes the facts of a dialog, in order, on the dialog's own thread. A sink that throws anything is dropped for the rest
 * of the dialog: the Throwable goes to the {@code System.Logger} {@code dev.parley}, the other sinks get a warning, and
 * the result of the dialog does not change. A VirtualMachineError is also thrown again after a message that was not
 * accepted.
 *
 * <p>Put into {@code mail.<protocol>.trace.sink} as an object it takes those of every dialog, of several at a time where
 * there are several, and is never closed. A {@code java.util.function.Supplier} or the name of a class there gives each
 * dialog a sink of its own, which is closed with it.
 */
@FunctionalInterface
public interface TraceSink extends AutoCloseable {
    void accept(TraceEvent event);

    /** The dialog is over. */
    @Override
    default void close() {}
}
