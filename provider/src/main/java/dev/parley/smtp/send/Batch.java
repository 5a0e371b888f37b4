package dev.parley.smtp.send;

import dev.parley.net.Deadline;
import dev.parley.settings.MailProperties;
import dev.parley.smtp.Delivery.Outcome;
import dev.parley.smtp.connection.SmtpConnection;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Sends messages one after another over one connection. The replies to some of them may be outstanding at a time. */
public final class Batch {
    /** At most so many messages begin before the first is finished. */
    private static final int MOST_PENDING = 100;

    private final TransportConnection transport;
    private final MailProperties properties;
    private final DeliveryNotifier notifier;
    private final Queue<Pending> pending = new ArrayDeque<>();

    /** The connection of the last message: the application may close the transport between two messages. */
    private SmtpConnection used;

    /** @param send null where the message could not begin; then {@code report} has the reason */
    private record Pending(Message message, MessageSend send, DeliveryReport report) {}

    /** A message and its result. */
    public record Sent(Message message, DeliveryReport report) {}

    public Batch(TransportConnection transport, MailProperties properties, DeliveryNotifier notifier) {
        this.transport = transport;
        this.properties = properties;
        this.notifier = notifier;
    }

    /**
     * Sends a message to all its recipients.
     *
     * @return the messages that are finished, in their order
     */
    public List<Sent> add(Message message) {
        boolean waits = pending.size() == MOST_PENDING || transport.isPaced();
        List<Sent> finished = waits ? finish() : List.of();
        pending.add(begin(message));
        return finished;
    }

    /** Reads the outstanding replies, and returns the messages that {@link #add} has not returned. */
    public List<Sent> finish() {
        List<Sent> finished = new ArrayList<>(pending.size());
        while (!pending.isEmpty()) {
            Pending next = pending.remove();
            DeliveryReport report = next.send == null ? next.report : next.send.finish();
            finished.add(new Sent(next.message, report));
        }
        return finished;
    }

    private Pending begin(Message message) {
        SmtpConnection current = transport.current();
        used = current == null ? used : current;
        try {
            Address[] to = message.getAllRecipients();
            Deadline deadline = Deadline.in(used.link().timeouts().deadline());
            MessageSend send = MessageSend.of(transport, MessageSend.requireSendable(message, to), to, deadline);
            send.begin(used, properties, notifier.progress(message));
            used = transport.current() == null ? used : transport.current();
            return new Pending(message, send, null);
        } catch (MessagingException e) {
            return new Pending(message, null, impossible(e));
        } catch (Throwable e) {
            return new Pending(message, null, impossible(RenderingException.of(e, used)));
        }
    }

    private DeliveryReport impossible(MessagingException failure) {
        return DeliveryReport.notSent(used, new InternetAddress[0], Outcome.UNSENDABLE, failure);
    }
}
