package dev.parley.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * A ManageSieve server (RFC 5804) for one user on a free loopback port, whose scripts live in memory:
 *
 * <ol>
 *   <li>constructed: it listens and answers, one daemon thread a connection; all connections see the same scripts
 *   <li>closed: every connection is cut, every thread has ended, the scripts are gone
 * </ol>
 */
public final class ManageSieveServer implements AutoCloseable {
    private final SSLContext tls;
    private final PlainAccount account;
    private final ScriptShelf shelf = new ScriptShelf();
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Map<Thread, SieveConversation> conversations = new ConcurrentHashMap<>();

    public ManageSieveServer(SSLContext tls, String user, String password) throws IOException {
        this.tls = Objects.requireNonNull(tls, "tls");
        account = new PlainAccount(user, password);
        listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        acceptor = daemon(this::acceptAll, "managesieve-demo");
        acceptor.start();
    }

    public int port() {
        return listener.getLocalPort();
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
        SieveConversation conversation = new SieveConversation(socket, tls, account, shelf);
        Thread thread = daemon(
                () -> {
                    try {
                        conversation.run();
                    } finally {
                        conversations.remove(Thread.currentThread());
                    }
                },
                "managesieve-demo-" + socket.getPort());
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
