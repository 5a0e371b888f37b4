package dev.parley.sieve;

import dev.parley.sieve.dialog.BrokenDialogException;
import dev.parley.sieve.protocol.Response;
import dev.parley.trace.Trace;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.StoreEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The Sieve scripts of an account on a ManageSieve server (RFC 5804): the default folder lists them, each is a
 * {@link SieveFolder}. STARTTLS is used by default and a password never goes over a link in clear, unless
 * {@code mail.sieve.auth.cleartext=true} says so.
 *
 * <ol>
 *   <li>constructed: nothing is read, nothing can fail;
 *   <li>connected: properties are read, one connection stands, used by one thread at a time;
 *   <li>closed by {@link #close}, or dead, because the server ended it, was silent for too long, or said what makes no
 *       sense: then open folders are closed and calls throw {@link StoreClosedException} with the reason;
 *   <li>perhaps connected again.
 * </ol>
 */
public class SieveStore extends Store {
    private final String protocol;
    private final boolean implicitTls;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicReference<Scripts> connected = new AtomicReference<>();
    private final Set<SieveFolder> openFolders = ConcurrentHashMap.newKeySet();
    private volatile Account account = new Account("", "");
    private volatile String death = "";

    public SieveStore(Session session, URLName url) {
        this(session, url, "sieve", false);
    }

    SieveStore(Session session, URLName url, String protocol, boolean implicitTls) {
        super(session, url != null ? url : new URLName(protocol, null, -1, null, null, null));
        this.protocol = this.url.getProtocol();
        this.implicitTls = implicitTls;
    }

    /** Something that is said to the server. */
    @FunctionalInterface
    interface Talk<T> {
        T over(Scripts scripts) throws MessagingException, IOException;
    }

    /** Where we are: needed to tell whether a URL means this store. */
    private record Account(String host, String owner) {}

    /**
     * Connects and logs in.
     *
     * @return false when the user or the password is missing
     * @throws jakarta.mail.AuthenticationFailedException with the server's words, when it refuses the login
     * @throws SieveReferralException when the scripts are on another server
     * @throws MessagingException when a property cannot be used, or forbids to go on; the message names it
     */
    @Override
    protected boolean protocolConnect(String host, int port, String user, String password) throws MessagingException {
        if (user == null || password == null) {
            return false;
        }
        if (host == null || host.isEmpty()) {
            throw new MessagingException("no host to connect to: set mail." + protocol + ".host");
        }
        try {
            SieveSettings settings = SieveSettings.from(protocol, implicitTls, host, session);
            int where = settings.portInsteadOf(port);
            Trace trace = settings.trace().open(session.getDebugOut(), protocol, host, where);
            Scripts scripts = new SieveConnector(settings, host, where, trace).connect(user, password);
            account = new Account(host, settings.authorization().isEmpty() ? user : settings.authorization());
            death = "";
            connected.set(scripts);
            return true;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    /** Asks the server. */
    @Override
    public boolean isConnected() {
        if (connected.get() == null) {
            return false;
        }
        try {
            return talk(scripts -> {
                scripts.ping();
                return true;
            });
        } catch (MessagingException | IllegalStateException e) {
            return false;
        }
    }

    /** Says LOGOUT, or, when another thread waits for the server, just closes the connection. */
    @Override
    public void close() throws MessagingException {
        Scripts scripts = connected.getAndSet(null);
        if (scripts == null) {
            return;
        }
        if (turn.tryLock()) {
            try {
                scripts.logout();
            } finally {
                turn.unlock();
            }
        } else {
            scripts.abandon();
        }
        openFolders.forEach(folder -> folder.storeIsGone("the store was closed"));
        super.close();
    }

    @Override
    public Folder getDefaultFolder() throws MessagingException {
        requireConnected();
        return new DefaultFolder(this);
    }

    /** The folder of a script, whether or not there is one; the empty name is the default folder. Asks nobody. */
    @Override
    public Folder getFolder(String name) throws MessagingException {
        requireConnected();
        return name.isEmpty() ? new DefaultFolder(this) : new SieveFolder(this, name);
    }

    /**
     * {@code sieve://host/script} or {@code sieve://host/owner/script}, percent-encoded (RFC 5804 s3).
     *
     * @throws MessagingException when the URL means another host or another owner's scripts
     */
    @Override
    public Folder getFolder(URLName url) throws MessagingException {
        requireConnected();
        SieveUrl target = SieveUrl.of(url);
        if (target.host().filter(host -> !host.equalsIgnoreCase(account.host())).isPresent()) {
            throw new MessagingException(url + " is not on " + account.host() + ", where this store is connected");
        }
        if (target.owner().filter(owner -> !owner.equals(account.owner())).isPresent()) {
            throw new MessagingException(url + " belongs to somebody else than " + account.owner()
                    + ": connect with mail." + protocol + ".sasl.authorizationid");
        }
        return getFolder(target.script());
    }

    /** Takes this store's turn and talks; a dialog that breaks on it is the end of the connection. */
    <T> T talk(Talk<T> talk) throws MessagingException {
        Scripts scripts = requireConnected();
        String reason = "the server could be out of step";
        Optional<Response> bye = Optional.empty();
        turn.lock();
        try {
            return talk.over(scripts);
        } catch (IOException e) {
            reason = e.getMessage();
            bye = e instanceof BrokenDialogException broken ? broken.bye() : Optional.empty();
            StoreClosedException closed = new StoreClosedException(this, reason);
            closed.setNextException(e);
            throw closed;
        } finally {
            turn.unlock();
            if (scripts.isOver()) {
                died(scripts, reason, bye);
            }
        }
    }

    /** How many commands there were on this connection. */
    long commands() throws StoreClosedException {
        return requireConnected().commands();
    }

    /** What a server says beyond yes: for a person to see. */
    void alert(String text) {
        notifyStoreListeners(StoreEvent.ALERT, text);
    }

    void opened(SieveFolder folder) {
        openFolders.add(folder);
    }

    void closed(SieveFolder folder) {
        openFolders.remove(folder);
    }

    /** Outside of the store's turn: Service's own lock is taken here, and held by others who wait for the turn. */
    private void died(Scripts scripts, String reason, Optional<Response> bye) {
        if (connected.compareAndSet(scripts, null)) {
            death = reason;
            setConnected(false);
            bye.ifPresent(words -> alert(words.explanation()));
            openFolders.forEach(folder -> folder.storeIsGone(reason));
            notifyConnectionListeners(ConnectionEvent.DISCONNECTED);
        }
    }

    private Scripts requireConnected() throws StoreClosedException {
        Scripts scripts = connected.get();
        if (scripts != null) {
            return scripts;
        }
        if (death.isEmpty()) {
            throw new IllegalStateException("the store is not connected");
        }
        throw new StoreClosedException(this, death);
    }
}
