package dev.parley.smtp;

import dev.parley.settings.MailProperties;
import dev.parley.smtp.dialog.BrokenDialogException;
import dev.parley.smtp.dialog.OpeningException;
import dev.parley.smtp.dialog.SmtpDialog;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Trace;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends mail over SMTP (RFC 5321). It has the type and the surface of Angus Mail's transport, and a dialog of its own.
 * That surface comes in storeys: options, listeners, single commands, and here connecting and sending.
 *
 * <ol>
 *   <li>{@code connect}: greeting, EHLO or HELO, STARTTLS, AUTH. What is configured happens, or connecting fails;
 *   <li>{@link #sendMessage}, any number of times;
 *   <li>{@link #close}: QUIT. A dialog that broke is closed by itself, and {@link #isConnected} says so.
 * </ol>
 *
 * Time-outs are milliseconds and finite unless set to 0: {@code mail.smtp.connectiontimeout} (60000),
 * {@code mail.smtp.timeout} (for a whole reply; by phase, RFC 5321 s4.5.3.2), {@code mail.smtp.writetimeout} (300000).
 */
public class SmtpTransport extends TransportCommands {
    /** So long a good reply says that the server is there. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final boolean tls;
    private final Connection connection = new Connection() {
        @Override
        public SmtpDialog dialog() {
            return SmtpTransport.this.dialog().orElseThrow();
        }

        @Override
        public SmtpDialog again() throws MessagingException {
            open(settings.orElseThrow());
            return dialog();
        }
    };
    private Optional<Socket> given = Optional.empty();
    private volatile Optional<Delivery> lastDelivery = Optional.empty();
    private Optional<SmtpSettings> settings = Optional.empty();

    /** As a Session calls it, for the protocols {@code smtp} and {@code parley}. Does no I/O. */
    public SmtpTransport(Session session, URLName url) {
        this(session, url, "smtp", false);
    }

    /**
     * @param protocol the name behind {@code mail.} in the properties, where the URL names none
     * @param tls whether TLS begins with the first octet
     */
    protected SmtpTransport(Session session, URLName url, String protocol, boolean tls) {
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
            if (isConnected()) {
                throw new IllegalStateException("already connected");
            }
            Target wanted = Target.of(protocol(), url, session, host, port, user, password);
            setURLName(connect(wanted.password() == null ? wanted.remembered(session) : wanted)
                    .url());
            setConnected(true);
            notifyConnectionListeners(ConnectionEvent.OPENED);
        } finally {
            lock.unlock();
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
            Optional<SmtpDialog> kept = IdleDialogs.SHARED.take(session, settings.get());
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
        } catch (OpeningException e) {
            refused(e.reply());
            throw trace.trailed(ConnectFailures.of(e));
        } catch (IOException e) {
            refused(Optional.empty());
            throw trace.trailed(
                    ConnectFailures.of(e, settings.host(), settings.dialog().timeouts()));
        } catch (RuntimeException e) {
            trace.closed("never connected");
            throw e;
        }
    }

    private SmtpDialog dialog(SmtpSettings settings, Trace trace) throws OpeningException, IOException {
        if (given.isPresent()) {
            return SmtpDialog.over(given.get(), settings.host(), settings.dialog(), trace);
        }
        if (settings.unixSocket().isPresent()) {
            return SmtpDialog.local(settings.unixSocket().get(), settings.host(), settings.dialog(), trace);
        }
        return SmtpDialog.connect(settings.host(), settings.port(), settings.dialog(), trace);
    }

    /**
     * Sends a message. The message itself is not changed, except that {@code writeTo} saves one that was never saved.
     *
     * @throws SendFailedException as Angus Mail throws it: its chain has one exception for each refused recipient, its
     *     three arrays say who got the message. Where the link broke behind the final dot, the message says that it
     *     <em>may have been delivered</em> (RFC 5321 s4.5.3.2.6), and {@link DeliveryException#isDeliveryUncertain}
     * @throws MessagingException when the message cannot be rendered or the server cannot carry it; it is not delivered,
     *     and where some of it was on the wire, this transport is no longer connected
     * @throws IllegalStateException when this transport is not connected
     */
    @Override
    public void sendMessage(Message message, Address[] addresses) throws MessagingException, SendFailedException {
        lock.lock();
        try {
            checkConnected();
            MimeMessage mime = Sending.sendable(message, addresses);
            InternetAddress[] to = MessageEnvelope.expand(addresses);
            lastDelivery = Optional.empty();
            Teller teller = teller();
            DeliveryReport report = new Sending(connection, session, mime, to, teller.progress(mime))
                    .begin(properties())
                    .finish();
            teller.tell(mime, report);
            report.exception().ifPresent(failure -> dialog().ifPresent(used -> used.trailed(failure)));
            report.throwFailure();
        } finally {
            // Behind the last event: the API's queue ends with CLOSED and would begin anew, with a thread, for another.
            noticeEnd();
            lock.unlock();
        }
    }

    private Teller teller() throws MessagingException {
        return Teller.of(properties(), this::heard);
    }

    private void heard(Message message, DeliveryReport report) {
        lastDelivery = Optional.of(report.delivery());
        notifyTransportListeners(report.event(), report.sent(), report.unsent(), report.invalid(), message);
    }

    /**
     * Sends messages one behind another over this connection, each to all its recipients. A message that is refused, or
     * cannot be sent, does not keep the next one from being tried; behind a link that broke, the rest is
     * {@link Delivery.Outcome#NOT_SENT}.
     *
     * <p>With {@code mail.smtp.pipelining=eager} or {@code mail.smtp.chunking=eager} a message leaves before the one
     * before it has been answered (RFC 2920 s3.1).
     *
     * @return a delivery for each message, in their order: nothing that becomes of a message is an exception
     * @throws IllegalStateException when this transport is not connected
     * @throws MessagingException when a property does not hold what it must; nothing has been sent then
     */
    public List<Delivery> sendAll(Iterable<? extends Message> messages) throws MessagingException {
        lock.lock();
        try {
            checkConnected();
            Batch batch = new Batch(connection, session, properties(), teller());
            messages.forEach(batch::add);
            return batch.finish();
        } finally {
            noticeEnd();
            lock.unlock();
        }
    }

    /**
     * What became of the last message, delivered or not; empty before the first, and where {@link #sendMessage} failed
     * before it began.
     */
    public Optional<Delivery> getLastDelivery() {
        return lastDelivery;
    }

    /**
     * Says QUIT, waits for the answer a short time, and closes. Does nothing on a transport that is not connected. Where
     * another thread is talking to the server, its call is aborted: it fails, naming its phase.
     */
    @Override
    public void close() throws MessagingException {
        if (!lock.tryLock()) {
            dialog().ifPresent(SmtpDialog::abort);
            return;
        }
        try {
            dialog().filter(SmtpDialog::isOpen).ifPresent(this::end);
            noticeEnd();
        } finally {
            lock.unlock();
        }
    }

    private void end(SmtpDialog open) {
        SmtpSettings used = settings.orElseThrow();
        if (used.reuse().isPresent() && open.mayBeKept()) {
            refused(open.lastReply());
            open.rest(used.reuse().get(), properties().name("reuse"));
            IdleDialogs.SHARED.keep(session, used, open);
        } else {
            open.quit(used.goodbye());
        }
    }

    /**
     * Asks the server with NOOP, or RSET where {@link #getUseRset} says so; not within a second of a good reply, which
     * is as good an answer.
     */
    @Override
    public boolean isConnected() {
        lock.lock();
        try {
            if (flaggedConnected() && !dialog().orElseThrow().isWellSince(FRESH)) {
                ask(dialog().orElseThrow());
                noticeEnd();
            }
            return flaggedConnected();
        } finally {
            lock.unlock();
        }
    }

    private void ask(SmtpDialog open) {
        try {
            Reply reply = open.exchange(getUseRset() ? new Command.Rset() : new Command.Noop());
            if (getNoopStrict() && reply.code() != 250) {
                open.drop("the server no longer answers as it should");
            }
        } catch (BrokenDialogException e) {
            // It is closed, which is the answer.
        }
    }

    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() throws Throwable {
        try {
            dialog().filter(SmtpDialog::isOpen).ifPresent(open -> open.drop("the transport was never closed"));
        } finally {
            super.finalize();
        }
    }
}
