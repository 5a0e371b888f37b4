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
 * A ManageSieve server (RFC 5804) for tests: one user, on a free loopback port, whose scripts live in memory and are
 * really checked before they are stored.
 *
 * <ol>
 *   <li>constructed: it listens and answers, one daemon thread a connection; all connections see the same scripts
 *   <li>closed: every connection is cut, every thread has ended, the scripts are gone
 * </ol>
 */
public final class ManageSieveServer implements AutoCloseable {
    private final SSLContext tls;
    private final PlainAccount account;
    private final Conduct conduct = new Conduct();
    private final ScriptShelf shelf = new ScriptShelf(conduct);
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Map<Thread, SieveConversation> conversations = new ConcurrentHashMap<>();

    /**
     * @param tls the server's certificate; a login is taken over TLS only, and with PLAIN only
     * @throws IOException when there is no port to listen on
     */
    public ManageSieveServer(SSLContext tls, String user, String password) throws IOException {
        this.tls = Objects.requireNonNull(tls, "tls");
        account = new PlainAccount(user, password);
        listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        acceptor = daemon(this::acceptAll, "managesieve-server");
        acceptor.start();
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return listener.getLocalPort();
    }

    /** From now on it behaves so, too. */
    public ManageSieveServer with(Habit habit) {
        conduct.take(habit);
        return this;
    }

    /** From now on there is room for so many scripts, each of so many octets (at most 2 MiB); what is there stays. */
    public ManageSieveServer limit(int scripts, int octets) {
        shelf.limit(scripts, octets);
        return this;
    }

    /**
     * Cuts the link at one command from now on.
     *
     * @param command 1 is the next that somebody logged in says; 0 is none
     */
    public void cutAt(int command, Cut when) {
        conduct.cutAt(command, when);
    }

    /**
     * Runs an action once, between two commands of a client, such as the commands of another client.
     *
     * @param command counts the commands of all logged-in clients from now on: 1 is the next, and the action runs before
     *     the server executes it; 0 is none
     */
    public void before(int command, Runnable action) {
        conduct.before(command, action);
    }

    /** Puts a script there, unchecked. */
    public void put(String name, byte[] script) {
        shelf.put(name, script.clone());
    }

    /** Makes a script the active one; the empty name none. */
    public void activate(String name) {
        shelf.activate(name);
    }

    /** A script's octets. */
    public Optional<byte[]> script(String name) {
        return shelf.get(name).map(byte[]::clone);
    }

    /** The names of all scripts, as this server spells them. */
    public List<String> names() {
        return shelf.list().stream().map(ScriptShelf.Entry::name).toList();
    }

    /** The name of the active script. */
    public Optional<String> active() {
        return shelf.active();
    }

    @Override
    public void close() {
        closeListener();
        awaitEnd(acceptor);
        conversations.values().forEach(SieveConversation::hangUp);
        conversations.keySet().forEach(ManageSieveServer::awaitEnd);
    }

    private void acceptAll() {
        try (listener) {
            while (true) {
                converse(listener.accept());
            }
        } catch (IOException closed) {
            // accept() fails for good only when the listener is closed, and that is how it is told to stop
        }
    }

    private void converse(Socket socket) {
        SieveConversation conversation = new SieveConversation(socket, tls, account, shelf, conduct);
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
