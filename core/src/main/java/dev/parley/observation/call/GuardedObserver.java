package dev.parley.observation.call;

import dev.parley.observation.OperationObserver;

/** The observer of an application. Two are equal when the property holds the same object. */
public final class GuardedObserver {
    private final OperationObserver observer;

    public GuardedObserver(OperationObserver observer) {
        this.observer = observer;
    }

    /** The operations with one server. */
    public ObservedServer of(String protocol, String host, int port) {
        return new ObservedServer(observer, protocol, host, port);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GuardedObserver same && observer == same.observer;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(observer);
    }
}
