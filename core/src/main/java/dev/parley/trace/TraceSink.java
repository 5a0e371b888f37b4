package dev.parley.trace;

/**
 * Receives the events of a connection, in order, on the thread that uses the connection. A sink that throws anything
 * receives no further events of the connection: the Throwable is logged to the {@code System.Logger} {@code dev.parley},
 * the other sinks receive a warning, and the result of the operation does not change. A VirtualMachineError is also thrown
 * again after a message that was not accepted.
 *
 * <p>An object in {@code mail.<protocol>.trace.sink} receives the events of all connections, concurrently where several
 * are open, and is never closed. A {@code java.util.function.Supplier} or a class name there provides a sink for each
 * connection, which is closed with it.
 */
@FunctionalInterface
public interface TraceSink extends AutoCloseable {
    void accept(TraceEvent event);

    /** The connection is closed. */
    @Override
    default void close() {}
}
