package dev.parley.net;

import java.io.Closeable;
import java.io.IOException;

/**
 * An attempt to connect, which another thread can abort. The attempt holds the socket or link in use at each step, from
 * the TCP connection to the login: aborting closes it, and an aborted attempt opens no other.
 */
public final class ConnectAttempt {
    private volatile Closeable held;
    private volatile boolean aborted;

    /**
     * Puts the attempt's socket or link in the place of the one before.
     *
     * @throws ConnectAbortedException when the attempt has been aborted; what was to be held is closed
     */
    public void hold(Closeable next) throws IOException {
        held = next;
        if (aborted) {
            next.close();
            throw new ConnectAbortedException();
        }
    }

    /** Ends the attempt from another thread. Afterwards nothing is connected. */
    public void abort() {
        aborted = true;
        Closeable open = held;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is closed as far as it can be; the connecting thread fails either way.
            }
        }
    }

    /** The connection has another owner from now on: {@link #abort} no longer closes it. */
    public void release() {
        held = null;
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
