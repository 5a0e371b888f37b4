package dev.parley.net;

import dev.parley.settings.Endpoint;
import java.io.IOException;
import java.util.List;

/** No address of a host accepted the connection. The failures of the other addresses are suppressed in this exception. */
public final class ConnectFailedException extends IOException {
    private final Endpoint server;

    /** @param failures the first is the cause */
    ConnectFailedException(Endpoint server, String via, List<String> tried, List<IOException> failures) {
        super("no connection to " + server + via + ": " + String.join("; ", tried), failures.get(0));
        this.server = server;
        for (IOException failure : failures.subList(1, failures.size())) {
            addSuppressed(failure);
        }
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }
}
