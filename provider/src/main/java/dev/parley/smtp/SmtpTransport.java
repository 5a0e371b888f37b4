package dev.parley.smtp;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Deadline;
import dev.parley.sasl.Mechanisms;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.async.AsyncSend;
import dev.parley.smtp.async.AsyncSettings;
import dev.parley.smtp.async.SendQueue;
import dev.parley.smtp.command.Queries;
import dev.parley.smtp.command.QueryResults;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.HelloVerb;
import dev.parley.smtp.protocol.QueryVerb;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.send.AsyncDelivery;
import dev.parley.smtp.send.Batch;
import dev.parley.smtp.send.DeliveryNotifier;
import dev.parley.smtp.send.DeliveryReport;
import dev.parley.smtp.send.ListenerFailures;
import dev.parley.smtp.send.MessageSend;
import dev.parley.smtp.send.SmtpSettings;
import dev.parley.smtp.send.SubmissionServers;
import dev.parley.smtp.send.Target;
import dev.parley.smtp.send.TransportConnection;
import dev.parley.smtp.send.TransportListeners;
import dev.parley.smtp.send.TransportOptions;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.MailEvent;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.event.TransportListener;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail over SMTP (RFC 5321). It has the type and the methods of Angus Mail's transport, and an SMTP implementation of
 * its own.
 *
 * <ol>
 *   <li>{@code connect}: greeting, EHLO or HELO, STARTTLS, AUTH. What is configured happens, or connecting fails;
 *   <li>{@link #sendMessage}, any number of times;
 *   <li>{@link #close}: QUIT. A broken connection is closed already, and {@link #isConnected} returns false.
 * </ol>
 *
 * Time-outs are milliseconds and finite unless set to 0: {@code mail.smtp.connectiontimeout} (60000),
 * {@code mail.smtp.timeout} (for a whole reply; by phase, RFC 5321 s4.5.3.2), {@code mail.smtp.writetimeout} (300000).
 */
@SuppressWarnings("exports") // The module of Angus Mail is optional: the bundle jar has its classes in jakarta.mail.
public class SmtpTransport extends SMTPTransport {
    /** A positive reply this recent proves that the connection is alive. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final boolean implicitTls;
    private final TransportOptions options;
    private final TransportConnection connection;
    private final ListenerFailures failures = new ListenerFailures();
    private final TransportListeners listeners;
    private volatile boolean connected;
    private volatile @Nullable Delivery lastDelivery; // null: none
    private final AtomicReference<@Nullable SendQueue<Delivery>> queue = new AtomicReference<>(); // null: none yet

    /** Null: the URLName has the host. Otherwise it has the one connected to, and this one has all, or their domain. */
    private @Nullable URLName severalHosts;

    /** Called by a Session, for the protocols {@code smtp} and {@code parley}. No network I/O. */
    public SmtpTransport(Session session, @Nullable URLName url) {
        this(session, url, "smtp", false);
    }

    /**
     * @param protocol the name after {@code mail.} in the properties, where the URL has none
     * @param tls whether TLS begins with the first octet
     */
    protected SmtpTransport(Session session, @Nullable URLName url, String protocol, boolean tls) {
        super(session, standard(url), protocol, tls);
        this.implicitTls = tls;
        this.options = new TransportOptions(session, url == null ? protocol : standard(url.getProtocol()));
        this.connection = new TransportConnection(session, options.protocol());
        this.listeners = new TransportListeners(session, failures);
    }

    /** {@code parley} is {@code smtp} under a name that no other provider registers; there is no {@code mail.parley.*}. */
    private static @Nullable URLName standard(@Nullable URLName url) {
        if (url == null) {
            return null;
        }
        return new URLName(
                standard(url.getProtocol()),
                url.getHost(),
                url.getPort(),
                url.getFile(),
                url.getUsername(),
                url.getPassword());
    }

    private static String standard(String protocol) {
        return "parley".equals(protocol) ? "smtp" : "parleys".equals(protocol) ? "smtps" : protocol;
    }

    TransportConnection connection() {
        return connection;
    }

    // Sending

    /**
     * Sends a message. The message itself is not changed, except that {@code writeTo} saves one that was never saved.
     *
     * @throws SendFailedException as Angus Mail throws it: its chain has one exception for each rejected recipient, and
     *     its three arrays list the recipients by result. If the connection failed after the final dot, its text contains
     *     <em>may have been delivered</em> (RFC 5321 s4.5.3.2.6), and {@link DeliveryException#isDeliveryUncertain}
     * @throws MessagingException when the message cannot be rendered or the server does not support it; it is not
     *     delivered, and where a part of it was written, this transport is no longer connected. An exception or
     *     Error that a DataSource of the message throws is the cause
     * @throws IllegalStateException when this transport is not connected
     */
    @Override
    public void sendMessage(Message message, Address[] addresses) throws MessagingException, SendFailedException {
        Deadline deadline = connection.beginOperation();
        try {
            checkConnected();
            MimeMessage mime = MessageSend.requireSendable(message, addresses);
            MessageSend send = MessageSend.of(connection, mime, addresses, deadline);
            lastDelivery = null;
            forgetErrors();
            DeliveryNotifier notifier = notifier();
            DeliveryReport report = send.send(options.properties(), notifier.progress(mime));
            notify(mime, report, notifier);
            MessagingException failure = report.exception();
            if (failure != null) {
                connection.withTrail(failure);
            }
            if (!report.delivery().mayHaveArrived()) {
                failures.throwError(connection.takeSinkError(), failure);
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            // After the last event: the Session's queue ends with CLOSED, another event would start another thread.
            endOperation();
        }
    }

    /**
     * Sends messages one after another over this connection, each to all its recipients. A message that is rejected, or
     * cannot be sent, does not prevent the next one; after the connection broke, the rest is
     * {@link Delivery.Outcome#NOT_SENT}.
     *
     * <p>With {@code mail.smtp.pipelining=eager} or {@code mail.smtp.chunking=eager} a message is written before the
     * previous one is answered (RFC 2920 s3.1).
     *
     * @return a delivery for each message, in their order: no result of a message is an exception. What {@code messages}
     *     itself throws is thrown after the messages before it are sent
     * @throws IllegalStateException when this transport is not connected
     * @throws MessagingException when a property has an invalid value; nothing has been sent then
     */
    public List<Delivery> sendAll(Iterable<? extends Message> messages) throws MessagingException {
        connection.beginOperation();
        try {
            checkConnected();
            forgetErrors();
            DeliveryNotifier notifier = notifier();
            Batch batch = new Batch(connection, options.properties(), notifier);
            List<Delivery> deliveries = new ArrayList<>();
            try {
                for (Message message : messages) {
                    add(batch.add(message), notifier, deliveries);
                }
            } finally {
                add(batch.finish(), notifier, deliveries);
            }
            throwErrorUnlessArrived(deliveries);
            return List.copyOf(deliveries);
        } finally {
            endOperation();
        }
    }

    /**
     * Sends a message over this connection in another thread. Several messages are sent one after another, in the order of
     * the calls. {@link #sendMessage} and the other methods of this transport wait for the message that is being sent, not
     * for those that wait.
     *
     * <p>The stage completes with the {@link Delivery} where {@code sendMessage} returns, and exceptionally where
     * {@code sendMessage} throws: so an application that ignores the value does not miss a failure. The exception is a
     * {@link DeliveryException} with the same message whenever there are results for the recipients, also where Angus
     * Mail's type is another: so {@link DeliveryException#getDelivery} always has them. This method never throws. The stage
     * fails with
     *
     * <ul>
     *   <li>{@link java.util.concurrent.RejectedExecutionException}, when {@code mail.smtp.async.queue} sends of this
     *       Session wait or run already, or the executor rejects the send. Nothing was sent;
     *   <li>{@link IllegalStateException}, when this transport is not connected, or is closed while the message waits.
     *       Nothing was sent;
     *   <li>{@link MessagingException}, when a property has an invalid value. Nothing was sent.
     * </ul>
     *
     * <p>Until the stage completes, the application must not change the message.
     *
     * <p>{@code stage.toCompletableFuture().cancel(true)} ends the send; so do {@code complete}, {@code orTimeout} and the
     * other methods that complete this future. A message that waits is not sent. A message that is being sent is aborted,
     * and this transport is no longer connected: the messages that wait are not sent either. The stage does not have the
     * result of an aborted message, which may have been delivered: the {@link DeliveryListener} and the trace have it.
     * Once the result is known, {@code cancel} returns false and the stage has the result.
     *
     * <p>{@code mail.smtp.async.executor} runs the sends. Otherwise they run in threads of Parley: virtual threads if the
     * JDK has them, at most 64 daemon threads for the JVM otherwise. Dependent stages run in the thread of the send, and
     * do not delay the messages that wait, unless the executor runs tasks in the calling thread.
     */
    public CompletionStage<Delivery> sendAsync(Message message, Address[] addresses) {
        try {
            AsyncSettings settings = AsyncSettings.from(options.properties());
            queue.compareAndSet(null, newQueue());
            return Objects.requireNonNull(queue.get())
                    .add(AsyncDelivery.connected(sender(), message, addresses), settings, session);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new MessagingException(e.getMessage(), e));
        }
    }

    /**
     * Sends a message to all its recipients as {@link #sendAsync(Session, Message, Address[])} does.
     *
     * @param session the Session whose properties and transport are used
     */
    public static CompletionStage<Delivery> sendAsync(Session session, Message message) {
        try {
            return sendAsync(session, message, message.getAllRecipients());
        } catch (MessagingException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Sends a message in another thread as {@link Transport#send(Message, Address[])} does: calls {@code saveChanges} on
     * the message, connects a transport of the Session, sends, and closes the transport; with {@code mail.smtp.reuse} its
     * connection is kept. Messages are sent at the same time, each over a connection of its own.
     *
     * <p>The stage completes as that of {@link #sendAsync(Message, Address[])}, after the transport is closed. It also
     * fails with the exceptions of {@code connect}. Cancellation also ends a connect, and closes the connection.
     *
     * @param session the Session whose properties and transport are used; the transport for these addresses must be a
     *     transport of Parley, otherwise the stage fails with a {@link jakarta.mail.NoSuchProviderException}
     */
    public static CompletionStage<Delivery> sendAsync(Session session, Message message, Address[] addresses) {
        try {
            SmtpTransport own = AsyncDelivery.transport(session, addresses, SmtpTransport.class);
            AsyncSettings settings = AsyncSettings.from(own.options.properties());
            return own.newQueue().add(AsyncDelivery.whole(own.sender(), message, addresses), settings, session);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new MessagingException(e.getMessage(), e));
        } catch (MessagingException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private SendQueue<Delivery> newQueue() {
        return new SendQueue<>(new SendQueue.Turn(connection.lock(), this::noticeAbort));
    }

    private AsyncDelivery.Sender sender() {
        return new AsyncDelivery.Sender(this, connection, () -> lastDelivery);
    }

    private void add(List<Batch.Sent> finished, DeliveryNotifier notifier, List<Delivery> deliveries) {
        for (Batch.Sent sent : finished) {
            notify(sent.message(), sent.report(), notifier);
            deliveries.add(sent.report().delivery());
        }
    }

    private void throwErrorUnlessArrived(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            if (delivery.mayHaveArrived()) {
                return;
            }
        }
        failures.throwError(connection.takeSinkError(), null);
    }

    private DeliveryNotifier notifier() throws MessagingException {
        return DeliveryNotifier.of(options.properties(), failures);
    }

    private void forgetErrors() {
        failures.clear();
        connection.takeSinkError();
    }

    private void notify(Message message, DeliveryReport report, DeliveryNotifier notifier) {
        lastDelivery = report.delivery();
        notifyTransportListeners(report.event(), report.sent(), report.unsent(), report.invalid(), message);
        notifier.notify(message, report);
    }

    /**
     * The result of the last message, delivered or not; empty before the first, and where {@link #sendMessage} failed
     * before it began.
     */
    public Optional<Delivery> getLastDelivery() {
        return Optional.ofNullable(lastDelivery);
    }

    // Connecting and closing

    /**
     * Connects over a socket that is connected already.
     *
     * @throws MessagingException as {@link #connect(String, int, String, String)} does
     */
    @Override
    public void connect(Socket socket) throws MessagingException {
        connect(null, -1, null, null, socket);
    }

    /**
     * Connects and logs in.
     *
     * @param port -1 for {@code mail.smtp.port}
     * @throws AuthenticationFailedException when the server rejects the login; its reply is the message
     * @throws org.eclipse.angus.mail.util.MailConnectException when no address of the host accepts the connection
     * @throws MessagingException when the connection cannot be as configured; the message names the property
     * @throws IllegalStateException when this transport is connected already
     */
    @Override
    public void connect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        connect(host, port, user, password, null);
    }

    private void connect(
            @Nullable String host, int port, @Nullable String user, @Nullable String password, @Nullable Socket socket)
            throws MessagingException {
        connection.beginAttempt(Deadline.in(Timeouts.deadline(options.properties())));
        try {
            if (isConnected()) {
                throw new IllegalStateException("already connected");
            }
            URLName given = severalHosts == null ? url : severalHosts;
            Target wanted = Target.of(options.protocol(), given, session, host, port, user, password);
            boolean isSupplied = Mechanisms.haveSource(options.properties());
            if (isSupplied && !Target.hasUser(options.protocol(), given, session, user)) {
                Target answered = connection.authenticated(wanted);
                wanted = answered == null ? wanted : wanted.withUser(answered.user());
            }
            boolean mayRemember = wanted.password() == null && !isSupplied;
            Target reached = connect(mayRemember ? connection.remembered(wanted) : wanted, socket);
            connection.requireNotAborted();
            connection.endAttempt();
            severalHosts = connection.hasChosenHost(reached) ? reached.url() : null;
            setURLName(connection.used(reached).url());
            setConnected(true);
            notifyConnectionListeners(ConnectionEvent.OPENED);
        } catch (MessagingException e) {
            DeliveryNotifier.notifyConnectFailure(options.properties(), failures, e);
            throw e;
        } finally {
            connection.endAttempt();
            endOperation();
        }
    }

    /** @return the target with the name and password that were accepted */
    private Target connect(Target target, @Nullable Socket socket) throws MessagingException {
        AuthenticationFailedException rejection = null;
        try {
            if (open(target, socket)) {
                return target;
            }
        } catch (AuthenticationFailedException e) {
            rejection = e;
        }
        boolean mayTryAgain = (rejection == null || socket == null) && !Mechanisms.haveSource(options.properties());
        Target answered = mayTryAgain ? connection.authenticated(target) : null;
        if (answered != null && !answered.equals(target) && open(answered, socket)) {
            connection.save(answered);
            return answered;
        }
        if (rejection != null) {
            throw rejection;
        }
        throw new AuthenticationFailedException(
                "failed to connect, no " + (target.user() == null ? "user name" : "password") + " specified?");
    }

    private boolean open(Target target, @Nullable Socket socket) throws MessagingException {
        return socket == null
                ? protocolConnect(target.host(), target.port(), target.user(), target.password())
                : protocolConnect(target, socket);
    }

    /**
     * @return false when a login is required ({@code mail.smtp.auth=true}) and its name or password is missing, unless
     *     {@code mail.smtp.auth.mechanisms} names a mechanism that needs none
     */
    @Override
    protected boolean protocolConnect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        return protocolConnect(new Target(options.protocol(), host, port, user, password), null);
    }

    private boolean protocolConnect(Target target, @Nullable Socket socket) throws MessagingException {
        connection.beginOperation();
        try {
            MailProperties properties = options.properties();
            if (properties.flag("auth", false)
                    && (target.user() == null || target.password() == null)
                    && !Mechanisms.haveSource(properties)
                    && !SmtpSettings.mechanisms(properties).mayNeedNoPassword()) {
                return false;
            }
            if (socket == null && properties.isSet("srv") && SubmissionServers.areWanted(properties, target)) {
                connection.connectToFound(settings(target, properties));
            } else if (target.hasList()) {
                connect(target.each(properties.name("host")), socket, properties);
            } else {
                connection.connect(settings(target, properties), socket);
            }
            return true;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new MessagingException(e.getMessage(), e);
        } finally {
            connection.endOperation();
        }
    }

    /** A socket that is connected already, or a Unix domain socket, is to the first host. */
    private void connect(List<Target> targets, @Nullable Socket socket, MailProperties properties)
            throws MessagingException {
        List<SmtpSettings> hosts = new ArrayList<>();
        for (Target each : targets) {
            hosts.add(settings(each, properties));
        }
        SmtpSettings first = hosts.get(0);
        if (socket != null || first.server().unixSocket() != null) {
            connection.connect(first, socket);
        } else {
            connection.connect(hosts);
        }
    }

    private SmtpSettings settings(Target target, MailProperties properties) {
        return SmtpSettings.from(properties, implicitTls, target, session.getDebug());
    }

    /**
     * Sends QUIT, waits for the reply a short time, and closes; or keeps the connection for another transport, with
     * {@code mail.smtp.pool.idle}. Does nothing on a transport that is not connected. Where another thread is connecting or
     * sending, its call is aborted: it fails, naming its phase. So is the call that this thread is in, when a DataSource, a
     * trace sink or a progress listener closes the transport. Messages of {@link #sendAsync} that wait are not sent.
     */
    @Override
    public void close() throws MessagingException {
        SendQueue<Delivery> sends = queue.get();
        if (sends == null) {
            end();
            return;
        }
        List<AsyncSend<Delivery>> withdrawn = sends.withdraw(AsyncDelivery.closed());
        try {
            end();
        } finally {
            sends.publish(withdrawn);
        }
    }

    private void end() {
        if (connection.isBusyInThisThread() || !connection.tryBeginOperation()) {
            connection.abort();
            noticeAbort();
            return;
        }
        try {
            connection.end();
            noticeEnd();
        } finally {
            connection.endOperation();
        }
    }

    /**
     * Asks the server with NOOP, or RSET with {@link #getUseRset}; not within a second of a positive reply, and not from a
     * DataSource or listener that a send of this transport calls.
     */
    @Override
    public boolean isConnected() {
        try {
            connection.beginOperation();
        } catch (MessagingException e) {
            return connected; // Another thread uses the connection.
        }
        try {
            if (connected && !connection.isSending() && !connection.current().isWellSince(FRESH)) {
                check(connection.current());
                noticeEnd();
            }
            return connected;
        } finally {
            endOperation();
        }
    }

    private void check(SmtpConnection open) {
        try {
            Reply reply = open.exchange(getUseRset() ? Command.Word.RSET : Command.Word.NOOP);
            if (getNoopStrict() && reply.code() != 250) {
                open.close("after an unexpected reply");
            }
        } catch (ConnectionBrokenException e) {
            // The connection is closed, which is the answer.
        }
    }

    private void endOperation() {
        noticeEnd();
        connection.endOperation();
        noticeAbort();
    }

    /**
     * Notices that another thread aborted the connection after the operation had looked, and before it released the lock.
     * Both threads look afterwards, and one of them finds the lock free.
     */
    private void noticeAbort() {
        if (connected && !connection.isOpen() && connection.tryBeginOperation()) {
            try {
                noticeEnd();
            } finally {
                connection.endOperation();
            }
        }
    }

    /** A closed connection ends the transport's. */
    private void noticeEnd() {
        if (connection.isOpen()) {
            return;
        }
        connection.giveBackPlace();
        if (connected) {
            setConnected(false);
            notifyConnectionListeners(ConnectionEvent.CLOSED);
        }
    }

    @Override
    protected void setConnected(boolean connected) {
        this.connected = connected;
    }

    @Override
    protected void checkConnected() {
        if (!connected) {
            throw new IllegalStateException("Not connected");
        }
        if (connection.isSending()) {
            throw new IllegalStateException(
                    "this transport is sending a message and cannot be used by a DataSource, progress"
                            + " listener or trace sink during the send: use another transport");
        }
    }

    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() throws Throwable {
        try {
            SmtpConnection open = connection.open();
            if (open != null) {
                open.close("by the finalizer: the application did not close the transport");
            }
            connection.giveBackPlace();
        } finally {
            super.finalize();
        }
    }

    // Listeners

    @Override
    public void addTransportListener(TransportListener listener) {
        listeners.all().add(listener);
    }

    @Override
    public void removeTransportListener(TransportListener listener) {
        listeners.all().remove(listener);
    }

    @Override
    protected void notifyTransportListeners(
            int type,
            Address @Nullable [] validSent,
            Address @Nullable [] validUnsent,
            Address @Nullable [] invalid,
            Message message) {
        if (!listeners.all().isEmpty()) {
            queueEvent(new TransportEvent(this, type, validSent, validUnsent, invalid, message), listeners.all());
        }
    }

    /** Never throws: the event has happened. */
    @Override
    protected void queueEvent(MailEvent event, Vector<? extends EventListener> to) {
        try {
            Executor executor = listeners.executor();
            if (executor == null) {
                super.queueEvent(event, to);
            } else {
                listeners.notify(event, to, executor);
            }
        } catch (Throwable e) {
            failures.add("mail.event.executor", e);
        }
    }

    // Single commands

    /** Whether the connection uses TLS. */
    @Override
    public boolean isSSL() {
        SmtpConnection open = connection.open();
        return open != null && open.isSecured();
    }

    /** All lines of the last reply, each ended by LF; null before the first. */
    @Override
    public @Nullable String getLastServerResponse() {
        Reply last = connection.lastReply();
        return last == null ? null : last.raw();
    }

    /** The code of the last reply; -1 before the first. */
    @Override
    public int getLastReturnCode() {
        Reply last = connection.lastReply();
        return last == null ? -1 : last.code();
    }

    /** Whether the server of this connection announces an extension, such as {@code SMTPUTF8}. */
    @Override
    public boolean supportsExtension(String keyword) {
        return getExtensionParameter(keyword) != null;
    }

    /** The text after the keyword; empty where there is none, null where the server does not announce it. */
    @Override
    public @Nullable String getExtensionParameter(String keyword) {
        SmtpConnection open = connection.open();
        return open == null ? null : open.capabilities().parameters(keyword).orElse(null);
    }

    @Override
    protected boolean supportsAuthentication(String mechanism) {
        SmtpConnection open = connection.open();
        if (open != null) {
            for (String announced : open.capabilities().mechanisms()) {
                if (announced.equalsIgnoreCase(mechanism)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Sends a command line of the application.
     *
     * @param expect the only reply code that is not an error, or -1 for any
     * @throws MessagingException the reply, when its code is another
     */
    @Override
    public void issueCommand(String command, int expect) throws MessagingException {
        if (simpleCommand(command) != expect && expect != -1) {
            throw connection.withTrail(new MessagingException(getLastServerResponse()));
        }
    }

    /** Sends a command line of the application and returns the code of the reply. */
    @Override
    public int simpleCommand(String command) throws MessagingException {
        SmtpConnection open = beginCommand();
        try {
            return open.exchange(new Command.Custom(command)).code();
        } catch (IOException | IllegalArgumentException e) {
            throw failed(e);
        } finally {
            endOperation();
        }
    }

    @Override
    protected int simpleCommand(byte[] command) throws MessagingException {
        return simpleCommand(new String(command, StandardCharsets.UTF_8));
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        SmtpConnection open = beginCommand();
        try {
            open.send(new Command.Custom(command));
        } catch (IOException | IllegalArgumentException e) {
            throw failed(e);
        } finally {
            endOperation();
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        SmtpConnection open = beginCommand();
        try {
            return open.read().code();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            endOperation();
        }
    }

    /**
     * Verifies a mailbox of the server with VRFY (RFC 5321 s3.5, s4.1.1.6). The command is sent even if the server
     * does not announce it: a client need not check (s3.5.2). A rejection is a result. The time-out is that of a reply, 5
     * minutes by default, as for the other commands of this kind.
     *
     * @param address a user name or a mailbox, without angle brackets. A name with blanks is quoted. A domain is converted to
     *     A-labels where the rest is ASCII; an address that is not ASCII then needs a server with SMTPUTF8
     * @throws MessagingException when the connection breaks; and before anything is sent, when the server lacks SMTPUTF8, or,
     *     caused by an IllegalArgumentException, when the address is invalid or the line would have more than 512 octets
     * @throws IllegalStateException when the transport is not connected
     */
    public Verification verify(String address) throws MessagingException {
        return QueryResults.verification(query(QueryVerb.VRFY, address));
    }

    /**
     * Lists the members of a mailing list with EXPN (RFC 5321 s3.5, s4.1.1.7). The command is sent even if the
     * server does not announce it, since servers that support it do not always do so.
     *
     * @param list the name of a list or alias, as for {@link #verify}
     * @throws MessagingException as {@link #verify} does
     * @throws IllegalStateException when the transport is not connected
     */
    public Expansion expand(String list) throws MessagingException {
        return QueryResults.expansion(query(QueryVerb.EXPN, list));
    }

    /**
     * Returns the general help of the server, with HELP (RFC 5321 s4.1.1.8).
     *
     * @throws MessagingException when the connection breaks
     * @throws IllegalStateException when the transport is not connected
     */
    public HelpText help() throws MessagingException {
        return help(null);
    }

    /**
     * Returns the help of the server about a topic, with HELP (RFC 5321 s4.1.1.8).
     *
     * @param topic usually the name of a command, in ASCII; null: general help
     * @throws MessagingException when the connection breaks; and, caused by an IllegalArgumentException, before anything is
     *     sent, when the topic is invalid or the line would have more than 512 octets
     * @throws IllegalStateException when the transport is not connected
     */
    public HelpText help(@Nullable String topic) throws MessagingException {
        return QueryResults.help(query(QueryVerb.HELP, topic), topic);
    }

    /**
     * Requests with ETRN that the server sends the messages that it keeps for a host (RFC 1985 s5). The server opens other
     * connections for that.
     *
     * @param queue the name of the host, in ASCII; or what else the server documents, such as {@code #group} for a queue group
     *     of Sendmail
     * @throws MessagingException when the connection breaks; and before anything is sent, when the server does not announce
     *     ETRN, or, caused by an IllegalArgumentException, when the queue is invalid or the line would have more than 512 octets
     * @throws IllegalStateException when the transport is not connected
     */
    public QueueStart etrn(String queue) throws MessagingException {
        return QueryResults.queueStart(query(QueryVerb.ETRN, queue));
    }

    /**
     * Sends NOOP (RFC 5321 s4.1.1.9). The time-out is that of a reply, 1 minute by default.
     *
     * @return the reply, whose code is 250 if the server is ready for another command
     * @throws MessagingException when the connection breaks
     * @throws IllegalStateException when the transport is not connected
     */
    public Delivery.Reply noop() throws MessagingException {
        SmtpConnection open = beginCommand();
        try {
            return DeliveryReport.published(open.exchange(Command.Word.NOOP));
        } catch (IOException e) {
            throw failed(e);
        } finally {
            endOperation();
        }
    }

    /** @param argument null: none, for HELP */
    private Reply query(QueryVerb verb, @Nullable String argument) throws MessagingException {
        SmtpConnection open = beginCommand();
        try {
            return Queries.send(open, verb, argument);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(e);
        } catch (MessagingException e) {
            throw connection.withTrail(e);
        } finally {
            endOperation();
        }
    }

    /** Sends EHLO; the capabilities are replaced. */
    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        return hello(new Command.Hello(HelloVerb.EHLO, domain)).isPositive();
    }

    /** Sends HELO; the server has no capabilities afterwards. */
    @Override
    protected void helo(String domain) throws MessagingException {
        Reply reply = hello(new Command.Hello(HelloVerb.HELO, domain));
        if (!reply.isPositive()) {
            throw connection.withTrail(new MessagingException(reply.raw()));
        }
    }

    private Reply hello(Command.Hello command) throws MessagingException {
        SmtpConnection open = beginCommand();
        try {
            return open.hello(command);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(e);
        } finally {
            endOperation();
        }
    }

    /** Sends STARTTLS; the capabilities are forgotten. */
    @Override
    protected void startTLS() throws MessagingException {
        SmtpConnection open = beginCommand();
        try {
            Reply reply = open.startTls();
            if (!reply.isPositive()) {
                throw connection.withTrail(new MessagingException(reply.raw()));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw failed(e);
        } finally {
            endOperation();
        }
    }

    /** Takes the lock, which {@link #endOperation} releases. */
    private SmtpConnection beginCommand() throws MessagingException {
        connection.beginOperation();
        try {
            checkConnected();
            return connection.current();
        } catch (RuntimeException | Error e) {
            endOperation();
            throw e;
        }
    }

    private MessagingException failed(Exception cause) {
        return connection.withTrail(new MessagingException(cause.getMessage(), cause));
    }

    @Override
    protected void mailFrom() {
        throw partOfATransaction("MAIL");
    }

    @Override
    protected void rcptTo() {
        throw partOfATransaction("RCPT");
    }

    @Override
    protected OutputStream data() {
        throw partOfATransaction("DATA");
    }

    @Override
    protected void finishData() {
        throw partOfATransaction("the end of DATA");
    }

    @Override
    protected OutputStream bdat() {
        throw partOfATransaction("BDAT");
    }

    @Override
    protected void finishBdat() {
        throw partOfATransaction("the end of BDAT");
    }

    private static UnsupportedOperationException partOfATransaction(String command) {
        return new UnsupportedOperationException(
                command + " is sent with the other commands of its transaction: use sendMessage");
    }

    // Options

    @Override
    public @Nullable String getLocalHost() {
        return options.text("localhost");
    }

    @Override
    public void setLocalHost(@Nullable String localhost) {
        options.set("localhost", localhost);
    }

    @Override
    public @Nullable String getAuthorizationId() {
        return options.text("sasl.authorizationid");
    }

    @Override
    public void setAuthorizationID(@Nullable String authzid) {
        options.set("sasl.authorizationid", authzid);
    }

    @Override
    public boolean getSASLEnabled() {
        return options.flag("sasl.enable", false);
    }

    @Override
    public void setSASLEnabled(boolean enableSASL) {
        options.set("sasl.enable", enableSASL);
    }

    @Override
    public @Nullable String getSASLRealm() {
        String realm = options.text("sasl.realm");
        return realm == null ? options.text("saslrealm") : realm;
    }

    @Override
    public void setSASLRealm(@Nullable String saslRealm) {
        options.set("sasl.realm", saslRealm);
    }

    @Override
    public boolean getUseCanonicalHostName() {
        return options.flag("sasl.usecanonicalhostname", false);
    }

    @Override
    public void setUseCanonicalHostName(boolean useCanonicalHostName) {
        options.set("sasl.usecanonicalhostname", useCanonicalHostName);
    }

    @Override
    public String @Nullable [] getSASLMechanisms() {
        List<String> mechanisms = options.properties().words("sasl.mechanisms");
        return mechanisms.isEmpty() ? null : mechanisms.toArray(new String[0]);
    }

    @Override
    public void setSASLMechanisms(String @Nullable [] mechanisms) {
        options.set("sasl.mechanisms", mechanisms == null ? null : String.join(" ", mechanisms));
    }

    @Override
    public @Nullable String getNTLMDomain() {
        return options.text("auth.ntlm.domain");
    }

    @Override
    public void setNTLMDomain(@Nullable String ntlmDomain) {
        options.set("auth.ntlm.domain", ntlmDomain);
    }

    @Override
    public boolean getReportSuccess() {
        return options.flag("reportsuccess", false);
    }

    @Override
    public void setReportSuccess(boolean reportSuccess) {
        options.set("reportsuccess", reportSuccess);
    }

    @Override
    public boolean getStartTLS() {
        return options.flag("starttls.enable", false);
    }

    @Override
    public void setStartTLS(boolean useStartTLS) {
        options.set("starttls.enable", useStartTLS);
    }

    @Override
    public boolean getRequireStartTLS() {
        return options.flag("starttls.required", false);
    }

    @Override
    public void setRequireStartTLS(boolean requireStartTLS) {
        options.set("starttls.required", requireStartTLS);
    }

    /**
     * {@code mail.<protocol>.userset} (true, false; false): {@code isConnected()} sends RSET instead of NOOP
     */
    @Override
    public boolean getUseRset() {
        return options.flag("userset", false);
    }

    @Override
    public void setUseRset(boolean useRset) {
        options.set("userset", useRset);
    }

    /**
     * {@code mail.<protocol>.noop.strict} (true, false; true): {@code isConnected()} returns true only
     * after the reply 250; false: after any reply but 421
     */
    @Override
    public boolean getNoopStrict() {
        return options.flag("noop.strict", true);
    }

    @Override
    public void setNoopStrict(boolean noopStrict) {
        options.set("noop.strict", noopStrict);
    }
}
