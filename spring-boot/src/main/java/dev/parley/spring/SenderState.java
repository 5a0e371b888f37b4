package dev.parley.spring;

import dev.parley.smtp.Delivery;
import dev.parley.trace.TlsReport;
import java.time.Instant;
import java.util.Optional;

/** What the last sends of a sender showed, for the health details. Any thread may send. */
final class SenderState {
    private volatile Connection lastConnection; // null: none yet
    private volatile Failure lastFailure; // null: none yet

    /** The TLS session over which the last message was sent; empty without TLS. */
    record Connection(Optional<TlsReport> tls) {}

    /**
     * A failed message or connect.
     *
     * @param codes of the reply that rejected it, without its text, which may contain addresses
     * @param text without addresses and user names
     */
    record Failure(Instant time, Optional<String> codes, FailureText text) {}

    void sent(Delivery delivery) {
        lastConnection = new Connection(delivery.tls());
    }

    void failed(Optional<Delivery.Reply> reply, FailureText text) {
        Optional<String> codes = reply.map(SenderState::codes);
        lastFailure = new Failure(Instant.now(), codes, text);
    }

    private static String codes(Delivery.Reply reply) {
        return reply.code() + reply.status().map(status -> " " + status).orElse("");
    }

    Optional<Connection> lastConnection() {
        return Optional.ofNullable(lastConnection);
    }

    Optional<Failure> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }
}
