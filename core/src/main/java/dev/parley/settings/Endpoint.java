package dev.parley.settings;

import java.util.Optional;

/**
 * A host and a port, as users write them: {@code host:port}, {@code [::1]:port}.
 *
 * @param host a name or an address; an IPv6 address stands without brackets, however it was given
 * @param port 0 to 65535
 */
public record Endpoint(String host, int port) {
    private static final int LAST_PORT = 0xffff;

    /** @throws IllegalArgumentException when the port cannot be one */
    public Endpoint {
        host = bare(host);
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException(port + " is no port");
        }
    }

    /**
     * What {@code <name>.host} and {@code <name>.port} say. The host may carry a port of its own, which counts where
     * {@code <name>.port} is not set.
     *
     * @param unset the port where neither says one
     * @throws IllegalArgumentException naming the property whose host or port cannot be one
     */
    public static Optional<Endpoint> from(MailProperties properties, String name, int unset) {
        return properties
                .text(name + ".host")
                .filter(written -> !written.isBlank())
                .map(written -> from(properties, name, written.strip(), unset));
    }

    private static Endpoint from(MailProperties properties, String name, String written, int unset) {
        if (written.contains("@")) { // Not shown: a password may stand before it.
            throw new IllegalArgumentException(
                    properties.name(name + ".host") + " takes a host or host:port, and nobody's name before it");
        }
        int colon = written.lastIndexOf(':');
        boolean carriesPort = colon > 0 && (written.indexOf(':') == colon || written.charAt(colon - 1) == ']');
        try {
            int own = carriesPort ? Integer.parseInt(written.substring(colon + 1)) : unset;
            return new Endpoint(
                    carriesPort ? written.substring(0, colon) : written,
                    properties.number(name + ".port").orElse(own));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    properties.name(name + ".host") + "=" + written + ": the port cannot be used: " + e.getMessage(),
                    e);
        }
    }

    /** An IPv6 address without the brackets it may stand in; any other host as it is. */
    public static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
