package dev.parley.smtp;

import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.settings.MailProperties;
import dev.parley.smtp.connection.ConnectionBrokenException;
import dev.parley.smtp.connection.HandshakeException;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.send.ConnectFailures;
import dev.parley.smtp.send.Connection;
import dev.parley.smtp.send.IdleDialogs;
import dev.parley.smtp.send.SmtpSettings;
import dev.parley.smtp.send.Target;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the connection of a transport comes about, whether it stands, and how it ends. */
class TransportConnection extends TransportCommands {
    /** So long a good reply says that the server is there. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final boolean tls;
    /** For a send, which may need another dialog. */
    final Connection connection = new Connection() {
        @Override
        public SmtpConnection dialog() {
            return TransportConnection.this.dialog().orElseThrow();
        }

        @Override
        public SmtpConnection again() throws MessagingException {
            requireAttempt();
            SmtpConnection ended = dialog();
            connecting = true;
            try {
                open(settings.orElseThrow());
                return dialog();
            } catch (MessagingException | RuntimeException | Error e) {
                begin(ended); // Later messages of a batch are reported as not sent over it.
                throw e;
            } finally {
                connecting = false;
                attempt.release();
            }
        }

        private void requireAttempt() throws MessagingException {
            try {
                attempt.requireNotAborted();
            } catch (ConnectAbortedException e) {
                throw new MessagingException("no other connection: " + e.getMessage(), e);
            }
        }
    };

    private Optional<Socket> given = Optional.empty();
    private Optional<SmtpSettings> settings = Optional.empty();

    /** The present attempt to connect, or the last one. Once aborted, it also prevents a reconnect during a send. */
    private volatile ConnectAttempt attempt = new ConnectAttempt();

    /** Whether the thread that holds the lock is connecting. */
    private boolean connecting;

    TransportConnection(Session session, URLName url, String protocol, boolean tls) {
        super(session, url, protocol, tls);
        this.tls = tls;
    }

    /**
     * Connects over a socket that is connected already.
     *
     * @throws MessagingException as {@link #connect(String, int, String, String)} does
     */
    @Override
    public void connect(Socket socket) throws MessagingException {
        lock.lock();
        try {
            given = Optional.of(socket);
            connect();
        } finally {
            given = Optional.empty();
            lock.unlock();
        }
    }

    /**
     * Connects and logs in.
     *
     * @param port -1 for {@code mail.smtp.port}
     * @throws AuthenticationFailedException when the server refuses the login; its words are the message
     * @throws org.eclipse.angus.mail.util.MailConnectException when no address of the host takes the connection
     * @throws MessagingException when the dialog cannot be as configured; the message names the property
     * @throws IllegalStateException when this transport is connected already
     */
    @Override
    public void connect(String host, int port, String user, String password) throws MessagingException {
        lock.lock();
        try {
            attempt = new ConnectAttempt();
            if (isConnected()) {
                throw new IllegalStateException("already connected");
            }
            Target wanted = Target.of(protocol(), url, session, host, port, user, password);
            connecting = true;
            Target reached = connect(wanted.password() == null ? wanted.remembered(session) : wanted);
            requireNotAborted();
            connecting = false;
            setURLName(reached.url());
            setConnected(true);
            notifyConnectionListeners(ConnectionEvent.OPENED);
        } finally {
            connecting = false;
            attempt.release();
            noticeEnd();
            lock.unlock();
        }
    }

    /** Another thread may have called {@link #close} after the server accepted the login. */
    private void requireNotAborted() throws MessagingException {
        try {
            attempt.requireNotAborted();
        } catch (ConnectAbortedException e) {
            SmtpConnection opened = dialog().orElseThrow();
            opened.drop("by another thread");
            throw opened.withTrail(new MessagingException("the connection was closed: " + e.getMessage(), e));
        }
    }

    /** @return the target with the name and password that were good */
    private Target connect(Target target) throws MessagingException {
        Optional<AuthenticationFailedException> refused = Optional.empty();
        try {
            if (protocolConnect(target.host(), target.port(), target.user(), target.password())) {
                return target;
            }
        } catch (AuthenticationFailedException e) {
            refused = Optional.of(e);
        }
        boolean again = refused.isEmpty() || given.isEmpty();
        Target asked = again ? target.asked(session) : null;
        if (asked != null
                && !asked.equals(target)
                && protocolConnect(asked.host(), asked.port(), asked.user(), asked.password())) {
            PasswordAuthentication good = new PasswordAuthentication(asked.user(), asked.password());
            session.setPasswordAuthentication(asked.withoutPassword(), good);
            return asked;
        }
        throw refused.orElseGet(() -> new AuthenticationFailedException(
                "failed to connect, no " + (target.user() == null ? "user name" : "password") + " specified?"));
    }

    /**
     * @return false when a login is wanted ({@code mail.smtp.auth=true}) and its name or password is missing, unless
     *     {@code mail.smtp.auth.mechanisms} names a mechanism that needs none
     */
    @Override
    protected boolean protocolConnect(String host, int port, String user, String password) throws MessagingException {
        lock.lock();
        try {
            MailProperties properties = properties();
            if (properties.flag("auth", false)
                    && (user == null || password == null)
                    && !SmtpSettings.mechanisms(properties).mayNeedNoPassword()) {
                return false;
            }
            SmtpSettings wanted = SmtpSettings.from(
                    properties, tls, new Target(protocol(), host, port, user, password), session.getDebug());
            settings = Optional.of(given.isPresent() ? wanted.withoutReuse() : wanted);
            Optional<SmtpConnection> kept = IdleDialogs.SHARED.take(session, settings.get());
            if (kept.isPresent()) {
                kept.get().wake(properties.name("reuse"));
                begin(kept.get());
            } else {
                open(wanted);
            }
            return true;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new MessagingException(e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void open(SmtpSettings settings) throws MessagingException {
        String where = settings.unixSocket().map(Path::toString).orElse(settings.host());
        Trace trace = settings.trace().open(session.getDebugOut(), protocol(), where, settings.port());
        try {
            begin(dialog(settings, trace));
        } catch (HandshakeException e) {
            refused(e.reply());
            throw trace.withTrail(ConnectFailures.of(e));
        } catch (IOException e) {
            refused(Optional.empty());
            throw trace.withTrail(ConnectFailures.of(
                    e, settings.host(), settings.port(), settings.connection().timeouts()));
        } catch (RuntimeException | Error e) {
            trace.closed("never connected");
            throw e;
        }
    }

    private SmtpConnection dialog(SmtpSettings settings, Trace trace) throws HandshakeException, IOException {
        if (given.isPresent()) {
            return SmtpConnection.over(given.get(), settings.host(), settings.connection(), trace, attempt);
        }
        if (settings.unixSocket().isPresent()) {
            return SmtpConnection.local(
                    settings.unixSocket().get(), settings.host(), settings.connection(), trace, attempt);
        }
        return SmtpConnection.connect(settings.host(), settings.port(), settings.connection(), trace, attempt);
    }

    /**
     * Says QUIT, waits for the answer a short time, and closes. Does nothing on a transport that is not connected. Where
     * another thread is connecting or talking to the server, its call is aborted: it fails, naming its phase. So is the
     * call that this thread is in, when a DataSource, a trace sink or a progress listener closes the transport.
     */
    @Override
    public void close() throws MessagingException {
        if (isCalledWithinCall() || !lock.tryLock()) {
            attempt.abort();
            dialog().ifPresent(SmtpConnection::abort);
            return;
        }
        try {
            dialog().filter(SmtpConnection::isOpen).ifPresent(this::end);
            noticeEnd();
        } finally {
            lock.unlock();
        }
    }

    private boolean isCalledWithinCall() {
        return lock.isHeldByCurrentThread() && (connecting || isSending());
    }

    private void end(SmtpConnection open) {
        SmtpSettings used = settings.orElseThrow();
        if (used.reuse().isPresent() && open.mayBeKept()) {
            refused(open.lastReply());
            open.rest(used.reuse().get(), properties().name("reuse"));
            IdleDialogs.SHARED.keep(session, used, open);
        } else {
            open.quit(used.quitMode());
        }
    }

    /**
     * Asks the server with NOOP, or RSET where {@link #getUseRset} says so; not within a second of a good reply, which
     * is as good an answer, and not from a DataSource or listener that a send of this transport calls.
     */
    @Override
    public boolean isConnected() {
        lock.lock();
        try {
            if (flaggedConnected() && !isSending() && !dialog().orElseThrow().isWellSince(FRESH)) {
                ask(dialog().orElseThrow());
                noticeEnd();
            }
            return flaggedConnected();
        } finally {
            lock.unlock();
        }
    }

    private void ask(SmtpConnection open) {
        try {
            Reply reply = open.exchange(getUseRset() ? new Command.Rset() : new Command.Noop());
            if (getNoopStrict() && reply.code() != 250) {
                open.drop("the server no longer answers as it should");
            }
        } catch (ConnectionBrokenException e) {
            // It is closed, which is the answer.
        }
    }

    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() throws Throwable {
        try {
            dialog().filter(SmtpConnection::isOpen).ifPresent(open -> open.drop("the transport was never closed"));
        } finally {
            super.finalize();
        }
    }
}
