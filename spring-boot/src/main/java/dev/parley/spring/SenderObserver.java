package dev.parley.spring;

import dev.parley.observation.Operation;
import dev.parley.observation.OperationObserver;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * The observer of all senders. It creates the observer bean at the first operation: the registry of that bean may have handlers
 * that need a sender.
 */
final class SenderObserver implements OperationObserver {
    private static final Log LOG = LogFactory.getLog("dev.parley.mail");
    private static final OperationObserver NONE = operation -> null;

    private final ListableBeanFactory beans;
    private final Supplier<OperationObserver> bean;

    /** @param observers several without a primary one: none is notified */
    SenderObserver(ObjectProvider<OperationObserver> observers, ListableBeanFactory beans) {
        this.beans = beans;
        this.bean = SingletonSupplier.of(() -> observers.getIfUnique(this::none));
    }

    /** Whether the application has an observer bean. It is not created. */
    boolean exists() {
        return names().length > 0;
    }

    private String[] names() {
        return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, OperationObserver.class, true, false);
    }

    private OperationObserver none() {
        LOG.warn("None of the OperationObserver beans " + String.join(", ", names())
                + " is notified of mail operations; fix: annotate one of them with @Primary");
        return NONE;
    }

    @Override
    public RunningOperation begin(Operation operation) {
        return bean.get().begin(operation);
    }
}
