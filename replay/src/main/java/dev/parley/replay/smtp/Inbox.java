package dev.parley.replay.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The accepted messages. Shared by all connections. */
final class Inbox {
    private final List<ReceivedMail> messages = new ArrayList<>();

    /** @return the number of messages now */
    synchronized int add(ReceivedMail message) {
        messages.add(message);
        notifyAll();
        return messages.size();
    }

    synchronized List<ReceivedMail> all() {
        return List.copyOf(messages);
    }

    /** @return whether that many have arrived in time */
    synchronized boolean await(int count, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); messages.size() < count && left > 0; left = end - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return messages.size() >= count;
    }
}
