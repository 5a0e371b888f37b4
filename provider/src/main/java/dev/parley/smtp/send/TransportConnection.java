package dev.parley.smtp.send;

import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.Deadline;
import dev.parley.observation.call.ObservedOperation;
import dev.parley.observation.call.ObservedServer;
import dev.parley.settings.MailProperties;
import dev.parley.settings.UnexpectedFailure;
import dev.parley.smtp.connection.ConnectionSettings;
import dev.parley.smtp.connection.SetupException;
import dev.parley.smtp.connection.SetupOutcome;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.mime.MimeHeader;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.transaction.TransactionResult;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connection of a transport: connects, takes an idle connection, replaces a dead one, and ends it. Its lock guards all
 * server I/O; only {@link #abort} and the queries are called without it.
 */
public final class TransportConnection {
    private final Session session;
    private final String protocol;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock handingOver = new ReentrantLock(); // never held during I/O
    private final MimeHeader header = new MimeHeader();
    private volatile State state = State.NONE;

    /** The present attempt to connect, or the last one. Once aborted, it also prevents a reconnect during a send. */
    private volatile ConnectAttempt attempt = new ConnectAttempt();

    /** Whether every attempt is aborted, also one that has not begun. */
    private volatile boolean ended;

    /** In the pool; null: none. */
    private PoolPlace place;

    /** Whether the thread that holds the lock is connecting. */
    private boolean connecting;

    /** The operations of the thread that holds the lock, one within another. */
    private int operations;

    /**
     * A closed transport keeps no connection: its buffers would stay in memory until the garbage collector has run the
     * transport's finalizer, which it inherits from Angus Mail.
     *
     * @param connection the present connection, or one that broke; null where there is none
     * @param settings of the connection; null where there is none
     * @param lastReply of a failed connect, or of a parked or closed connection; null where there is none
     * @param trace of the connection, also once it is closed; null where there is none
     */
    private record State(SmtpConnection connection, SmtpSettings settings, Reply lastReply, Trace trace) {
        static final State NONE = new State(null, null, null, null);

        static State of(SmtpConnection connection, SmtpSettings settings) {
            return new State(connection, settings, null, connection.trace());
        }

        static State after(Reply last, Trace trace) {
            return new State(null, null, last, trace);
        }
    }

    public TransportConnection(Session session, String protocol) {
        this.session = session;
        this.protocol = protocol;
    }

    Session session() {
        return session;
    }

    /** For the rendering of a message, under the lock. */
    MimeHeader header() {
        return header;
    }

    /**
     * Begins an operation: waits for those of other threads. {@link #endOperation} ends it. One within another has the
     * deadline of that.
     *
     * @return the deadline of the operation
     * @throws MessagingException when it passes during the wait, or the thread is interrupted
     */
    public Deadline beginOperation() throws MessagingException {
        SmtpSettings settings = state.settings;
        Duration limit = settings == null
                ? Duration.ZERO
                : settings.connection().network().timeouts().deadline();
        return beginOperation(Deadline.in(limit));
    }

    private Deadline beginOperation(Deadline deadline) throws MessagingException {
        try {
            deadline.await(lock);
        } catch (InterruptedIOException e) {
            throw new MessagingException(
                    "nothing was sent: another thread uses this transport, and " + e.getMessage()
                            + ": use a transport for each thread",
                    e);
        }
        operations++;
        SmtpConnection current = current();
        if (current == null || operations > 1) {
            return current == null ? deadline : current.link().operation();
        }
        current.link().begin(deadline);
        return deadline;
    }

    public void endOperation() {
        operations--;
        SmtpConnection current = current();
        if (current != null && operations == 0) {
            current.link().begin(Deadline.NONE);
        }
        lock.unlock();
    }

    /** For several operations, between which no other thread has one. */
    public Lock lock() {
        return lock;
    }

    /** Begins an operation if no other thread has one. */
    public boolean tryBeginOperation() {
        boolean begins = lock.tryLock();
        if (begins) {
            operations++;
        }
        return begins;
    }

    /** The present connection, or one that broke; null where there is none. */
    public SmtpConnection current() {
        return state.connection;
    }

    public boolean isOpen() {
        return open() != null;
    }

    /** The present connection; null where it is not open. Another thread may close it at any time. */
    public SmtpConnection open() {
        SmtpConnection current = current();
        return current != null && current.isOpen() ? current : null;
    }

    /** Whether the caller was called by a send of this transport: a command would become a part of the content. */
    public boolean isSending() {
        SmtpConnection current = current();
        return current != null && current.use().isSending();
    }

    /** The last reply of the server; null before the first. */
    public Reply lastReply() {
        State now = state;
        return now.connection == null ? now.lastReply : now.connection.lastReply();
    }

    /** The exception with the last events of the connection. */
    public <E extends Exception> E withTrail(E failure) {
        Trace trace = state.trace;
        return trace == null ? failure : trace.withTrail(failure);
    }

    /** The first VirtualMachineError that a trace sink has thrown since the last call; null where there was none. */
    public VirtualMachineError takeSinkError() {
        Trace trace = state.trace;
        return trace == null ? null : trace.takeSinkError();
    }

    /**
     * Begins to connect: waits for the operations of other threads. {@link #endAttempt} and {@link #endOperation} follow.
     *
     * @param deadline of the whole attempt
     * @throws MessagingException as {@link #beginOperation} does
     */
    public void beginAttempt(Deadline deadline) throws MessagingException {
        beginOperation(deadline);
        attempt = new ConnectAttempt(deadline);
        if (ended) {
            attempt.abort();
        }
        connecting = true;
    }

    /** The target with the password that the Session remembers, as a part of the attempt. */
    public Target remembered(Target target) throws MessagingException {
        return target.remembered(session, attempt);
    }

    /** Lets the Session remember the password of a login that the server has accepted. */
    public void save(Target target) {
        target.save(session, attempt);
    }

    /** The target with the login of the Session's Authenticator, as a part of the attempt; null: there is none. */
    public Target authenticated(Target target) throws MessagingException {
        return target.authenticated(session, attempt);
    }

    /** Ends the attempt, successful or not. */
    public void endAttempt() {
        connecting = false;
        attempt.release();
    }

    /**
     * Connects, or takes an idle connection.
     *
     * @param socket a connected socket to use; null to connect to the server of the settings
     */
    public void connect(SmtpSettings settings, Socket socket) throws MessagingException {
        if (socket != null) {
            open(settings.withoutPool(), socket, null);
        } else if (settings.pool() == null) {
            open(settings, null, null);
        } else {
            openInPool(forPool(settings), null);
        }
    }

    /** A connection of the pool is used only with the password that opened it. */
    private SmtpSettings forPool(SmtpSettings settings) throws MessagingException {
        return settings.source() == null ? settings : new SuppliedLogin(settings, protocol, attempt).forPool(session);
    }

    /**
     * Takes an idle connection to one of several hosts, or connects to the first of them that can be used. A login that a
     * host rejects is final: the password is not sent to the others.
     *
     * @throws MessagingException with the failure of each host
     */
    public void connect(List<SmtpSettings> hosts) throws MessagingException {
        List<SmtpSettings> known = new ArrayList<>();
        for (SmtpSettings each : hosts) {
            SmtpSettings host = each.pool() == null ? each : forPoolIfAny(each);
            if (host != null && resumeIdle(host)) {
                return;
            }
            known.add(host == null ? each : host);
        }
        List<MessagingException> failures = new ArrayList<>();
        for (SmtpSettings host : known) {
            try {
                MessagingException before = failures.isEmpty() ? null : failures.get(failures.size() - 1);
                if (host.pool() == null) {
                    open(host, null, before);
                } else {
                    openInPool(forPool(host), before);
                }
                return;
            } catch (MessagingException e) {
                if (!mayTryNext(e)) {
                    failures.forEach(e::addSuppressed);
                    throw e;
                }
                failures.add(e);
            }
        }
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        ConnectionSettings connection = hosts.get(0).connection();
        throw ConnectFailures.ofAll(
                failures, whatNames(hosts.get(0)), connection.network().timeouts());
    }

    /** Null: a supplier has no password for this host; it is asked again if the hosts before cannot be used. */
    private SmtpSettings forPoolIfAny(SmtpSettings host) {
        try {
            return forPool(host);
        } catch (MessagingException e) {
            return null;
        }
    }

    /**
     * Connects to the first server that can be used, of those that the DNS names.
     *
     * @param itself the settings for a connection to the host itself
     * @throws MessagingException also when the lookup fails
     */
    public void connectToFound(SmtpSettings itself) throws MessagingException {
        connect(SubmissionServers.find(itself, protocol, session, attempt));
    }

    /** The property that lists the hosts, or finds them. */
    private static String whatNames(SmtpSettings host) {
        MailProperties names = host.connection().names();
        return host.server().discovery() == null ? names.name("host") : names.setting("srv");
    }

    /** Only a failure of the login is an AuthenticationFailedException; only an unexpected one has a RuntimeException as its cause. */
    private boolean mayTryNext(MessagingException failure) {
        boolean isFinal = failure instanceof AuthenticationFailedException
                || failure instanceof NoOtherHostException
                || failure.getCause() instanceof RuntimeException;
        return !isFinal
                && !attempt.isAborted()
                && !attempt.deadline().hasPassed()
                && !Thread.currentThread().isInterrupted();
    }

    /** Whether the connection has one of several hosts, or one that the DNS names; a subclass may have connected to none. */
    public boolean hasChosenHost(Target target) {
        SmtpSettings settings = state.settings;
        return settings != null && (target.hasList() || settings.server().discovery() != null);
    }

    /** The target with the host of the connection, where it is a chosen one. */
    public Target used(Target target) {
        SmtpSettings settings = state.settings;
        return hasChosenHost(target)
                ? target.at(settings.server().host(), settings.server().port())
                : target;
    }

    private boolean resumeIdle(SmtpSettings settings) {
        PoolPlace own = settings.pool() == null ? null : PoolPlace.ofIdle(session, settings);
        if (own == null) {
            return false;
        }
        use(own);
        state = State.of(own.idle(), settings);
        return true;
    }

    /** A subclass may connect again without closing: the place before must not be lost. */
    private void use(PoolPlace own) {
        if (place != null) {
            place.giveBack();
        }
        place = own;
    }

    /** Takes an idle connection, or opens one; waits for either where the pool is full. */
    private void openInPool(SmtpSettings settings, MessagingException before) throws MessagingException {
        PoolPlace own = PoolPlace.acquire(session, protocol, settings, attempt, end(attempt.deadline()));
        boolean opened = false;
        try {
            openIn(own, own.idle(), settings, before);
            opened = true;
            use(own);
        } finally {
            if (!opened) {
                own.giveBack();
            }
        }
    }

    /** @param idle null: none */
    private void openIn(PoolPlace own, SmtpConnection idle, SmtpSettings settings, MessagingException before)
            throws MessagingException {
        SmtpConnection found = idle;
        boolean opened = false;
        while (found == null && !opened) {
            opened = openUnlessFull(settings, before, own);
            found = opened ? null : own.idle();
        }
        if (found != null) {
            state = State.of(found, settings);
        }
    }

    /** @return false: the server accepts no more connections, and the pool has waited for the end of another one */
    private boolean openUnlessFull(SmtpSettings settings, MessagingException before, PoolPlace own)
            throws MessagingException {
        try {
            Object stores = PoolPlace.stores(settings); // Those of the handshake: the files may change meanwhile.
            open(settings, null, before);
            own.opened(current(), state.settings, stores);
            return true;
        } catch (MessagingException e) {
            if (!own.waitAfter(lastReply(), attempt, end(attempt.deadline()))) {
                throw e;
            }
            return false;
        }
    }

    /** By {@link System#nanoTime}; the largest number: none. */
    private static long end(Deadline deadline) {
        return deadline.limit().isZero() ? Long.MAX_VALUE : System.nanoTime() + deadline.nanosLeft();
    }

    /** Throws where another thread has called {@link #abort} after the server accepted the login. */
    public void requireNotAborted() throws MessagingException {
        try {
            attempt.requireNotAborted();
        } catch (ConnectAbortedException e) {
            current().close("by another thread");
            throw withTrail(new MessagingException("the connection was " + e.getMessage(), e));
        }
    }

    /**
     * The connection for the next message: the present one, or another one where it has had its messages or is too old.
     * Waits until the message may be sent.
     *
     * @param deadline of the send
     * @throws MessagingException when it cannot be sent; the present connection is closed, or as before
     */
    SmtpConnection awaitTurn(SmtpConnection present, Deadline deadline) throws MessagingException {
        if (place == null || present != current() || !present.isOpen()) {
            return present;
        }
        place.awaitTurn(attempt, end(deadline));
        if (present.pipeline().awaitsReplies() || !place.isWornOut()) {
            return present;
        }
        present.quit(state.settings.quitMode());
        return reconnect(deadline);
    }

    /** Whether the next message begins only after the result of the one before. */
    boolean isPaced() {
        return place != null && (place.isPaced() || place.isWornOut());
    }

    /** The result of a message may change the pool. */
    void notice(TransactionResult result) {
        if (place != null) {
            place.notice(result);
        }
    }

    /** A connection that is not open has no place in the pool. */
    public void giveBackPlace() {
        PoolPlace own = place;
        if (own != null && !isOpen()) {
            place = null;
            own.giveBack();
        }
    }

    /**
     * Connects again, with the settings of the connection that turned out to be dead.
     *
     * @param deadline of the send
     */
    SmtpConnection reconnect(Deadline deadline) throws MessagingException {
        State dead = state;
        try {
            attempt.renew(deadline);
            attempt.requireNotAborted();
        } catch (ConnectAbortedException e) {
            throw new MessagingException("no new connection: the transport was " + e.getMessage(), e);
        }
        connecting = true;
        try {
            SmtpSettings settings = dead.settings.forNextLogin();
            if (place == null) {
                open(settings, null, null);
            } else {
                openIn(place, null, settings, null);
            }
            return current();
        } catch (MessagingException | RuntimeException | Error e) {
            state = dead; // Later messages of a batch are reported as not sent over it.
            throw e;
        } finally {
            endAttempt();
        }
    }

    /** Whether {@link #abort} is the only way to end: this thread is inside a connect or a send. */
    public boolean isBusyInThisThread() {
        return lock.isHeldByCurrentThread() && (connecting || isSending());
    }

    /** Ends the call of another thread, or the one that this thread is in. It fails, naming its phase. */
    public void abort() {
        handingOver.lock();
        try {
            attempt.abort();
            SmtpConnection open = current();
            if (open != null) {
                open.abort();
            }
        } finally {
            handingOver.unlock();
        }
    }

    /** Ends the call of another thread, and every call that begins later. */
    void abortAlways() {
        ended = true;
        abort();
    }

    /** Sends QUIT and closes, or parks the connection for another transport. */
    public void end() {
        State open = state;
        if (!isOpen()) {
            return;
        }
        PoolPlace own = place;
        place = null;
        boolean kept = false;
        if (own == null) {
            open.connection.quit(open.settings.quitMode());
        } else {
            handOver(open);
            kept = own.release();
        }
        if (!kept) {
            state = State.after(open.connection.lastReply(), open.connection.trace());
        }
        header.clear();
    }

    /** Afterwards another transport may use the connection, which an {@link #abort} of this one must not reach. */
    private void handOver(State open) {
        handingOver.lock();
        try {
            state = State.after(open.connection.lastReply(), null);
        } finally {
            handingOver.unlock();
        }
    }

    /**
     * Opens a connection. If the server rejects a password or token of a source that has another one, opens a second one.
     *
     * @param before the failure of the host before; null: none
     */
    private void open(SmtpSettings settings, Socket socket, MessagingException before) throws MessagingException {
        Trace trace = openTrace(settings, before);
        if (settings.source() == null) {
            openTraced(settings, socket, trace);
            return;
        }
        SuppliedLogin login = new SuppliedLogin(settings, protocol, attempt);
        SmtpSettings asked;
        try {
            asked = login.ask(trace);
        } catch (IOException e) {
            state = State.NONE;
            throw login.failed(e, trace);
        } catch (RuntimeException | Error e) {
            trace.closed("no connection");
            throw e;
        }
        try {
            openTraced(asked, socket, trace);
        } catch (AuthenticationFailedException e) {
            Reply rejection = lastReply();
            if (socket != null || rejection == null || !rejection.isPermanent() || attempt.isAborted()) {
                throw e;
            }
            openWithOther(asked, openTrace(asked, before), e);
        }
    }

    /**
     * Opens a connection with another password or token.
     *
     * @param rejected settings with the rejected one
     */
    private void openWithOther(SmtpSettings rejected, Trace trace, AuthenticationFailedException rejection)
            throws MessagingException {
        SmtpSettings other;
        try {
            other = new SuppliedLogin(rejected, protocol, attempt).askAgain(trace);
        } catch (IOException e) {
            rejection.addSuppressed(trace.forException(e));
            other = null;
        } catch (RuntimeException | Error e) {
            trace.closed("no connection");
            throw e;
        }
        if (other == null) {
            trace.closed("no connection");
            throw rejection;
        }
        openTraced(other, null, trace);
    }

    private Trace openTrace(SmtpSettings settings, MessagingException before) {
        SmtpSettings.Server server = settings.server();
        Trace trace = settings.openTrace(session, protocol);
        String property = settings.connection().names().name(server.discovery() == null ? "host" : "srv");
        if (server.discovery() != null) {
            trace.decided(Topic.ROUTE, settings.where(), server.discovery().because(), property);
        }
        if (before != null) {
            trace.decided(Topic.ROUTE, settings.where(), ConnectFailures.headline(before), property);
        }
        return trace;
    }

    /** The trace ends with the connection, or with its failure. */
    private void openTraced(SmtpSettings settings, Socket socket, Trace trace) throws MessagingException {
        try {
            state = State.of(observedConnect(settings, socket, trace), settings);
        } catch (SetupException e) {
            state = State.after(e.reply(), null);
            throw trace.withTrail(ConnectFailures.of(e, settings.where(), trace));
        } catch (IOException e) {
            state = State.NONE;
            throw trace.withTrail(ConnectFailures.of(
                    e, settings.server(), settings.connection().network().timeouts(), trace));
        } catch (RuntimeException | Error e) {
            trace.closed("no connection");
            if (UnexpectedFailure.isBug(e)) {
                String what = "no connection to " + settings.host();
                throw trace.withTrail(new MessagingException(UnexpectedFailure.message(what, e), (RuntimeException) e));
            }
            throw e;
        }
    }

    private SmtpConnection observedConnect(SmtpSettings settings, Socket socket, Trace trace)
            throws SetupException, IOException {
        ObservedServer observed = trace.observed();
        if (observed == null) {
            return connect(settings, socket, trace);
        }
        ObservedOperation operation = observed.connect();
        try {
            SmtpConnection connected = connect(settings, socket, trace);
            operation.end(SetupOutcome.connected(connected.lastReply()));
            return connected;
        } catch (SetupException | IOException | RuntimeException | Error e) {
            operation.end(SetupOutcome.failed(e));
            throw e;
        }
    }

    private SmtpConnection connect(SmtpSettings settings, Socket socket, Trace trace)
            throws SetupException, IOException {
        SmtpSettings.Server server = settings.server();
        if (socket != null) {
            return SmtpConnection.connect(socket, server.host(), settings.connection(), trace, attempt);
        }
        if (server.unixSocket() != null) {
            return SmtpConnection.connect(server.unixSocket(), server.host(), settings.connection(), trace, attempt);
        }
        return SmtpConnection.connect(server.host(), server.port(), settings.connection(), trace, attempt);
    }
}
