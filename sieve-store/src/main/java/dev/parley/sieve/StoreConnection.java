package dev.parley.sieve;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Heartbeat;
import dev.parley.sieve.account.ScriptAccount;
import dev.parley.sieve.connection.ByeException;
import dev.parley.sieve.connection.Download;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one connection of a store: its lock, its liveness and its end.
 *
 * <ol>
 *   <li>{@link #open}, after a login;
 *   <li>{@link #begin} and {@link Operation#close}, for each operation; a connection that an operation closed ends there;
 *   <li>{@link #close}, or the end in an operation; perhaps {@link #open} again.
 * </ol>
 */
final class StoreConnection {
    private final Store store;
    private final Events events;

    /** Guards all I/O. Not held while events are notified: their listeners may take Service's lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<FlatFolder> openFolders = ConcurrentHashMap.newKeySet();

    /** Null: not connected. */
    private volatile Live live;

    /** Why the last connection ended; null: it was closed by the application, or there was none. */
    private volatile CloseReason end;

    /** A script that is being read; null: none. */
    private volatile Download download;

    /** @param store for exceptions */
    StoreConnection(Store store, Events events) {
        this.store = store;
        this.events = events;
    }

    /** The events of a store. */
    interface Events {
        /** The server sent a text for the user with OK. */
        void onRemark(Response remark);

        /**
         * The connection ended, and not by {@link #close}.
         *
         * @param bye of the server; null: none
         */
        void onDisconnected(Response bye);
    }

    /** An open connection. */
    private static final class Live {
        private final ScriptAccount account;
        private volatile long lastUse = System.nanoTime();
        private volatile Heartbeat heartbeat; // null: none

        Live(ScriptAccount account) {
            this.account = account;
        }

        Duration keepalive() {
            return account.settings().keepalive();
        }

        void stopHeartbeat() {
            if (heartbeat != null) {
                heartbeat.close();
            }
        }
    }

    /** One operation of one thread. {@link #close} releases the connection and notifies events. */
    final class Operation implements AutoCloseable {
        private final Live current;
        private List<Response> remarks = List.of();

        private Operation(Live current) {
            this.current = current;
        }

        ScriptAccount account() {
            return current.account;
        }

        /** The operation succeeded: its remarks are notified. */
        <T> T done(T result) {
            done();
            return result;
        }

        void done() {
            remarks = current.account.takeRemarks();
        }

        /** The script as it arrives. Until its end, or until the stream is closed, no other operation can begin. */
        InputStream open(ScriptName name) throws MessagingException {
            InputStream script = current.account.open(name);
            if (!(script instanceof Download arriving)) {
                return script;
            }
            download = arriving;
            return new ScriptStream(current, arriving);
        }

        @Override
        public void close() {
            current.lastUse = System.nanoTime();
            lock.unlock();
            for (Response remark : remarks) {
                events.onRemark(remark);
            }
            noticeEnd(current);
        }
    }

    void open(ScriptAccount account) {
        Live opened = new Live(account);
        end = null;
        download = null;
        live = opened;
        if (!opened.keepalive().isZero()) {
            WeakReference<StoreConnection> self = new WeakReference<>(this);
            opened.heartbeat = Heartbeat.start(opened.keepalive(), () -> beat(self));
        }
    }

    boolean isLive() {
        return live != null;
    }

    /** The account, for what needs no I/O. */
    ScriptAccount account() throws StoreClosedException {
        return required().account;
    }

    /** @throws StoreClosedException when the connection has ended */
    void require() throws StoreClosedException {
        required();
    }

    /** Begins an operation: waits for other threads. The caller closes it. */
    Operation begin() throws MessagingException {
        Live current = required();
        lock.lock();
        Operation operation = new Operation(current);
        if (download == null) {
            return operation;
        }
        operation.close();
        throw current.account.withTrail(new MessagingException(
                "a script is still being read from this store: read its stream to the end, or close it"));
    }

    /** Whether the server replies; one that sends a script does. */
    boolean answers() {
        if (download != null) {
            return true;
        }
        try (Operation operation = begin()) {
            operation.account().ping();
            operation.done();
            return true;
        } catch (MessagingException | IllegalStateException e) {
            return false;
        }
    }

    /**
     * Sends LOGOUT; only closes where another thread uses the connection, or a script is being read.
     *
     * @return false when there was no connection
     */
    boolean close() {
        Live closed = live;
        live = null;
        if (closed == null) {
            return false;
        }
        closed.stopHeartbeat();
        if (!lock.tryLock()) {
            closed.account.abort();
        } else {
            try {
                if (download == null) {
                    closed.account.logout();
                } else {
                    closed.account.abort();
                }
            } finally {
                lock.unlock();
            }
        }
        disconnectFolders(new CloseReason("the store was closed", null));
        return true;
    }

    void opened(FlatFolder folder) {
        openFolders.add(folder);
    }

    void closed(FlatFolder folder) {
        openFolders.remove(folder);
    }

    private void disconnectFolders(CloseReason why) {
        for (FlatFolder folder : openFolders) {
            folder.onDisconnected(why);
        }
    }

    /** @return the time until the next check; empty: there is no store */
    private static Optional<Duration> beat(WeakReference<StoreConnection> connection) {
        StoreConnection reachable = connection.get();
        return reachable == null ? Optional.empty() : reachable.keepAlive();
    }

    private Optional<Duration> keepAlive() {
        Live current = live;
        if (current == null) {
            return Optional.empty();
        }
        Duration left = current.keepalive().minusNanos(System.nanoTime() - current.lastUse);
        if (left.compareTo(Duration.ZERO) > 0) {
            return Optional.of(left);
        }
        // After a failed check, events and exceptions report the end.
        boolean inUse = lock.isLocked() || download != null;
        return inUse || answers() ? Optional.of(current.keepalive()) : Optional.empty();
    }

    /** A closed connection is the end of the store's. Called without the lock. */
    private void noticeEnd(Live current) {
        if (!current.account.isClosed()) {
            return;
        }
        ConnectionBrokenException failure = current.account.failure();
        String why = failure == null ? "the server could be out of step" : failure.getMessage();
        CloseReason reason = end(current, why);
        if (reason != null) {
            current.stopHeartbeat();
            disconnectFolders(reason);
            events.onDisconnected(failure == null ? null : ByeException.responseOf(failure));
        }
    }

    /** @return null where the end has been noticed before */
    private CloseReason end(Live ended, String why) {
        lock.lock();
        try {
            if (live != ended) {
                return null;
            }
            CloseReason reason =
                    new CloseReason(why, ended.account.trace().trail().orElse(null));
            end = reason;
            live = null;
            download = null;
            return reason;
        } finally {
            lock.unlock();
        }
    }

    private Live required() throws StoreClosedException {
        Live current = live;
        if (current != null) {
            return current;
        }
        CloseReason reason = end;
        if (reason == null) {
            throw new IllegalStateException("the store is not connected");
        }
        throw reason.withTrail(new StoreClosedException(store, reason.why()));
    }

    /** A script that is read from the connection as it arrives; each call holds the lock. */
    private final class ScriptStream extends InputStream {
        private final Live current;
        private final Download script;

        ScriptStream(Live current, Download script) {
            this.current = current;
            this.script = script;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            lock.lock();
            try {
                return script.read(target, offset, length);
            } catch (IOException e) {
                throw failed(e);
            } finally {
                release();
            }
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                script.close();
            } catch (IOException e) {
                throw failed(e);
            } finally {
                release();
            }
        }

        private IOException failed(IOException e) {
            if (e instanceof ConnectionBrokenException broken) {
                current.account.failed(broken);
            }
            return current.account.withTrail(e);
        }

        private void release() {
            boolean ended = script.isComplete() || current.account.isClosed();
            if (ended && download == script) {
                download = null;
            }
            lock.unlock();
            noticeEnd(current);
        }
    }
}
