package example;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.Delivery.Outcome;
import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.Delivery.RetryAdvice.Action;
import dev.parley.smtp.Parley;
import dev.parley.smtp.SmtpMessage;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Sends a mail once, over the connections of one lane. */
final class Sender implements AutoCloseable {
    /**
     * What an attempt has resulted in.
     *
     * @param advice for each recipient
     * @param nothingSent the server has decided about no recipient
     */
    record Attempt(List<RetryAdvice> advice, boolean nothingSent) {}

    private static final Duration NOT_CONNECTED = Duration.ofMinutes(1);

    private final Session session;

    /** @param properties of the Session */
    Sender(Properties properties) {
        session = Session.getInstance(properties);
    }

    /** The messages that it sends at the same time. */
    int connections() {
        return Integer.parseInt(session.getProperty("mail.smtp.pool.size"));
    }

    Attempt send(Mail mail) throws MessagingException {
        InternetAddress[] recipients = new InternetAddress[mail.recipients().size()];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = new InternetAddress(mail.recipients().get(i));
        }
        SmtpMessage message = new SmtpMessage(session, new ByteArrayInputStream(mail.content()));
        message.setEnvelopeFrom(mail.sender());
        SmtpTransport transport = (SmtpTransport) session.getTransport("smtp");
        MessagingException failure = null;
        try (transport) {
            transport.connect();
            // Transport.send would change the Message-ID.
            transport.sendMessage(message, recipients);
        } catch (MessagingException e) {
            failure = e;
        }
        Optional<Delivery> delivery = transport.getLastDelivery();
        return delivery.isPresent() ? attempt(delivery.get()) : notConnected(recipients, failure);
    }

    private static Attempt attempt(Delivery delivery) {
        List<RetryAdvice> advice = new ArrayList<>();
        for (RetryAdvice each : delivery.advice()) {
            Optional<Delivery.Reply> reply =
                    delivery.recipients().get(advice.size()).reply();
            String reason = reply.isPresent() ? reply.get().toString() : each.reason();
            advice.add(new RetryAdvice(each.address(), each.action(), each.after(), reason));
        }
        boolean nothingSent = delivery.recipients(Outcome.NOT_SENT).size() == advice.size();
        return new Attempt(advice, nothingSent);
    }

    private static Attempt notConnected(InternetAddress[] recipients, MessagingException failure) {
        List<RetryAdvice> advice = new ArrayList<>();
        String reason = failure.getMessage().lines().findFirst().orElse("");
        for (InternetAddress each : recipients) {
            advice.add(new RetryAdvice(each, Action.RETRY, NOT_CONNECTED, reason));
        }
        return new Attempt(advice, true);
    }

    @Override
    public void close() {
        Parley.close(session);
    }
}
