package dev.parley.sieve;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Heartbeat;
import dev.parley.settings.UnexpectedFailure;
import dev.parley.sieve.account.ScriptAccount;
import dev.parley.sieve.connection.ByeException;
import dev.parley.sieve.protocol.Response;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import java.io.InterruptedIOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a store: its operations, its liveness and its end.
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
    private final Set<FlatFolder> openFolders = ConcurrentHashMap.newKeySet();

    /** The present connection, or the last one; null: there was none, or the application closed it. */
    private volatile @Nullable LiveConnection live;

    /** Null: none. */
    private volatile @Nullable Heartbeat heartbeat;

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
        void onDisconnected(@Nullable Response bye);
    }

    /** One operation of one thread. {@link #close} releases the connection and notifies events. */
    final class Operation implements AutoCloseable {
        private final LiveConnection current;

        private Operation(LiveConnection current) {
            this.current = current;
        }

        LiveConnection connection() {
            return current;
        }

        ScriptAccount account() {
            return current.account();
        }

        @Override
        public void close() {
            List<Response> remarks = account().takeRemarks();
            current.unlock();
            for (Response remark : remarks) {
                events.onRemark(remark);
            }
            noticeEnd(current);
        }
    }

    void open(ScriptAccount account) {
        live = new LiveConnection(account);
        Duration keepalive = account.settings().network().keepalive();
        if (!keepalive.isZero()) {
            WeakReference<StoreConnection> self = new WeakReference<>(this);
            heartbeat = Heartbeat.start(keepalive, () -> beat(self, keepalive));
        }
    }

    /** The account, for what needs no I/O. */
    ScriptAccount account() throws StoreClosedException {
        return require().account();
    }

    /**
     * Begins an operation: waits for other threads. The caller closes it.
     *
     * @throws StoreClosedException when the connection has ended, also while this thread waited
     * @throws MessagingException when the deadline passes during the wait, or the thread is interrupted
     */
    Operation begin() throws MessagingException {
        LiveConnection current = require();
        Operation operation;
        try {
            operation = locked(current);
        } catch (InterruptedIOException e) {
            throw new MessagingException(
                    "no command was sent: another thread uses this store, and " + e.getMessage(), e);
        }
        LiveConnection.CloseReason reason = current.closeReason();
        boolean ended = reason != null || operation.account().connection().isClosed();
        if (!ended && !current.isReading()) {
            return operation;
        }
        operation.close();
        reason = current.closeReason(); // Closing the operation notices the end.
        if (reason != null) {
            throw closed(reason);
        }
        throw operation
                .account()
                .withTrail(new MessagingException(
                        "the connection is in use: read the stream of openScript() to its end, or close it"));
    }

    /** One operation of a connection that may have ended: waits for other threads. The caller closes it. */
    Operation locked(LiveConnection current) throws InterruptedIOException {
        current.lock();
        return new Operation(current);
    }

    /** Whether the server replies; one that sends a script does. */
    boolean isAlive() {
        LiveConnection current = live;
        if (current != null && current.isReading()) {
            return true;
        }
        try (Operation operation = begin()) {
            operation.account().ping();
            return true;
        } catch (MessagingException | IllegalStateException e) {
            // A connection that another thread uses has not ended.
            return current != null
                    && e.getCause() instanceof InterruptedIOException
                    && current.closeReason() == null
                    && !current.account().connection().isClosed();
        }
    }

    /** @return false when there was no connection */
    boolean close() {
        LiveConnection closed = live;
        LiveConnection.CloseReason reason = new LiveConnection.CloseReason("the store was closed", null);
        if (closed == null || !closed.end(reason)) {
            return false;
        }
        live = null;
        stopHeartbeat();
        closed.close();
        disconnectFolders(reason);
        return true;
    }

    void opened(FlatFolder folder) {
        openFolders.add(folder);
    }

    void closed(FlatFolder folder) {
        openFolders.remove(folder);
    }

    private void disconnectFolders(LiveConnection.CloseReason why) {
        for (FlatFolder folder : openFolders) {
            folder.onDisconnected(why);
        }
    }

    private void stopHeartbeat() {
        Heartbeat running = heartbeat;
        if (running != null) {
            running.close();
        }
    }

    /** @return the time until the next check; empty: there is no store */
    private static Optional<Duration> beat(WeakReference<StoreConnection> connection, Duration keepalive) {
        StoreConnection reachable = connection.get();
        return reachable == null ? Optional.empty() : reachable.keepAlive(keepalive);
    }

    private Optional<Duration> keepAlive(Duration keepalive) {
        LiveConnection current = live;
        if (current == null) {
            return Optional.empty();
        }
        Duration left = keepalive.minus(current.idle());
        if (left.compareTo(Duration.ZERO) > 0) {
            return Optional.of(left);
        }
        // After a failed check, events and exceptions report the end.
        return current.isInUse() || isAlive() ? Optional.of(keepalive) : Optional.empty();
    }

    /** A connection that was closed during an operation ends here. Called without the lock. */
    private void noticeEnd(LiveConnection current) {
        ScriptAccount account = current.account();
        if (!account.connection().isClosed()) {
            return;
        }
        ConnectionBrokenException failure = account.connection().failure();
        String why = failure == null
                ? "the connection was closed, since replies may not match commands"
                : String.valueOf(failure.getMessage());
        LiveConnection.CloseReason reason = new LiveConnection.CloseReason(
                why, account.connection().trace().trail(why).orElse(null));
        if (current.end(reason)) {
            stopHeartbeat();
            disconnectFolders(reason);
            events.onDisconnected(failure == null ? null : ByeException.responseOf(failure));
        }
    }

    /**
     * The exception for a RuntimeException of Parley's own code.
     *
     * @throws RuntimeException this one, if it is of the application's code, or the store is not connected
     */
    MessagingException unexpected(RuntimeException thrown) {
        LiveConnection current = live;
        if (current == null || !UnexpectedFailure.isBug(thrown)) {
            throw thrown;
        }
        String what = "the operation at " + current.account().connection().server() + " failed";
        return current.account().withTrail(new MessagingException(UnexpectedFailure.message(what, thrown), thrown));
    }

    /** @throws StoreClosedException when the connection has ended */
    LiveConnection require() throws StoreClosedException {
        LiveConnection current = live;
        if (current == null) {
            throw new IllegalStateException("the store is not connected");
        }
        LiveConnection.CloseReason reason = current.closeReason();
        if (reason != null) {
            throw closed(reason);
        }
        return current;
    }

    private StoreClosedException closed(LiveConnection.CloseReason reason) {
        return reason.withTrail(new StoreClosedException(store, reason.why()));
    }
}
