package dev.parley.smtp.connection;

import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.Connector;
import dev.parley.net.Link;
import dev.parley.net.UnixSocket;
import dev.parley.sasl.Secret;
import dev.parley.settings.ApplicationFailure;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection to an SMTP server.
 *
 * <ol>
 *   <li>{@link #open}: greeting, hello, TLS, login;
 *   <li>any number of messages: {@link #deliver};
 *   <li>{@link #quit}.
 * </ol>
 *
 * A broken connection, and one whose server replied 421, is closed: {@link #isOpen} returns false.
 */
public final class SmtpConnection {
    private final Link link;
    private final Pipeline pipeline;
    private final Handshake handshake;
    private final ConnectionSettings settings;
    private final Buffers buffers;
    private Capabilities capabilities = Capabilities.NONE;
    private boolean rested;
    private boolean touched;
    private int transactions;
    private boolean delivering;
    private DataStrategy announced;

    private SmtpConnection(Link link, String host, ConnectionSettings settings) {
        this.link = link;
        this.pipeline = new Pipeline(link);
        this.settings = settings;
        this.buffers = Buffers.of(settings.chunkSize());
        this.handshake = new Handshake(host, link, pipeline, settings);
    }

    /**
     * Connects to a host and opens a dialog with it. When that fails, nothing stays open.
     *
     * @throws UnknownHostException when the name has no address
     * @throws dev.parley.net.ConnectFailedException when no address takes the connection
     * @throws HandshakeException when the server refuses a step, or lacks what is configured
     */
    public static SmtpConnection connect(
            String host, int port, ConnectionSettings settings, Trace trace, ConnectAttempt attempt)
            throws HandshakeException, IOException {
        try {
            Link link = new Connector(settings.route(), settings.timeouts(), Limits.DEFAULT, trace, attempt)
                    .connect(host, port);
            return open(link, host, settings);
        } catch (ConnectionBrokenException e) {
            throw e;
        } catch (ConnectAbortedException e) {
            throw aborted(trace, e);
        } catch (IOException e) {
            String unknown = e instanceof UnknownHostException ? "unknown host " : "";
            trace.failed(Phase.CONNECT.phrase(), unknown + e.getMessage());
            trace.closed("never connected");
            throw e;
        }
    }

    /** Connects to a Unix domain socket of this machine and opens a dialog over it. */
    public static SmtpConnection local(
            Path path, String host, ConnectionSettings settings, Trace trace, ConnectAttempt attempt)
            throws HandshakeException, IOException {
        try {
            Socket socket = UnixSocket.connect(path, settings.timeouts().connect(), attempt);
            return over(socket, host, settings, trace, attempt);
        } catch (ConnectionBrokenException e) {
            throw e;
        } catch (ConnectAbortedException e) {
            throw aborted(trace, e);
        } catch (IOException e) {
            String limit = e instanceof SocketTimeoutException
                    ? " (" + settings.names().name("connectiontimeout") + ")"
                    : "";
            trace.failed(Phase.CONNECT.phrase(), path + ": " + e.getMessage() + limit);
            trace.closed("never connected");
            throw new IOException("no connection to " + path + ": " + e.getMessage() + limit, e);
        }
    }

    /**
     * Opens a dialog over a socket that is connected already, and belongs to the dialog from here on.
     *
     * @param host the name that the server must prove to be
     */
    public static SmtpConnection over(
            Socket socket, String host, ConnectionSettings settings, Trace trace, ConnectAttempt attempt)
            throws HandshakeException, IOException {
        Link link;
        try {
            link = new Link(socket, settings.timeouts(), Limits.DEFAULT, trace);
            attempt.hold(link);
        } catch (ConnectAbortedException e) {
            throw aborted(trace, e);
        } catch (IOException e) {
            trace.closed("the socket cannot be used: " + e.getMessage());
            throw e;
        }
        return open(link, host, settings);
    }

    private static SmtpConnection open(Link link, String host, ConnectionSettings settings)
            throws HandshakeException, ConnectionBrokenException {
        SmtpConnection dialog = new SmtpConnection(link, host, settings);
        try {
            dialog.know(dialog.handshake.run());
            return dialog;
        } catch (HandshakeException e) {
            tell(link.trace(), e);
            if (e.phase() == Phase.GREETING && !settings.quitsOnRejection()) {
                dialog.drop("the greeting was a refusal");
            } else {
                dialog.quit(QuitMode.SHORT_WAIT);
            }
            throw e;
        } catch (RuntimeException | Error e) {
            dialog.drop("failed: " + ApplicationFailure.describe(e));
            throw e;
        }
    }

    private static ConnectionBrokenException aborted(Trace trace, ConnectAbortedException why) {
        trace.failed(Phase.CONNECT.phrase(), why.getMessage());
        trace.closed("never connected");
        return new ConnectionBrokenException(Phase.CONNECT, Optional.empty(), why);
    }

    private static void tell(Trace trace, HandshakeException end) {
        if (end.reply().isPresent()) {
            trace.refused(end.phase().phrase(), end.getMessage().strip());
        } else {
            trace.failed(end.phase().phrase(), end.getMessage().strip());
        }
    }

    public Capabilities capabilities() {
        return capabilities;
    }

    /** Whether parts labelled binary can go octet for octet: BINARYMIME needs BDAT (RFC 3030 s3). */
    public boolean carriesBinary() {
        return settings.chunking() != FeatureMode.OFF && capabilities.has("CHUNKING") && capabilities.has("BINARYMIME");
    }

    private void know(Capabilities offered) {
        capabilities = offered;
        boolean groups = offered.has("PIPELINING") && settings.pipelining() != FeatureMode.OFF;
        if (offered.has("PIPELINING") && !groups) {
            String property = settings.names().name("pipelining");
            link.trace().decided(Topic.PIPELINING, "one command at a time", "the user wants it so", property);
        }
        pipeline.open(groups ? Window.PIPELINED : Window.LOCK_STEP);
    }

    /** The name that the server gave itself in its greeting. */
    public String serverName() {
        return handshake.serverName();
    }

    public Optional<TlsReport> tls() {
        return link.tls();
    }

    public boolean isSecured() {
        return link.tls().isPresent();
    }

    public boolean isOpen() {
        return !link.isClosed();
    }

    public Optional<Reply> lastReply() {
        return pipeline.replies().last();
    }

    /**
     * Sends one message.
     *
     * @param partial whether it is sent when only some of the recipients are accepted
     * @throws ContentException when the content fails; if it was on the wire by then, the dialog is closed
     */
    public TransactionResult deliver(Envelope envelope, boolean partial, Spool content) throws ContentException {
        delivering = true;
        try {
            return new Split(envelope, partial, part -> transaction(part, partial), link.trace())
                    .run(RecipientLimits.of(capabilities, settings.rcptMax()), content);
        } finally {
            delivering = false;
        }
    }

    /** Whether a message is being sent: code of the application that is called meanwhile must not use the dialog. */
    public boolean isDelivering() {
        return delivering;
    }

    /**
     * Sends one message of several, and waits for no more than it must: what became of it is known later. Where the user
     * is in haste, the next one leaves before this one is answered (RFC 2920 s3.1, RFC 3030 s4.2).
     */
    public Underway begin(Envelope envelope, boolean partial, Spool content) throws ContentException {
        if (pipeline.awaitsReplies()) {
            pipeline.owe(new Command.Rset());
        }
        if (!maySayMoreBehind(envelope)) {
            TransactionResult result = deliver(envelope, partial, content);
            return () -> result;
        }
        Transaction transaction = transaction(envelope, partial);
        delivering = true;
        try {
            transaction.write(content, false);
        } finally {
            delivering = false;
        }
        return () -> finish(transaction);
    }

    private TransactionResult finish(Transaction transaction) {
        delivering = true;
        try {
            return transaction.finish();
        } finally {
            delivering = false;
        }
    }

    /** Courier and Haraka lose what stands behind a dot: it takes a user who knows the server. */
    private boolean maySayMoreBehind(Envelope envelope) {
        boolean eager = settings.pipelining() == FeatureMode.EAGER
                || settings.chunking() == FeatureMode.EAGER && capabilities.has("CHUNKING");
        RecipientLimits limits = RecipientLimits.of(capabilities, settings.rcptMax());
        return eager
                && !rested
                && !pipeline.isLockStep()
                && limits.split(envelope.recipients()).size() == 1;
    }

    private Transaction transaction(Envelope envelope, boolean partial) {
        boolean first = rested;
        rested = false;
        transactions++;
        Transaction transaction =
                new Transaction(link, pipeline, capabilities, settings, buffers, envelope, partial, first);
        if (!pipeline.isLockStep() && transaction.strategy() != announced) { // Told once, while it stays the same.
            announced = transaction.strategy();
            announced.tell(link.trace(), settings.names());
        }
        return transaction;
    }

    /**
     * Whether another transport may go on with it: no reply is outstanding, the server is where this side left it, and
     * another message does not reach what it takes over one connection (MAILMAX of RFC 9422).
     */
    public boolean mayBeKept() {
        return isOpen()
                && !touched
                && !pipeline.awaitsReplies()
                && transactions + 1 < capabilities.limit("MAILMAX").orElse(Integer.MAX_VALUE);
    }

    /** The dialog is left alone: what the server does meanwhile is not heard. */
    public void rest(Duration limit, String property) {
        rested = true;
        String kept = "the connection is kept, " + limit.toSeconds() + " s at most";
        link.trace().decided(Topic.REUSE, kept, "another connect may want it", property);
    }

    /** The dialog goes on. */
    public void wake(String property) {
        link.trace().decided(Topic.REUSE, "the kept connection goes on", "same server, login and TLS", property);
    }

    /** Whether the server has said within so long that all is well: it need not be asked again. */
    public boolean isWellSince(Duration limit) {
        try {
            return isOpen() && pipeline.replies().isWellSince(limit);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the server has said nothing that it was not asked. */
    public boolean isSilent() {
        try {
            return isOpen() && !link.hasArrived();
        } catch (IOException e) {
            return false;
        }
    }

    /** One command and its reply, outside of what the dialog does by itself. */
    public Reply exchange(Command command) throws ConnectionBrokenException {
        touched |= command instanceof Command.Custom;
        return pipeline.exchange(withoutSecret(command));
    }

    /** EHLO or HELO in the middle of a dialog: what the server offers is known afresh. */
    public Reply hello(Command command) throws ConnectionBrokenException {
        touched = true;
        Reply reply = pipeline.exchange(command);
        if (reply.isPositive()) {
            know(command instanceof Command.Ehlo ? handshake.offered(reply) : Capabilities.NONE);
        }
        return reply;
    }

    /** STARTTLS in the middle of a dialog: what the server offered is forgotten. */
    public Reply startTls() throws ConnectionBrokenException {
        Reply reply = pipeline.exchange(new Command.StartTls());
        if (reply.isPositive()) {
            know(Capabilities.NONE);
            handshake.secure(true, Phase.STARTTLS);
        }
        return reply;
    }

    /** A line of the application's own behind a 334 answers a challenge of an AUTH of its own. */
    private Command withoutSecret(Command command) {
        boolean challenged = lastReply().filter(reply -> reply.code() == 334).isPresent();
        return challenged && command instanceof Command.Custom
                ? new Command.AuthAnswer(Secret.of(command.wire()))
                : command;
    }

    /** The trace of this connection. */
    public Trace trace() {
        return link.trace();
    }

    /** Sends a command line; its reply must be read next. */
    public void send(Command command) throws ConnectionBrokenException {
        touched = true;
        pipeline.post(withoutSecret(command));
    }

    /** Reads the reply to what {@link #send} sent. */
    public Reply read() throws ConnectionBrokenException {
        return pipeline.read(Phase.CUSTOM);
    }

    /** The first VirtualMachineError that a trace sink has thrown since the last call; null where there was none. */
    public VirtualMachineError takeSinkError() {
        return link.trace().takeSinkError();
    }

    /** The exception, with what has been said lately in it. */
    public <E extends Exception> E withTrail(E failure) {
        return link.trace().withTrail(failure);
    }

    /** Sends QUIT and closes the connection. Never fails. */
    public void quit(QuitMode mode) {
        if (!isOpen()) {
            return;
        }
        try {
            pipeline.quit(mode);
        } catch (ConnectionBrokenException e) {
            return;
        }
        drop("QUIT");
    }

    /** Ends the dialog from another thread, whatever it waits for: that fails and names its phase. */
    public void abort() {
        link.abort();
    }

    /** Closes without a word. */
    public void drop(String why) {
        link.close();
        link.trace().closed(why);
    }
}
