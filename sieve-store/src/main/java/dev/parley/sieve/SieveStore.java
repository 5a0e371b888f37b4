package dev.parley.sieve;

import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.Connector;
import dev.parley.net.Deadline;
import dev.parley.sasl.Mechanisms;
import dev.parley.settings.Endpoint;
import dev.parley.settings.ListedHost;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.settings.UnexpectedFailure;
import dev.parley.sieve.account.AccountConnector;
import dev.parley.sieve.account.Replacement;
import dev.parley.sieve.account.ScriptAccount;
import dev.parley.sieve.account.SieveUrl;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.StoreEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The Sieve scripts of an account on a ManageSieve server (RFC 5804): the default folder lists them, each is a
 * {@link SieveFolder}. STARTTLS is used by default. A password is sent without TLS only with
 * {@code mail.sieve.auth.cleartext=true}.
 *
 * <ol>
 *   <li>constructed: no property is read, and no failure is possible;
 *   <li>connected: the properties are read; one connection is open, used by one thread at a time;
 *   <li>closed by {@link #close}, or after the server closed the connection, a time-out, or an invalid reply: open folders
 *       are closed, and calls throw {@link StoreClosedException} with the reason;
 *   <li>it may be connected again.
 * </ol>
 */
public class SieveStore extends Store {
    private final String protocol;
    private final boolean implicitTls;

    /** Does not use the store before the constructor returns. */
    @SuppressWarnings("this-escape")
    private final StoreConnection connection = new StoreConnection(this, new Notifier());

    /** Held by the thread that connects, so that {@link #attempt} is its own. */
    private final ReentrantLock connecting = new ReentrantLock();

    /** Null: the URLName has the host. Otherwise it has the one connected to, and this one has all. */
    private @Nullable URLName severalHosts;

    /** Of several hosts, the one connected to; null: there is one. */
    private @Nullable ListedHost reached;

    /** The present attempt to connect, or the last one. */
    private volatile ConnectAttempt attempt = new ConnectAttempt();

    public SieveStore(Session session, @Nullable URLName url) {
        this(session, url, "sieve", false);
    }

    SieveStore(Session session, @Nullable URLName url, String protocol, boolean implicitTls) {
        super(session, url != null ? url : new URLName(protocol, null, -1, null, null, null));
        this.protocol = this.url.getProtocol();
        this.implicitTls = implicitTls;
    }

    /** Connects, as {@link jakarta.mail.Service} documents; {@link #close} from another thread aborts it. */
    @Override
    public void connect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        Deadline deadline = Deadline.in(Timeouts.deadline(properties()));
        try {
            deadline.await(connecting);
        } catch (InterruptedIOException e) {
            throw new MessagingException("not connected: another thread is connecting, and " + e.getMessage(), e);
        }
        try {
            attempt = new ConnectAttempt(deadline);
            reached = null;
            URLName before = getURLName();
            boolean connected = false;
            try {
                if (host == null && severalHosts != null) {
                    super.setURLName(severalHosts);
                }
                if (password == null) {
                    lookUp(host);
                }
                super.connect(host, port, user == null ? userOfAuthenticator(port) : user, password);
                connected = true;
            } catch (SuppliedLoginException e) {
                throw e.rejection();
            } finally {
                if (!connected) {
                    super.setURLName(before);
                }
            }
        } finally {
            attempt.release();
            connecting.unlock();
        }
    }

    /** A supplied login was rejected. It is no AuthenticationFailedException: Service would ask the Authenticator for another. */
    private static final class SuppliedLoginException extends MessagingException {
        private static final long serialVersionUID = 1L;

        private final AuthenticationFailedException rejection;

        SuppliedLoginException(AuthenticationFailedException rejection) {
            super(rejection.getMessage(), rejection);
            this.rejection = rejection;
        }

        AuthenticationFailedException rejection() {
            return rejection;
        }
    }

    /** Whether the properties name where the password or token comes from. */
    private boolean isSupplied() {
        return Mechanisms.haveSource(properties());
    }

    private MailProperties properties() {
        return new MailProperties(protocol, session.getProperties());
    }

    /**
     * With a supplied password or token, the Authenticator is asked only for the user that nothing else names.
     *
     * @return null: another place has the user, or none has
     */
    private @Nullable String userOfAuthenticator(int port) {
        String ofUrl = getURLName() == null ? null : getURLName().getUsername();
        boolean named = ofUrl != null && !ofUrl.equals(System.getProperty("user.name"))
                || session.getProperty("mail." + protocol + ".user") != null
                || session.getProperty("mail.user") != null;
        if (named || !isSupplied()) {
            return null;
        }
        PasswordAuthentication answer = session.requestPasswordAuthentication(null, port, protocol, null, null);
        return answer == null ? null : answer.getUserName();
    }

    /**
     * Looks up the host, which the Session does for a remembered password and its Authenticator, in a way that nothing can
     * end. Afterwards the JDK has the result.
     */
    private void lookUp(@Nullable String given) throws MessagingException {
        URLName known = getURLName();
        String host = given != null ? given : known != null ? known.getHost() : null;
        if (host == null) {
            host = session.getProperty("mail." + protocol + ".host");
        }
        if (host == null) {
            host = session.getProperty("mail.host");
        }
        try {
            if (host != null) {
                Connector.addresses(host, attempt);
            }
        } catch (UnknownHostException e) {
            // The connection fails, unless the DNS or a proxy knows the server.
        } catch (IOException e) {
            throw new MessagingException("no connection to " + host + ": looking up the host: " + e.getMessage(), e);
        }
    }

    /** Of several hosts, the URL has the one that is used; the next connect tries all of them. */
    @Override
    protected void setURLName(URLName url) {
        severalHosts = reached == null ? null : url;
        super.setURLName(reached == null ? url : at(reached, url));
    }

    private static URLName at(ListedHost host, URLName all) {
        return new URLName(
                all.getProtocol(), host.host(), host.port(), all.getFile(), all.getUsername(), all.getPassword());
    }

    /**
     * Connects and logs in.
     *
     * @return false when the user or the password is missing; the password may be, where
     *     {@code mail.sieve.auth.mechanisms} names a mechanism that needs none
     * @throws jakarta.mail.AuthenticationFailedException with the server's text, when it rejects the login
     * @throws SieveReferralException when the scripts are on another server
     * @throws MessagingException when a property is invalid, or forbids the login; the message names it
     */
    @Override
    protected boolean protocolConnect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        if (host == null || host.isEmpty()) {
            throw new MessagingException("no host to connect to: set mail." + protocol + ".host");
        }
        try {
            AccountConnector connector = new AccountConnector(this, protocol, implicitTls, session, attempt);
            if (user == null || password == null && connector.needsPassword()) {
                return false;
            }
            connection.open(connector.connect(host, port, user, password));
            reached = Endpoint.isHost(host) ? null : connector.reached();
            requireNotAborted();
            return true;
        } catch (AuthenticationFailedException e) {
            throw isSupplied() ? new SuppliedLoginException(e) : e;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new MessagingException(e.getMessage(), e);
        } catch (RuntimeException e) {
            if (UnexpectedFailure.isBug(e)) {
                throw new MessagingException(UnexpectedFailure.message("no connection to " + host, e), e);
            }
            throw e;
        }
    }

    /** Another thread may have called {@link #close} after the server accepted the login. */
    private void requireNotAborted() throws MessagingException {
        try {
            attempt.requireNotAborted();
        } catch (ConnectAbortedException e) {
            connection.close();
            throw new MessagingException("connecting failed: " + e.getMessage(), e);
        }
    }

    /** Checks that the server replies, unless it is sending a script. */
    @Override
    public boolean isConnected() {
        return connection.isAlive();
    }

    /**
     * Sends LOGOUT, or, when another thread waits for the server, only closes the connection. Where another thread is
     * connecting, that is aborted: it fails, naming its phase.
     */
    @Override
    public void close() throws MessagingException {
        boolean ended = connection.close();
        if (!ended) {
            attempt.abort();
            ended = connection.close(); // The other thread may have logged in meanwhile.
        }
        if (ended) {
            super.close();
        }
    }

    @Override
    public Folder getDefaultFolder() throws MessagingException {
        connection.require();
        return new DefaultFolder(this, connection);
    }

    /** The folder of a script, which need not exist; the empty name is the default folder. No network I/O. */
    @Override
    public Folder getFolder(String name) throws MessagingException {
        connection.require();
        return name.isEmpty() ? new DefaultFolder(this, connection) : folder(name);
    }

    SieveFolder folder(String script) {
        return new SieveFolder(this, connection, script);
    }

    /**
     * {@code sieve://host/script} or {@code sieve://host/owner/script}, percent-encoded (RFC 5804 s3).
     *
     * @throws MessagingException when the URL has another host or owner
     */
    @Override
    public Folder getFolder(URLName url) throws MessagingException {
        ScriptAccount.Name account = connection.account().name();
        SieveUrl target = SieveUrl.of(url);
        if (target.host().filter(host -> !host.equalsIgnoreCase(account.host())).isPresent()) {
            throw new MessagingException(url + " is not on " + account.host() + ", the server of this store");
        }
        if (target.owner().filter(owner -> !owner.equals(account.owner())).isPresent()) {
            throw new MessagingException(url + " does not belong to " + account.owner()
                    + ": to manage the scripts of another user, connect with mail." + protocol
                    + ".sasl.authorizationid");
        }
        return getFolder(target.script());
    }

    /**
     * What the server announces to the logged-in client (RFC 5804 s1.7). The first call after a login sends CAPABILITY,
     * unless the server announced its capabilities again by itself; the others need no network I/O.
     */
    public SieveCapabilities getCapabilities() throws MessagingException {
        ScriptAccount scripts = connection.account();
        if (scripts.connection().hasCurrentCapabilities()) {
            return scripts.connection().capabilities();
        }
        try (StoreConnection.Operation operation = connection.begin()) {
            return operation.account().currentCapabilities();
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    /** All scripts, in the server's order, in one round trip (RFC 5804 s2.7). */
    public List<ScriptInfo> listScripts() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            return operation.account().list();
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    /** The active script; empty: none. */
    public Optional<SieveFolder> getActiveScript() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            SieveFolder active = null;
            for (ScriptInfo script : operation.account().list()) {
                if (script.active() && active == null) {
                    active = new SieveFolder(this, connection, script, operation.connection());
                }
            }
            return Optional.ofNullable(active);
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    /** Deactivates the active script (RFC 5804 s2.8). */
    public void deactivate() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().deactivate();
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    /**
     * Checks a script without storing it (CHECKSCRIPT, RFC 5804 s2.12).
     *
     * @throws MethodNotSupportedException when the server predates RFC 5804
     * @throws SieveException when the server rejects the command for another reason than the contents of the script
     */
    public SieveCheck checkScript(byte[] script) throws MessagingException {
        Objects.requireNonNull(script, "script");
        try (StoreConnection.Operation operation = connection.begin()) {
            return operation.account().check(script);
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    /** The same for text, which is encoded as UTF-8. */
    public SieveCheck checkScript(String script) throws MessagingException {
        return checkScript(ScriptText.octets(script));
    }

    /**
     * Checks whether a script of this size can be stored under this name (HAVESPACE, RFC 5804 s2.5). Some servers reject
     * it at their limit of scripts, even where it would replace one.
     *
     * @param octets more than zero: some servers reject zero
     * @throws SieveQuotaException when a quota is exceeded
     * @throws SieveException when the server rejects the name
     */
    public void haveSpace(String name, long octets) throws MessagingException {
        if (octets <= 0) {
            throw new IllegalArgumentException("the size must be at least one octet, not " + octets);
        }
        ScriptName script = ScriptText.name(name);
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().requireSpace(script, octets);
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    /**
     * Replaces a script, or creates it. At every moment either the whole old body or the whole new one is in effect, and
     * the stored script is compared with the sent one. An active script stays active, and no other becomes active.
     *
     * <ol>
     *   <li>the old body is fetched and the new one checked (CHECKSCRIPT);
     *   <li>where the script is active, the new body is stored under a temporary name, read back and deleted there; where
     *       the server has no space for a temporary script (QUOTA), this step is omitted, with a line in the trace;
     *   <li>the new body is stored under its own name and read back;
     *   <li>where it is requested, the script is made active if it was not.
     * </ol>
     *
     * <p>HAVESPACE comes before each PUTSCRIPT. Where two clients replace the same script at the same time, the last
     * PUTSCRIPT counts, and the other client gets a {@link SieveReplaceException} where it reads the other body. The body
     * of another client is never overwritten with the old one.
     *
     * @return the warnings of the server
     * @throws SieveScriptException when the server rejects the contents of the body; nothing was changed
     * @throws SieveReplaceException when a step failed, because of a quota, another client, or a lost connection; has the
     *     present state, and both bodies
     * @throws StoreClosedException when the connection had ended before
     */
    public List<SieveDiagnostic> replace(String name, byte[] body) throws MessagingException {
        return replace(name, body, false);
    }

    /** The same for text, which is encoded as UTF-8. */
    public List<SieveDiagnostic> replace(String name, String body) throws MessagingException {
        return replace(name, ScriptText.octets(body), false);
    }

    /** @param activate whether the script becomes the active one, even where it was not */
    public List<SieveDiagnostic> replace(String name, byte[] body, boolean activate) throws MessagingException {
        Replacement replacement = new Replacement(ScriptText.name(name), body.clone(), activate);
        try (StoreConnection.Operation operation = connection.begin()) {
            return replacement.run(operation.account());
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    /**
     * Checks that the server replies (NOOP, RFC 5804 s2.13; CAPABILITY where the server predates that).
     *
     * @throws StoreClosedException when it does not
     */
    public void noop() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().ping();
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    /**
     * Logs out of the account (UNAUTHENTICATE, RFC 5804 s2.14.1): the server then rejects all commands that need a login.
     * Close the store and connect again to log in as another user.
     *
     * @throws MethodNotSupportedException when the server does not announce it
     */
    public void unauthenticate() throws MessagingException {
        try (StoreConnection.Operation operation = connection.begin()) {
            operation.account().unauthenticate();
        } catch (RuntimeException e) {
            throw connection.unexpected(e);
        }
    }

    private final class Notifier implements StoreConnection.Events {
        @Override
        public void onRemark(Response remark) {
            notifyStoreListeners(
                    remark.hasCode("WARNINGS") ? StoreEvent.ALERT : StoreEvent.NOTICE, remark.explanation());
        }

        @Override
        public void onDisconnected(@Nullable Response bye) {
            setConnected(false);
            if (bye != null) {
                notifyStoreListeners(StoreEvent.ALERT, bye.explanation());
            }
            notifyConnectionListeners(ConnectionEvent.DISCONNECTED);
        }
    }
}
