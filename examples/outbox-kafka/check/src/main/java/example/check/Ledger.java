package example.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What all mail servers of a check have seen. */
final class Ledger {
    /** A mail transaction: an attempt of a worker to send one mail. */
    record Transaction(String worker, String server, List<String> recipients) {}

    /** A mail that a server accepted. */
    record Arrival(String worker, String server, String recipient, byte[] content, long nanos) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<Transaction> transactions = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private volatile Consumer<String> points = worker -> {};

    /** @param listener called with the name of the worker at each point of its dialogs */
    void listen(Consumer<String> listener) {
        points = listener;
    }

    void point(String worker) {
        points.accept(worker);
    }

    Transaction begin(String worker, String server) {
        return locked(() -> {
            Transaction transaction = new Transaction(worker, server, new ArrayList<>());
            transactions.add(transaction);
            return transaction;
        });
    }

    /** @return the number of this attempt, from 1 */
    int attempt(Transaction transaction, String recipient) {
        return locked(() -> {
            transaction.recipients().add(recipient);
            return attempts.merge(recipient, 1, Integer::sum);
        });
    }

    void arrived(Transaction transaction, List<String> recipients, byte[] content) {
        locked(() -> {
            for (String each : recipients) {
                arrivals.add(new Arrival(transaction.worker(), transaction.server(), each, content, System.nanoTime()));
            }
            arrived.signalAll();
            return null;
        });
    }

    /** Waits until it is so, at most this time. */
    void await(BooleanSupplier condition, int seconds) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(seconds);
        lock.lock();
        try {
            while (left > 0 && !condition.getAsBoolean()) {
                left = arrived.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    List<Transaction> transactions() {
        return locked(() -> List.copyOf(transactions));
    }

    List<Arrival> arrivals() {
        return locked(() -> List.copyOf(arrivals));
    }

    List<Arrival> arrivals(String recipient) {
        return arrivals().stream()
                .filter(each -> each.recipient().equals(recipient))
                .toList();
    }

    int attempts(String recipient) {
        return locked(() -> attempts.getOrDefault(recipient, 0));
    }

    private interface Action<T> {
        T run();
    }

    private <T> T locked(Action<T> action) {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }
}
