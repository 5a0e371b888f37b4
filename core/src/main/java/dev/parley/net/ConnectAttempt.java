package dev.parley.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Future;

/**
 * An attempt to connect, which another thread can abort. The attempt holds the socket or link in use at each step, from
 * the TCP connection to the login: aborting closes it, and an aborted attempt opens no other. Its deadline limits each step.
 */
public final class ConnectAttempt {
    private Deadline deadline;

    /** Null: none. */
    private volatile Closeable socket;

    /** Null: none. */
    private volatile Link link;

    /** The result that the attempt waits for, besides its socket or link; null: none. */
    private volatile Future<?> wait;

    private volatile boolean aborted;

    /** The last name that was looked up, and its addresses; null: none. */
    private String host;

    private InetAddress[] addresses;

    /** An attempt without a deadline. */
    public ConnectAttempt() {
        this(Deadline.NONE);
    }

    /** @param deadline of the whole attempt */
    public ConnectAttempt(Deadline deadline) {
        this.deadline = deadline;
    }

    public Deadline deadline() {
        return deadline;
    }

    /** Another attempt by the same thread begins, perhaps hours later, which {@link #abort} of this one ends, too. */
    public void renew(Deadline next) {
        deadline = next;
        host = null;
        addresses = null;
    }

    /**
     * Holds the attempt's socket, instead of the socket or link before.
     *
     * @throws ConnectAbortedException when the attempt has been aborted; the socket is closed
     */
    public void hold(Closeable next) throws IOException {
        socket = next;
        link = null;
        if (aborted) {
            next.close();
            throw new ConnectAbortedException();
        }
    }

    /**
     * Holds the attempt's link, instead of its socket.
     *
     * @throws ConnectAbortedException when the attempt has been aborted; so is the link
     */
    public void hold(Link next) throws ConnectAbortedException {
        next.begin(deadline);
        link = next;
        socket = null;
        if (aborted) {
            next.abort();
            throw new ConnectAbortedException();
        }
    }

    /**
     * The thread of the attempt begins to wait for a result, which {@link #abort} cancels.
     *
     * @throws ConnectAbortedException when the attempt has been aborted
     */
    void beginWait(Future<?> result) throws ConnectAbortedException {
        wait = result;
        requireNotAborted();
    }

    void endWait() {
        wait = null;
    }

    /** Ends the attempt from another thread. Afterwards nothing is connected. */
    public void abort() {
        aborted = true;
        Future<?> awaited = wait;
        if (awaited != null) {
            awaited.cancel(false);
        }
        Link openLink = link;
        if (openLink != null) {
            openLink.abort();
        }
        Closeable openSocket = socket;
        if (openSocket != null) {
            Watchdog.closeAtOnce(openSocket);
        }
    }

    /** The connection has another owner from now on: {@link #abort} no longer closes it. */
    public void release() {
        Link open = link;
        if (open != null) {
            open.begin(Deadline.NONE);
        }
        link = null;
        socket = null;
    }

    /** The addresses of a host that this attempt has looked up; null: it has not. */
    InetAddress[] known(String name) {
        return name.equals(host) ? addresses : null;
    }

    void learn(String name, InetAddress[] found) {
        host = name;
        addresses = found;
    }

    public boolean isAborted() {
        return aborted;
    }

    /** @throws ConnectAbortedException when the attempt has been aborted */
    public void requireNotAborted() throws ConnectAbortedException {
        if (aborted) {
            throw new ConnectAbortedException();
        }
    }
}
