package dev.parley.smtp;

import dev.parley.smtp.send.ListenerFailures;
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

/**
 * The listeners of a transport. Angus's own list cannot serve: after its first event it waits for a reset that only its
 * own dialog does.
 */
class TransportEvents extends TransportOptions {
    /** Of the present send, or the last one. */
    final ListenerFailures failures = new ListenerFailures();

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
     * An executor of the application's gets each event as a task: the Session's own queue would occupy it for ever. Never
     * throws: what the event is about has happened.
     *
     * <p>{@code mail.event.executor} (an Executor object; a thread for each transport): notifies the listeners of
     * transports and connections
     */
    @Override
    protected void queueEvent(MailEvent event, Vector<? extends EventListener> to) {
        try {
            if (session.getProperties().get("mail.event.executor") instanceof Executor executor) {
                List<EventListener> now = List.copyOf(to);
                executor.execute(() -> now.forEach(listener -> dispatch(event, listener)));
            } else {
                super.queueEvent(event, to);
            }
        } catch (Throwable e) {
            failures.add("mail.event.executor", e);
        }
    }

    private void dispatch(MailEvent event, EventListener listener) {
        try {
            event.dispatch(listener);
        } catch (Throwable e) {
            failures.add("the listener " + listener.getClass().getName(), e);
        }
    }
}
