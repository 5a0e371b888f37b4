package dev.parley.smtp.connection;

import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.ConnectionBrokenException.LastReply;
import dev.parley.net.Connector;
import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.Secret;
import dev.parley.settings.ApplicationFailure;
import dev.parley.settings.Endpoint;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.HelloVerb;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.trace.PendingCommand;
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
 * A connection to one SMTP or LMTP server. Used by one thread at a time, except {@link #abort}.
 *
 * <ol>
 *   <li>{@link #connect}: greeting, EHLO, STARTTLS, AUTH;
 *   <li>any number of mail transactions, through the {@link #pipeline};
 *   <li>{@link #quit}.
 * </ol>
 *
 * A broken connection, or one whose server replied 421, is closed: {@link #isOpen} returns false.
 */
public final class SmtpConnection {
    private static final int HEAD = 256 * 1024;

    private final Link link;
    private final Pipeline pipeline;
    private final ConnectionSetup setup;
    private final ConnectionSettings settings;
    private final Buffer headBuffer = new Buffer(HEAD);
    private final Buffer chunkBuffer;
    private final ConnectionUse use = new ConnectionUse();
    private Capabilities capabilities = Capabilities.NONE;
    private PendingCommand posted;

    private SmtpConnection(Link link, String host, ConnectionSettings settings) {
        this.link = link;
        this.pipeline = new Pipeline(link);
        this.settings = settings;
        this.chunkBuffer = new Buffer(settings.transfer().chunkSize());
        String identity = settings.security().identity();
        this.setup = new ConnectionSetup(identity == null ? host : identity, link, pipeline, settings);
        this.posted = link.trace().unsolicited();
    }

    /**
     * Connects to a host. When that fails, nothing stays open.
     *
     * @throws UnknownHostException when the name has no address
     * @throws dev.parley.net.ConnectFailedException when no address accepts the connection
     * @throws SetupException when the server rejects a step, or lacks what is configured
     */
    public static SmtpConnection connect(
            String host, int port, ConnectionSettings settings, Trace trace, ConnectAttempt attempt)
            throws SetupException, IOException {
        return open(link(host, port, settings, trace, attempt), host, settings);
    }

    /**
     * Connects, reads the greeting and sends QUIT.
     *
     * @throws SetupException when the server rejects the connection
     */
    public static void greet(String host, int port, ConnectionSettings settings, Trace trace)
            throws SetupException, IOException {
        SmtpConnection connection =
                new SmtpConnection(link(host, port, settings, trace, new ConnectAttempt()), host, settings);
        try {
            connection.setup.begin();
            connection.quit(QuitMode.SHORT_WAIT);
        } catch (SetupException e) {
            connection.endAfter(e);
            throw e;
        }
    }

    private static Link link(String host, int port, ConnectionSettings settings, Trace trace, ConnectAttempt attempt)
            throws IOException {
        try {
            ConnectionSettings.Network network = settings.network();
            return new Connector(network.route(), network.timeouts(), Limits.DEFAULT, trace, attempt)
                    .connect(host, port);
        } catch (ConnectAbortedException e) {
            throw aborted(new Endpoint(host, port).toString(), trace, e);
        } catch (IOException e) {
            String unknown = e instanceof UnknownHostException ? "unknown host " : "";
            throw noConnection(trace, unknown + e.getMessage(), e);
        }
    }

    /** Connects to a Unix domain socket of this machine. */
    public static SmtpConnection connect(
            Path unixSocket, String host, ConnectionSettings settings, Trace trace, ConnectAttempt attempt)
            throws SetupException, IOException {
        Socket socket;
        try {
            socket = Connector.connect(unixSocket, settings.network().timeouts().connect(), attempt);
        } catch (ConnectAbortedException e) {
            throw aborted(unixSocket.toString(), trace, e);
        } catch (IOException e) {
            boolean timeout =
                    e instanceof SocketTimeoutException && !attempt.deadline().hasPassed();
            String limit = timeout ? " (" + settings.names().name("connectiontimeout") + ")" : "";
            String what = unixSocket + ": " + e.getMessage() + limit;
            throw noConnection(trace, what, new IOException("no connection to " + what, e));
        }
        return use(socket, unixSocket.toString(), host, settings, trace, attempt);
    }

    /**
     * Uses a socket that is connected already, and belongs to the connection from now on.
     *
     * @param host the name that the server's certificate must have
     */
    public static SmtpConnection connect(
            Socket socket, String host, ConnectionSettings settings, Trace trace, ConnectAttempt attempt)
            throws SetupException, IOException {
        String server = new Endpoint(host, Math.max(0, socket.getPort())).toString();
        return use(socket, server, host, settings, trace, attempt);
    }

    private static SmtpConnection use(
            Socket socket, String server, String host, ConnectionSettings settings, Trace trace, ConnectAttempt attempt)
            throws SetupException, IOException {
        Link link;
        try {
            link = new Link(socket, server, settings.network().timeouts(), Limits.DEFAULT, trace);
            attempt.hold(link);
        } catch (ConnectAbortedException e) {
            throw aborted(server, trace, e);
        } catch (IOException e) {
            trace.closed("the socket cannot be used: " + e.getMessage());
            throw e;
        }
        return open(link, host, settings);
    }

    private static SmtpConnection open(Link link, String host, ConnectionSettings settings)
            throws SetupException, ConnectionBrokenException {
        SmtpConnection connection = new SmtpConnection(link, host, settings);
        try {
            connection.updateCapabilities(connection.setup.run());
            return connection;
        } catch (SetupException e) {
            connection.endAfter(e);
            throw e;
        } catch (RuntimeException | Error e) {
            connection.close("after an unexpected failure: " + ApplicationFailure.describe(e));
            throw e;
        }
    }

    private void endAfter(SetupException failure) {
        String phase = failure.phase().phrase();
        String message = failure.getMessage().strip();
        if (failure.reply() == null) {
            trace().failed(phase, message);
        } else {
            trace().refused(phase, message);
        }
        if (failure.phase() == SmtpPhase.GREETING && !settings.session().quitsOnRejection()) {
            close("after a rejection in the greeting");
        } else {
            quit(QuitMode.SHORT_WAIT);
        }
    }

    private static ConnectionBrokenException aborted(String server, Trace trace, ConnectAbortedException why) {
        return noConnection(
                trace,
                why.getMessage(),
                new ConnectionBrokenException(server, SmtpPhase.CONNECT, why, LastReply.NONE, null));
    }

    private static <E extends IOException> E noConnection(Trace trace, String what, E failure) {
        trace.failed(SmtpPhase.CONNECT.phrase(), what);
        trace.closed("no connection");
        return failure;
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    public Link link() {
        return link;
    }

    public Trace trace() {
        return link.trace();
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /** The buffer for the beginning of a rendered message, used by one message at a time. */
    public Buffer headBuffer() {
        return headBuffer;
    }

    /** The buffer for the next BDAT chunk, used by one message at a time. */
    public Buffer chunkBuffer() {
        return chunkBuffer;
    }

    public ConnectionUse use() {
        return use;
    }

    public Capabilities capabilities() {
        return capabilities;
    }

    public boolean isLmtp() {
        return settings.session().hello() == HelloVerb.LHLO;
    }

    /** Whether content may be sent with BDAT (RFC 3030 s2). */
    public boolean usesChunking() {
        return settings.transfer().chunking() != FeatureMode.OFF && capabilities.has(Extension.CHUNKING);
    }

    /** Whether parts labelled binary can be sent unchanged: BINARYMIME needs BDAT (RFC 3030 s3). */
    public boolean usesBinaryMime() {
        return usesChunking() && capabilities.has(Extension.BINARYMIME);
    }

    /** The server's own name in its greeting. */
    public String serverName() {
        return setup.serverName();
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

    /** The last reply; null before the first. */
    public Reply lastReply() {
        return pipeline.replies().last();
    }

    /** Whether another transport may use the connection: no reply is outstanding, and the server's state is known. */
    public boolean mayBeKept() {
        return isOpen() && !pipeline.awaitsReplies() && use.allowsReuse(capabilities.limits());
    }

    /** The connection becomes idle. */
    public void park(Duration limit, String property) {
        use.idle();
        String kept = "the idle connection is kept for at most " + limit.toSeconds() + " s";
        trace().decided(Topic.REUSE, kept, "another connect may use it", property);
    }

    /** The idle connection is used again. */
    public void resume(String property) {
        trace().decided(Topic.REUSE, "the idle connection is used", "server, login and TLS are the same", property);
    }

    /** Whether a positive reply this recent proves that the connection is alive. */
    public boolean isWellSince(Duration limit) {
        try {
            return isOpen() && pipeline.replies().isWellSince(limit);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nothing unsolicited has arrived. */
    public boolean isSilent() {
        try {
            return isOpen() && !link.hasArrived();
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends one command outside of a mail transaction, and reads its reply. */
    public Reply exchange(Command command) throws ConnectionBrokenException {
        if (command instanceof Command.Custom) {
            use.customCommand();
        }
        return pipeline.exchange(withoutSecret(command));
    }

    /** Sends EHLO or HELO again; the capabilities are replaced. */
    public Reply hello(Command.Hello command) throws ConnectionBrokenException {
        use.customCommand();
        Reply reply = pipeline.exchange(command);
        if (reply.isPositive()) {
            updateCapabilities(command.verb() == HelloVerb.EHLO ? setup.offered(reply) : Capabilities.NONE);
        }
        return reply;
    }

    /** Sends STARTTLS again; the capabilities are forgotten (RFC 3207 s4.2). */
    public Reply startTls() throws ConnectionBrokenException {
        Reply reply = pipeline.exchange(Command.Word.STARTTLS);
        if (reply.isPositive()) {
            updateCapabilities(Capabilities.NONE);
            setup.secure(true, SmtpPhase.STARTTLS);
        }
        return reply;
    }

    /** Sends a command line whose reply {@link #read} reads. */
    public void send(Command command) throws ConnectionBrokenException {
        use.customCommand();
        posted = pipeline.writeAlone(withoutSecret(command));
    }

    /** Reads the reply to {@link #send}, or an unsolicited one. */
    public Reply read() throws ConnectionBrokenException {
        return pipeline.read(SmtpPhase.CUSTOM, posted, pipeline.phaseDeadline(SmtpPhase.CUSTOM));
    }

    /** Sends QUIT and closes. Never fails. */
    public void quit(QuitMode mode) {
        if (!isOpen()) {
            return;
        }
        try {
            PendingCommand quit = pipeline.writeAlone(Command.Word.QUIT);
            if (mode != QuitMode.NO_WAIT) {
                Duration limit = mode.limit(link.timeouts().reply(SmtpPhase.QUIT));
                pipeline.read(SmtpPhase.QUIT, quit, Deadline.in(limit));
            }
        } catch (ConnectionBrokenException e) {
            return;
        }
        close("QUIT");
    }

    /** Closes from another thread; a blocked call fails and names its phase. */
    public void abort() {
        link.abort();
    }

    /** Closes without QUIT. */
    public void close(String why) {
        link.close();
        trace().closed(why);
    }

    private void updateCapabilities(Capabilities announced) {
        capabilities = announced;
        boolean pipelining = announced.has(Extension.PIPELINING);
        boolean off = settings.transfer().pipelining() == FeatureMode.OFF;
        if (pipelining && off) {
            String property = settings.names().name("pipelining");
            trace().decided(Topic.PIPELINING, "one command at a time", "it is configured", property);
        }
        pipeline.open(pipelining && !off ? Window.PIPELINED : Window.LOCK_STEP);
    }

    /** A line of the application after a 334 is the response to a challenge of its own AUTH. */
    private Command withoutSecret(Command command) {
        boolean challenged = lastReply() != null && lastReply().code() == 334;
        return challenged && command instanceof Command.Custom
                ? new Command.AuthAnswer(Secret.of(command.wire()))
                : command;
    }
}
