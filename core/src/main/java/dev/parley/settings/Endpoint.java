package dev.parley.settings;

import java.util.Optional;

/**
 * A host and a port, written as {@code host:port}, {@code [::1]:port}.
 *
 * @param host a name or an address; an IPv6 address is without brackets
 * @param port 0 to 65535
 */
public record Endpoint(String host, int port) {
    private static final int LAST_PORT = 0xffff;

    /** @throws IllegalArgumentException when the port is out of range */
    public Endpoint {
        host = bare(host);
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException(port + " is not a port");
        }
    }

    /**
     * Reads {@code <name>.host} and {@code <name>.port}. The host may be followed by a port, which is used where
     * {@code <name>.port} is not set.
     *
     * @param unset the port where neither property has one
     * @throws IllegalArgumentException naming the property that cannot be used
     */
    public static Optional<Endpoint> from(MailProperties properties, String name, int unset) {
        String written = properties.text(name + ".host").orElse("").strip();
        return written.isEmpty() ? Optional.empty() : Optional.of(from(properties, name, written, unset));
    }

    private static Endpoint from(MailProperties properties, String name, String written, int unset) {
        if (written.contains("@")) { // The value is not shown: it may contain a password.
            throw new IllegalArgumentException(
                    properties.name(name + ".host") + " must be a host or host:port without a user name");
        }
        int colon = written.lastIndexOf(':');
        boolean hasPort = colon > 0 && (written.indexOf(':') == colon || written.charAt(colon - 1) == ']');
        try {
            int own = hasPort ? Integer.parseInt(written.substring(colon + 1)) : unset;
            return new Endpoint(
                    hasPort ? written.substring(0, colon) : written,
                    properties.number(name + ".port").orElse(own));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    properties.name(name + ".host") + "=" + written + ": the port cannot be used: " + e.getMessage(),
                    e);
        }
    }

    /** An IPv6 address without its brackets; any other host unchanged. */
    public static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether the text is one host without a port, as far as its colons, commas and brackets show. */
    public static boolean isHost(String text) {
        boolean brackets = text.startsWith("[") && text.endsWith("]");
        String bare = bare(text);
        int colon = bare.indexOf(':');
        boolean port = !brackets && colon >= 0 && colon == bare.lastIndexOf(':');
        return !port && bare.indexOf(',') < 0 && bare.indexOf('[') < 0 && bare.indexOf(']') < 0;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
