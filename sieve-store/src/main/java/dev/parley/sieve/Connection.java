package dev.parley.sieve;

import dev.parley.net.Heartbeat;
import dev.parley.sieve.dialog.BrokenDialogException;
import dev.parley.sieve.dialog.Download;
import dev.parley.sieve.protocol.Response;
import jakarta.mail.MessagingException;
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
import java.util.function.Function;

/** The one connection of a store, used by one thread at a time: who has the turn, and what becomes of it all. */
final class Connection {
    private final SieveStore store;
    private final ReentrantLock turn = new ReentrantLock();
    private final Set<MessageFolder> openFolders = ConcurrentHashMap.newKeySet();
    private volatile Live live;
    private volatile Optional<Ending> death = Optional.empty();
    private volatile Download arriving;

    Connection(SieveStore store) {
        this.store = store;
    }

    /** Something that is said to the server. */
    @FunctionalInterface
    interface Talk<T> {
        T over(Scripts scripts) throws MessagingException, IOException;
    }

    /** A connection that stands. */
    private static final class Live {
        private final Scripts scripts;
        private final Duration keepalive;
        private volatile long lastTalk = System.nanoTime();
        private volatile Heartbeat heartbeat;

        Live(Scripts scripts, Duration keepalive) {
            this.scripts = scripts;
            this.keepalive = keepalive;
        }

        Duration idle() {
            return Duration.ofNanos(System.nanoTime() - lastTalk);
        }
    }

    /** @param keepalive after how long a silence the server is asked for a sign of life; zero for never */
    void begin(Scripts scripts, Duration keepalive) {
        Live begun = new Live(scripts, keepalive);
        death = Optional.empty();
        arriving = null;
        live = begun;
        if (!keepalive.isZero()) {
            WeakReference<Connection> self = new WeakReference<>(this);
            begun.heartbeat = Heartbeat.start(keepalive, () -> beat(self));
        }
    }

    boolean isLive() {
        return live != null;
    }

    /** Takes the turn and talks; a dialog that breaks on it is the end of the connection. */
    <T> T talk(Talk<T> talk) throws MessagingException {
        Live begun = required();
        String reason = "the server could be out of step";
        Optional<Response> bye = Optional.empty();
        List<Response> remarks = List.of();
        turn.lock();
        try {
            requireNothingArrives();
            T result = talk.over(begun.scripts);
            remarks = begun.scripts.remarks();
            return result;
        } catch (MessagingException e) {
            throw begun.scripts.trailed(e);
        } catch (IOException e) {
            reason = e.getMessage();
            bye = e instanceof BrokenDialogException broken ? broken.bye() : Optional.empty();
            throw begun.scripts.trailed(closed(e, reason, bye));
        } finally {
            begun.lastTalk = System.nanoTime();
            turn.unlock();
            remarks.forEach(store::remarked);
            if (begun.scripts.isOver()) {
                died(begun, reason, bye);
            }
        }
    }

    /** Looks at what is known without asking. */
    <T> T peek(Function<Scripts, T> look) throws StoreClosedException {
        return look.apply(required().scripts);
    }

    /** Whether the server answers; one that is sending a script does. */
    boolean answers() {
        try {
            return arriving != null
                    || talk(scripts -> {
                        scripts.ping();
                        return true;
                    });
        } catch (MessagingException | IllegalStateException e) {
            return false;
        }
    }

    /** A script as it comes. Until its end, or until the stream is closed, any other talk fails. */
    InputStream open(Talk<InputStream> talk) throws MessagingException {
        return talk(scripts -> {
            InputStream script = talk.over(scripts);
            if (!(script instanceof Download download)) {
                return script;
            }
            arriving = download;
            return new ScriptStream(this, scripts, download);
        });
    }

    /** A step of reading an open script. */
    int read(Scripts scripts, Download download, ScriptStream.Step step) throws IOException {
        Live begun = live;
        boolean current = false;
        Optional<BrokenDialogException> end = Optional.empty();
        turn.lock();
        try {
            current = arriving == download;
            return step.take();
        } catch (BrokenDialogException e) {
            end = Optional.of(e);
            throw scripts.trailed(e);
        } catch (IOException e) {
            throw scripts.trailed(e);
        } finally {
            if (current && (download.isOver() || end.isPresent())) {
                arriving = null;
            }
            turn.unlock();
            if (current && end.isPresent() && begun != null) {
                died(begun, end.get().getMessage(), end.get().bye());
            }
        }
    }

    /**
     * Says LOGOUT, or, when another thread has the turn or a script is half read, just closes.
     *
     * @return false when there was nothing to end
     */
    boolean end() {
        Live begun = live;
        live = null;
        if (begun == null) {
            return false;
        }
        stop(begun);
        if (turn.tryLock()) {
            try {
                if (arriving == null) {
                    begun.scripts.logout();
                } else {
                    begun.scripts.abandon();
                }
            } finally {
                turn.unlock();
            }
        } else {
            begun.scripts.abandon();
        }
        Ending wanted = new Ending("the store was closed", Optional.empty());
        openFolders.forEach(folder -> folder.storeIsGone(wanted));
        return true;
    }

    void require() throws StoreClosedException {
        required();
    }

    void opened(MessageFolder folder) {
        openFolders.add(folder);
    }

    void closed(MessageFolder folder) {
        openFolders.remove(folder);
    }

    /** @return when to ask next; empty when there is nobody to ask for */
    private static Optional<Duration> beat(WeakReference<Connection> connection) {
        Connection awake = connection.get();
        return awake == null ? Optional.empty() : awake.keepAlive();
    }

    private Optional<Duration> keepAlive() {
        Live begun = live;
        if (begun == null) {
            return Optional.empty();
        }
        Duration left = begun.keepalive.minus(begun.idle());
        if (left.compareTo(Duration.ZERO) > 0) {
            return Optional.of(left);
        }
        if (turn.isLocked() || arriving != null) {
            return Optional.of(begun.keepalive);
        }
        // Where nobody answers, events have told whoever uses the store, and exceptions will.
        return answers() ? Optional.of(begun.keepalive) : Optional.empty();
    }

    /** A referral may come with any BYE (RFC 5804 s1.3); whoever connects again finds the way in the exception. */
    private StoreClosedException closed(IOException broken, String reason, Optional<Response> bye) {
        StoreClosedException closed = new StoreClosedException(store, reason);
        closed.setNextException(bye.filter(words -> words.says("REFERRAL"))
                .<Exception>map(
                        words -> new SieveReferralException(words.code().get().argument(), words.explanation()))
                .orElse(broken));
        return closed;
    }

    private void requireNothingArrives() throws MessagingException {
        if (arriving != null) {
            throw new MessagingException(
                    "a script is still being read from this store: read its stream to the end, or close it");
        }
    }

    /** Outside of the turn: Service's own lock is taken here, and held by others who wait for the turn. */
    private void died(Live dead, String reason, Optional<Response> bye) {
        ending(dead, reason).ifPresent(why -> {
            stop(dead);
            openFolders.forEach(folder -> folder.storeIsGone(why));
            store.lost(bye);
        });
    }

    /** @return empty where it has been noticed before */
    private Optional<Ending> ending(Live dead, String reason) {
        turn.lock();
        try {
            if (live != dead) {
                return Optional.empty();
            }
            death = Optional.of(new Ending(reason, dead.scripts.trail()));
            live = null;
            arriving = null;
            return death;
        } finally {
            turn.unlock();
        }
    }

    private static void stop(Live ended) {
        if (ended.heartbeat != null) {
            ended.heartbeat.close();
        }
    }

    private Live required() throws StoreClosedException {
        Live begun = live;
        if (begun != null) {
            return begun;
        }
        Ending ending = death.orElseThrow(() -> new IllegalStateException("the store is not connected"));
        throw ending.trailed(new StoreClosedException(store, ending.why()));
    }
}
