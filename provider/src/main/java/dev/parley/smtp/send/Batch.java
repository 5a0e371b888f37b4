package dev.parley.smtp.send;

import dev.parley.settings.MailProperties;
import dev.parley.smtp.Delivery;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Messages one behind another over one dialog; some of them may be under way at a time. */
public final class Batch {
    /** So many are begun before the first has to be finished. */
    private static final int AHEAD = 100;

    private final Connection connection;
    private final Session session;
    private final MailProperties properties;
    private final DeliveryNotifier notifier;
    private final Queue<Entry> underway = new ArrayDeque<>();
    private final List<Delivery> deliveries = new ArrayList<>();

    private record Entry(Message message, Sending.Begun sending) {}

    public Batch(Connection connection, Session session, MailProperties properties, DeliveryNotifier notifier) {
        this.connection = connection;
        this.session = session;
        this.properties = properties;
        this.notifier = notifier;
    }

    public void add(Message message) {
        if (underway.size() == AHEAD) {
            finishAll();
        }
        underway.add(new Entry(message, begin(message)));
    }

    /** @return a delivery for each message */
    public List<Delivery> finish() {
        finishAll();
        return List.copyOf(deliveries);
    }

    private Sending.Begun begin(Message message) {
        try {
            Address[] to = message.getAllRecipients();
            return new Sending(
                            connection,
                            session,
                            Sending.sendable(message, to),
                            MessageEnvelope.expand(to),
                            notifier.progress(message))
                    .begin(properties);
        } catch (MessagingException e) {
            return Sending.impossible(connection.dialog(), e);
        } catch (Throwable e) {
            return Sending.impossible(connection.dialog(), RenderingException.of(e));
        }
    }

    private void finishAll() {
        while (!underway.isEmpty()) {
            Entry entry = underway.remove();
            DeliveryReport report = entry.sending.finish();
            notifier.notify(entry.message, report);
            deliveries.add(report.delivery());
        }
    }
}
