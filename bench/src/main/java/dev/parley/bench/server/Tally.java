package dev.parley.bench.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts for all connections of a server. */
final class Tally {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger turnarounds = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong octets = new AtomicLong();

    void connection() {
        connections.incrementAndGet();
    }

    void turnaround() {
        turnarounds.incrementAndGet();
    }

    /** @param unanswered how many there are now */
    void command(int unanswered) {
        commands.incrementAndGet();
        inFlight.accumulateAndGet(unanswered, Math::max);
    }

    void message() {
        messages.incrementAndGet();
    }

    void octets(int count) {
        octets.addAndGet(count);
    }

    Counts counts() {
        return new Counts(
                connections.get(), turnarounds.get(), commands.get(), inFlight.get(), messages.get(), octets.get());
    }
}
