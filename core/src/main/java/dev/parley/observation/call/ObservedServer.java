package dev.parley.observation.call;

import dev.parley.observation.Operation;
import dev.parley.observation.Operation.Kind;
import dev.parley.observation.OperationObserver;
import dev.parley.observation.OperationObserver.RunningOperation;
import dev.parley.settings.ApplicationFailure;

/** Notifies the observer of the operations with a server. What the observer throws is logged. */
public final class ObservedServer {
    private final OperationObserver observer;
    private final String protocol;
    private final String host;
    private final int port;

    ObservedServer(OperationObserver observer, String protocol, String host, int port) {
        this.observer = observer;
        this.protocol = protocol;
        this.host = host;
        this.port = port;
    }

    public ObservedOperation connect() {
        return begin(Kind.CONNECT, "");
    }

    public ObservedOperation login() {
        return begin(Kind.LOGIN, "");
    }

    public ObservedOperation send() {
        return begin(Kind.SEND, "");
    }

    /** @param command in lower case */
    public ObservedOperation script(String command) {
        return begin(Kind.SCRIPT, command);
    }

    private ObservedOperation begin(Kind kind, String command) {
        RunningOperation running = null;
        try {
            running = observer.begin(new Operation(kind, command, protocol, host, port));
        } catch (Throwable e) {
            ApplicationFailure.log(
                    "begin of the observer " + observer.getClass().getName(), e);
        }
        return new ObservedOperation(running);
    }
}
