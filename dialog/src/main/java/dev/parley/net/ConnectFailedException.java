package dev.parley.net;

import java.io.IOException;
import java.util.List;

/** No address of a host took a connection. Each address's own failure is suppressed in this one. */
public final class ConnectFailedException extends IOException {
    private final String host;
    private final int port;

    ConnectFailedException(String host, int port, List<String> tried, List<IOException> failures) {
        super("no connection to " + host + ":" + port + ": " + String.join("; ", tried), failures.get(0));
        this.host = host;
        this.port = port;
        failures.stream().skip(1).forEach(this::addSuppressed);
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }
}
