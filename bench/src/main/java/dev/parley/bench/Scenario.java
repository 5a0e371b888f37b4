package dev.parley.bench;

import dev.parley.bench.server.CountingServer;
import dev.parley.bench.server.Counts;
import dev.parley.bench.server.Offer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A server, and what is sent to it. */
public record Scenario(Offer offer, Map<String, String> properties, Way way, int messages, int recipients) {

    /** What came of it. */
    record Run(Counts counts, Duration took) {}

    /** So many messages to so many recipients, over one transport. */
    public static Scenario of(Offer offer, int messages, int recipients) {
        return new Scenario(offer, Map.of(), Way.ONE_TRANSPORT, messages, recipients);
    }

    public Scenario with(String property, String value) {
        Map<String, String> all = new HashMap<>(properties);
        all.put(property, value);
        return new Scenario(offer, all, way, messages, recipients);
    }

    public Scenario by(Way another) {
        return new Scenario(offer, properties, another, messages, recipients);
    }

    public Scenario times(int count) {
        return new Scenario(offer, properties, way, count, recipients);
    }

    /** With STARTTLS and a login. */
    public Scenario secured() {
        return new Scenario(offer.withTls(), properties, way, messages, recipients)
                .with("mail.smtp.starttls.required", "true")
                .with("mail.smtp.ssl.trust", "*")
                .with("mail.smtp.auth", "true");
    }

    /** @return what the server has seen */
    public Counts count(Client client, Duration roundTrip, SSLContext tls) throws MessagingException, IOException {
        return run(client, roundTrip, tls).counts();
    }

    Run run(Client client, Duration roundTrip, SSLContext tls) throws MessagingException, IOException {
        try (CountingServer server = CountingServer.start(offer, roundTrip, Optional.of(tls))) {
            Session session = client.session(server.port(), properties);
            Message message = Messages.TEXT.of(session, 2048, recipients);
            long start = System.nanoTime();
            way.send(client, session, offer.login() ? "joe" : null, message, messages);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new Run(server.counts(), took);
        }
    }

    /** The turnarounds of a client that waits only where what is configured needs it, greeting included. */
    int floor() {
        int opening = offer.startTls() ? 6 : 2;
        if (!offer.pipelining()) {
            return opening + messages * (3 + recipients);
        }
        boolean batch = way == Way.SEND_ALL;
        if (offer.chunking() && isEager("chunking")) {
            return opening + (batch ? 1 : messages);
        }
        return opening + (batch && isEager("pipelining") ? messages + 1 : 2 * messages);
    }

    private boolean isEager(String extension) {
        return "eager".equals(properties.get("mail.smtp." + extension));
    }
}
