package dev.parley.spring;

import dev.parley.observation.Operation;
import dev.parley.observation.OperationObserver;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * The observer of a sender. It creates the observer bean at the first operation: the registry of that bean may have handlers
 * that need the sender.
 */
final class SenderObserver implements OperationObserver {
    private static final OperationObserver NONE = operation -> null;

    private final Supplier<OperationObserver> bean;

    /** @param observers several without a primary one: none is notified */
    SenderObserver(ObjectProvider<OperationObserver> observers) {
        this.bean = SingletonSupplier.of(() -> observers.getIfUnique(() -> NONE));
    }

    @Override
    public RunningOperation begin(Operation operation) {
        return bean.get().begin(operation);
    }
}
