package dev.parley.smtp.send;

import jakarta.mail.Session;
import jakarta.mail.event.MailEvent;
import jakarta.mail.event.TransportListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EventListener;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.Executor;

/**
 * The listeners of a transport. Angus Mail's own list cannot be used: after its first event it waits for a reset that only
 * its own transport does.
 */
public final class TransportListeners {
    private final Session session;
    private final ListenerFailures failures;
    private final Vector<TransportListener> listeners = new Vector<>();

    /** @param failures receives what the listeners throw */
    public TransportListeners(Session session, ListenerFailures failures) {
        this.session = session;
        this.failures = failures;
    }

    public Vector<TransportListener> all() {
        return listeners;
    }

    /**
     * {@code mail.event.executor} (an Executor object; one thread for each transport): notifies the listeners of
     * transports and connections
     *
     * @return null where the application has no executor; the Session's queue notifies the listeners then
     */
    public Executor executor() {
        return session.getProperties().get("mail.event.executor") instanceof Executor executor ? executor : null;
    }

    /** Notifies listeners in a task of the executor. The Session's own queue would occupy it for ever. */
    public void notify(MailEvent event, Collection<? extends EventListener> to, Executor executor) {
        executor.execute(new Notification(event, new ArrayList<>(to), failures));
    }

    private record Notification(MailEvent event, List<EventListener> to, ListenerFailures failures)
            implements Runnable {
        @Override
        public void run() {
            for (EventListener listener : to) {
                try {
                    event.dispatch(listener);
                } catch (Throwable e) {
                    failures.add("the listener " + listener.getClass().getName(), e);
                }
            }
        }
    }
}
