package dev.parley.net;

import dev.parley.settings.Endpoint;
import java.io.IOException;
import java.util.List;

/** No address of a host took a connection. Each address's own failure is suppressed in this one. */
public final class ConnectFailedException extends IOException {
    private final Endpoint server;

    ConnectFailedException(Endpoint server, String via, List<String> tried, List<IOException> failures) {
        super("no connection to " + server + via + ": " + String.join("; ", tried), failures.get(0));
        this.server = server;
        failures.stream().skip(1).forEach(this::addSuppressed);
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }
}
