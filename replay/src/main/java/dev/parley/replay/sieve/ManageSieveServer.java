package dev.parley.replay.sieve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * A ManageSieve server (RFC 5804) for tests, with one user, on the loopback address. It stores the scripts in memory, and
 * checks their syntax and commands before it stores them.
 *
 * <ol>
 *   <li>The constructor starts it. Each connection has a daemon thread, and all connections share the scripts.
 *   <li>{@link #close} closes all connections and waits for the end of all threads.
 * </ol>
 */
public final class ManageSieveServer implements AutoCloseable {
    private final SSLContext tls;
    private final PlainAccount account;
    private final ServerBehaviour behaviour = new ServerBehaviour();
    private final ScriptStorage storage = new ScriptStorage(behaviour);
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Map<Thread, SieveConversation> conversations = new ConcurrentHashMap<>();

    /**
     * Starts a server on a free port.
     *
     * @param tls the server's certificate; logins require TLS and use PLAIN
     * @throws IOException if no port can be opened
     */
    public ManageSieveServer(SSLContext tls, String user, String password) throws IOException {
        this(tls, user, password, 0);
    }

    /**
     * Starts a server on a port.
     *
     * @param port 0: a free one
     * @throws IOException if the port cannot be opened
     */
    public ManageSieveServer(SSLContext tls, String user, String password, int port) throws IOException {
        this.tls = Objects.requireNonNull(tls, "tls");
        account = new PlainAccount(user, password);
        listener = new ServerSocket(port, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        acceptor = daemon(this::acceptAll, "managesieve-server");
        acceptor.start();
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Adds a deviation of real servers, which takes effect at once. */
    public ManageSieveServer with(Habit habit) {
        behaviour.add(habit);
        return this;
    }

    /**
     * Limits the number of scripts and the octets of each (at most 2 MiB). Existing scripts are kept.
     */
    public ManageSieveServer limit(int scripts, int octets) {
        storage.limit(scripts, octets);
        return this;
    }

    /**
     * Closes the connection at a command.
     *
     * @param command counts the commands of all logged-in clients from now on; 1: the next one, 0: none
     */
    public void cutAt(int command, Cut when) {
        behaviour.cutAt(command, when);
    }

    /**
     * Runs an action once before the server executes a command, for example the commands of another client.
     *
     * @param command counts the commands of all logged-in clients from now on; 1: the next one, 0: none
     */
    public void before(int command, Runnable action) {
        behaviour.before(command, action);
    }

    /** Stores a script without a check. */
    public void put(String name, byte[] script) {
        storage.put(name, script.clone());
    }

    /** Activates a script. With an empty name, no script is active. */
    public void activate(String name) {
        storage.activate(name);
    }

    /** The content of a script. */
    public Optional<byte[]> script(String name) {
        return storage.get(name).map(byte[]::clone);
    }

    /** The names of all scripts, as this server stores them. */
    public List<String> names() {
        return storage.list().stream().map(ScriptStorage.Entry::name).toList();
    }

    /** The name of the active script. */
    public Optional<String> active() {
        return storage.active();
    }

    @Override
    public void close() {
        closeListener();
        awaitEnd(acceptor);
        conversations.values().forEach(SieveConversation::close);
        conversations.keySet().forEach(ManageSieveServer::awaitEnd);
    }

    private void acceptAll() {
        try (listener) {
            while (true) {
                converse(listener.accept());
            }
        } catch (IOException closed) {
            // close() closes the listener, which ends this loop.
        }
    }

    private void converse(Socket socket) {
        SieveConversation conversation = new SieveConversation(socket, tls, account, storage, behaviour);
        Thread thread = daemon(
                () -> {
                    try {
                        conversation.run();
                    } finally {
                        conversations.remove(Thread.currentThread());
                    }
                },
                "managesieve-server-" + socket.getPort());
        conversations.put(thread, conversation);
        thread.start();
    }

    private void closeListener() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new AssertionError("closing a listening socket writes nothing that could fail", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
