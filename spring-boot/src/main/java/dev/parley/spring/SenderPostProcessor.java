package dev.parley.spring;

import dev.parley.observation.OperationObserver;
import dev.parley.smtp.DeliveryListener;
import dev.parley.smtp.Parley;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Adds the properties of Parley to each mail sender, unless the application sets them. A sender whose Session comes from
 * elsewhere, from JNDI or by {@code setSession}, is not changed: others may use that Session. It has no order, so that post-processors
 * of the application that set properties usually run before it.
 *
 * <p>Closes the pools of a sender that is destroyed, also at the end of its scope. Spring does not destroy prototypes.
 */
final class SenderPostProcessor implements DestructionAwareBeanPostProcessor {
    private static final String LISTENER = "delivery.listener";
    private static final String TRACE = "trace";
    private static final String OBSERVER = "observer";

    private final ObjectProvider<ParleyMailProperties> settings;
    private final ObjectProvider<Senders> senders;
    private final ObjectProvider<FailureLog> failureLog;
    private final ObjectProvider<LoggingSystem> loggingSystem;
    private final SenderObserver observer;
    private final ConfigurableListableBeanFactory beans;

    SenderPostProcessor(
            ObjectProvider<ParleyMailProperties> settings,
            ObjectProvider<Senders> senders,
            ObjectProvider<FailureLog> failureLog,
            ObjectProvider<LoggingSystem> loggingSystem,
            ObjectProvider<OperationObserver> observers,
            ConfigurableListableBeanFactory beans) {
        this.settings = settings;
        this.senders = senders;
        this.failureLog = failureLog;
        this.loggingSystem = loggingSystem;
        this.observer = new SenderObserver(observers, beans);
        this.beans = beans;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        // The proxy of a scoped sender has the properties and the Session of the sender, which is a bean of its own.
        if (bean instanceof JavaMailSenderImpl mailSender
                && !(bean instanceof ScopedObject)
                && Sender.hasItsOwnSession(mailSender)) {
            Sender sender = Sender.of(name, mailSender, BootBeans.isConfiguredSender(beans, name));
            senders.getObject().add(sender);
            setTrace(sender);
            setListener(sender);
            setObserver(sender);
        }
        return bean;
    }

    @Override
    public boolean requiresDestruction(Object bean) {
        return bean instanceof JavaMailSenderImpl;
    }

    @Override
    public void postProcessBeforeDestruction(Object bean, String name) {
        if (bean instanceof JavaMailSenderImpl mailSender && Sender.hasItsOwnSession(mailSender)) {
            Parley.close(mailSender.getSession());
        }
    }

    private void setTrace(Sender sender) {
        Set<ParleyMailProperties.Output> outputs = settings.getObject().trace();
        if (outputs.isEmpty() || sender.isSet(TRACE)) {
            return;
        }
        String words = outputs.stream()
                .map(output -> output.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
        sender.properties().setProperty(sender.property(TRACE), words);
        if (outputs.contains(ParleyMailProperties.Output.LOG)) {
            loggingSystem.ifAvailable(system -> TraceLogger.of(sender).show(system));
        }
    }

    private void setListener(Sender sender) {
        Properties properties = sender.properties();
        Object set = properties.get(sender.property(LISTENER));
        if (set instanceof SenderListener shared) {
            shared.add(sender);
            return;
        } else if (set != null && !(set instanceof DeliveryListener)) {
            return; // Parley reports it.
        }
        FailureLog log = settings.getObject().logFailures() ? failureLog.getObject() : null;
        properties.put(sender.property(LISTENER), new SenderListener(sender, log, (DeliveryListener) set));
    }

    private void setObserver(Sender sender) {
        if (observer.exists() && !sender.isSet(OBSERVER)) {
            sender.properties().put(sender.property(OBSERVER), observer);
        }
    }
}
