package dev.parley.smtp;

import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.send.Batch;
import dev.parley.smtp.send.DeliveryNotifier;
import dev.parley.smtp.send.DeliveryReport;
import dev.parley.smtp.send.MessageEnvelope;
import dev.parley.smtp.send.Sending;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;

/**
 * Sends mail over SMTP (RFC 5321). It has the type and the surface of Angus Mail's transport, and a dialog of its own.
 * That surface comes in storeys: options, listeners, single commands, the connection, and here sending.
 *
 * <ol>
 *   <li>{@code connect}: greeting, EHLO or HELO, STARTTLS, AUTH. What is configured happens, or connecting fails;
 *   <li>{@link #sendMessage}, any number of times;
 *   <li>{@link #close}: QUIT. A dialog that broke is closed by itself, and {@link #isConnected} says so.
 * </ol>
 *
 * Time-outs are milliseconds and finite unless set to 0: {@code mail.smtp.connectiontimeout} (60000),
 * {@code mail.smtp.timeout} (for a whole reply; by phase, RFC 5321 s4.5.3.2), {@code mail.smtp.writetimeout} (300000).
 */
public class SmtpTransport extends TransportConnection {
    private volatile Optional<Delivery> lastDelivery = Optional.empty();

    /** As a Session calls it, for the protocols {@code smtp} and {@code parley}. Does no I/O. */
    public SmtpTransport(Session session, URLName url) {
        this(session, url, "smtp", false);
    }

    /**
     * @param protocol the name behind {@code mail.} in the properties, where the URL names none
     * @param tls whether TLS begins with the first octet
     */
    protected SmtpTransport(Session session, URLName url, String protocol, boolean tls) {
        super(session, url, protocol, tls);
    }

    /**
     * Sends a message. The message itself is not changed, except that {@code writeTo} saves one that was never saved.
     *
     * @throws SendFailedException as Angus Mail throws it: its chain has one exception for each refused recipient, its
     *     three arrays say who got the message. Where the link broke behind the final dot, the message says that it
     *     <em>may have been delivered</em> (RFC 5321 s4.5.3.2.6), and {@link DeliveryException#isDeliveryUncertain}
     * @throws MessagingException when the message cannot be rendered or the server cannot carry it; it is not delivered,
     *     and where some of it was on the wire, this transport is no longer connected. Whatever a DataSource of the
     *     message throws, an Error too, is the cause
     * @throws IllegalStateException when this transport is not connected
     */
    @Override
    public void sendMessage(Message message, Address[] addresses) throws MessagingException, SendFailedException {
        lock.lock();
        try {
            checkConnected();
            MimeMessage mime = Sending.sendable(message, addresses);
            InternetAddress[] to = MessageEnvelope.expand(addresses);
            lastDelivery = Optional.empty();
            forgetErrors();
            DeliveryNotifier notifier = notifier();
            DeliveryReport report = new Sending(connection, session, mime, to, notifier.progress(mime))
                    .begin(properties())
                    .finish();
            notifier.notify(mime, report);
            report.exception().ifPresent(failure -> dialog().ifPresent(used -> used.withTrail(failure)));
            if (!report.delivery().mayHaveArrived()) {
                throwError(report.exception().orElse(null));
            }
            report.throwFailure();
        } finally {
            // Behind the last event: the API's queue ends with CLOSED and would begin anew, with a thread, for another.
            noticeEnd();
            lock.unlock();
        }
    }

    private DeliveryNotifier notifier() throws MessagingException {
        return DeliveryNotifier.of(properties(), this::heard, failures);
    }

    private void forgetErrors() {
        failures.clear();
        takeSinkError();
    }

    /** Throws the VirtualMachineError of a listener or sink, for a send that delivered nothing. */
    private void throwError(MessagingException failure) {
        failures.throwError(takeSinkError(), failure);
    }

    private VirtualMachineError takeSinkError() {
        return dialog().map(SmtpConnection::takeSinkError).orElse(null);
    }

    private void heard(Message message, DeliveryReport report) {
        lastDelivery = Optional.of(report.delivery());
        notifyTransportListeners(report.event(), report.sent(), report.unsent(), report.invalid(), message);
    }

    /**
     * Sends messages one behind another over this connection, each to all its recipients. A message that is refused, or
     * cannot be sent, does not keep the next one from being tried; behind a link that broke, the rest is
     * {@link Delivery.Outcome#NOT_SENT}.
     *
     * <p>With {@code mail.smtp.pipelining=eager} or {@code mail.smtp.chunking=eager} a message leaves before the one
     * before it has been answered (RFC 2920 s3.1).
     *
     * @return a delivery for each message, in their order: nothing that becomes of a message is an exception. What
     *     {@code messages} itself throws is thrown after the messages before it are sent
     * @throws IllegalStateException when this transport is not connected
     * @throws MessagingException when a property does not hold what it must; nothing has been sent then
     */
    public List<Delivery> sendAll(Iterable<? extends Message> messages) throws MessagingException {
        lock.lock();
        try {
            checkConnected();
            forgetErrors();
            List<Delivery> deliveries = deliver(messages, new Batch(connection, session, properties(), notifier()));
            if (deliveries.stream().noneMatch(Delivery::mayHaveArrived)) {
                throwError(null);
            }
            return deliveries;
        } finally {
            noticeEnd();
            lock.unlock();
        }
    }

    private static List<Delivery> deliver(Iterable<? extends Message> messages, Batch batch) {
        try {
            for (Message message : messages) {
                batch.add(message);
            }
        } catch (Throwable e) {
            batch.finish();
            throw e;
        }
        return batch.finish();
    }

    /**
     * What became of the last message, delivered or not; empty before the first, and where {@link #sendMessage} failed
     * before it began.
     */
    public Optional<Delivery> getLastDelivery() {
        return lastDelivery;
    }
}
