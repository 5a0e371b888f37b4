package dev.parley.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connects to one of several addresses of a host: the next attempt starts while the one before still waits, and the first
 * connection wins (Happy Eyeballs, RFC 8305 s5).
 *
 * <p>The calling thread makes the first attempt. When {@link #DELAY} has passed since an attempt began, the thread of all
 * watchdogs starts a daemon thread for the next one. A thread whose attempt failed makes the next one itself, at once. So
 * a host whose first address accepts the connection in time costs no thread, and a race at most one for each further
 * address. The sockets are plain ones: with a selector they would belong to channels, which an interrupt closes.
 */
final class AddressRace implements Closeable {
    /** The Connection Attempt Delay (RFC 8305 s8). */
    static final Duration DELAY = Duration.ofMillis(250);

    private final List<InetSocketAddress> addresses;
    private final Sockets sockets;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final List<Attempt> attempts = new ArrayList<>(); // in the order in which they began
    private final Thread caller = Thread.currentThread();
    private Watchdog timer; // null: before the first attempt
    private Attempt winner; // null: none
    private int threads; // daemon threads that have not ended
    private boolean over;

    /** Creates and connects sockets. Called by several threads at a time. */
    interface Sockets {
        /** An unconnected socket, whose {@code close()} ends a connect. */
        Socket create() throws IOException;

        void connect(Socket socket, InetSocketAddress address) throws IOException;
    }

    /** An attempt to connect to one address. Its fields are guarded by the lock of the race, until that is over. */
    static final class Attempt {
        private final InetSocketAddress address;
        private final long start = System.nanoTime();
        private Socket socket; // null: not yet created
        private IOException failure; // null: none

        private Attempt(InetSocketAddress address) {
            this.address = address;
        }

        InetSocketAddress address() {
            return address;
        }

        /** {@link System#nanoTime} when it began. */
        long start() {
            return start;
        }

        /** Null: it has won. */
        IOException failure() {
            return failure;
        }

        Socket socket() {
            return socket;
        }
    }

    /** A race of the calling thread. */
    AddressRace(List<InetSocketAddress> addresses, Sockets sockets) {
        this.addresses = interleaved(addresses);
        this.sockets = sockets;
    }

    /** The families in turn, beginning with that of the first address (RFC 8305 s4). */
    static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses) {
        List<InetSocketAddress> first = new ArrayList<>();
        List<InetSocketAddress> second = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            (isIpv6(address) == isIpv6(addresses.get(0)) ? first : second).add(address);
        }
        List<InetSocketAddress> order = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            if (i < first.size()) {
                order.add(first.get(i));
            }
            if (i < second.size()) {
                order.add(second.get(i));
            }
        }
        return order;
    }

    private static boolean isIpv6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    /**
     * Waits for the first connection, or until all attempts have failed. Afterwards no other socket is open.
     *
     * @return all attempts; one without a failure has won. An attempt without a result when the race ends has failed
     */
    List<Attempt> run() {
        try {
            attemptFrom(begin());
            awaitThreads();
            return attempts;
        } finally {
            end(null); // Without a winner; no effect where there is one.
        }
    }

    private void awaitThreads() {
        lock.lock();
        try {
            while (!over && threads > 0) {
                ended.await();
            }
        } catch (InterruptedException e) {
            caller.interrupt();
            end(null);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the race from another thread; a winner's socket is closed, too. */
    @Override
    public void close() {
        end(null);
        lock.lock();
        try {
            if (winner != null) {
                closeQuietly(winner.socket);
            }
        } finally {
            lock.unlock();
        }
    }

    /** @param attempt null: no address is left */
    private void attemptFrom(Attempt attempt) {
        for (Attempt present = attempt; present != null; present = begin()) {
            try {
                sockets.connect(hold(present, sockets.create()), present.address);
                end(present);
            } catch (IOException | RuntimeException e) {
                fail(present, e instanceof IOException failure ? failure : new IOException(e.toString(), e));
            }
        }
    }

    /** Begins an attempt with the next address; null: none is left, or the race is over. */
    private Attempt begin() {
        lock.lock();
        try {
            boolean interrupted = !attempts.isEmpty() && caller.isInterrupted();
            if (over || interrupted || attempts.size() == addresses.size()) {
                return null;
            }
            Attempt attempt = new Attempt(addresses.get(attempts.size()));
            attempts.add(attempt);
            startTimer();
            return attempt;
        } finally {
            lock.unlock();
        }
    }

    /** The timer goes on after the last attempt began: it finds that the caller is interrupted. */
    private void startTimer() {
        if (timer != null) {
            timer.close();
        }
        timer = Watchdog.over(this::onTimer, DELAY);
    }

    /** Called by the thread of all watchdogs, and after a timer that was replaced at that moment. */
    private void onTimer() {
        lock.lock();
        try {
            if (over) {
                return;
            }
            if (caller.isInterrupted()) {
                end(null);
                return;
            }
            long sinceLast = System.nanoTime() - attempts.get(attempts.size() - 1).start;
            if (sinceLast < DELAY.toNanos()) {
                return;
            }
            startTimer();
            if (attempts.size() < addresses.size()) {
                Attempt attempt = new Attempt(addresses.get(attempts.size()));
                new DaemonThreads("parley-connect")
                        .newThread(() -> runThread(attempt))
                        .start();
                attempts.add(attempt);
                threads++;
            }
        } finally {
            lock.unlock();
        }
    }

    private void runThread(Attempt attempt) {
        try {
            attemptFrom(attempt);
        } finally {
            lock.lock();
            threads--;
            ended.signal();
            lock.unlock();
        }
    }

    private Socket hold(Attempt attempt, Socket socket) throws IOException {
        lock.lock();
        try {
            attempt.socket = socket;
            if (over) {
                throw new IOException("the race is over");
            }
            return socket;
        } finally {
            lock.unlock();
        }
    }

    private void fail(Attempt attempt, IOException failure) {
        lock.lock();
        try {
            if (attempt.failure == null) {
                attempt.failure = failure;
            }
            closeQuietly(attempt.socket);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the race, unless it is over, and closes the sockets of the other attempts.
     *
     * @param connected null: none
     */
    private void end(Attempt connected) {
        lock.lock();
        try {
            if (!over) {
                over = true;
                winner = connected;
                if (timer != null) {
                    timer.close();
                }
                ended.signal();
            }
            for (Attempt attempt : attempts) {
                if (attempt != winner) {
                    attempt.failure = attempt.failure == null ? unfinished(attempt) : attempt.failure;
                    closeQuietly(attempt.socket);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private IOException unfinished(Attempt attempt) {
        String millis = Duration.ofNanos(System.nanoTime() - attempt.start).toMillis() + " ms";
        return winner == null && caller.isInterrupted()
                ? new InterruptedIOException("the thread was interrupted after " + millis)
                : new IOException("no connection after " + millis);
    }

    /** @param socket null: none */
    private static void closeQuietly(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // Nothing more can be closed.
        }
    }
}
