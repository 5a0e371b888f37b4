package dev.parley.smtp;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.event.MailEvent;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.event.TransportListener;
import java.util.EventListener;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The listeners of a transport. Angus's own list cannot serve: after its first event it waits for a reset that only its
 * own dialog does.
 */
class TransportEvents extends TransportOptions {
    private final Vector<TransportListener> listeners = new Vector<>();

    TransportEvents(Session session, URLName url, String protocol, boolean tls) {
        super(session, url, protocol, tls);
    }

    @Override
    public void addTransportListener(TransportListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeTransportListener(TransportListener listener) {
        listeners.remove(listener);
    }

    @Override
    protected void notifyTransportListeners(
            int type, Address[] validSent, Address[] validUnsent, Address[] invalid, Message message) {
        if (!listeners.isEmpty()) {
            queueEvent(new TransportEvent(this, type, validSent, validUnsent, invalid, message), listeners);
        }
    }

    /**
     * An executor of the application's gets each event as a task: the Session's own queue would occupy it for ever.
     *
     * <p>{@code mail.event.executor} (an Executor object; a thread for each transport): notifies the listeners of
     * transports and connections
     */
    @Override
    protected void queueEvent(MailEvent event, Vector<? extends EventListener> to) {
        if (session.getProperties().get("mail.event.executor") instanceof Executor executor) {
            List<EventListener> now = List.copyOf(to);
            try {
                executor.execute(() -> now.forEach(listener -> dispatch(event, listener)));
            } catch (RejectedExecutionException e) {
                // Nobody is told; what the event is about has happened all the same.
            }
        } else {
            super.queueEvent(event, to);
        }
    }

    private static void dispatch(MailEvent event, EventListener listener) {
        try {
            event.dispatch(listener);
        } catch (RuntimeException e) {
            // As in the Session's own queue: a listener's failure is not the transport's.
        }
    }
}
