package dev.parley.cli.shared;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as the user writes it: {@code host} or {@code host:port}. An IPv6 address with a port is in brackets.
 *
 * @param port -1: not given
 */
public record HostPort(String host, int port) {
    private static final Pattern HOST_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.%\\w]+]|[^:\\[\\]/@\\s]+)(?::(\\d{1,5}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.%\\w]*:[0-9A-Fa-f:.%\\w]*");

    /** @throws IllegalArgumentException when the text has neither form */
    public static HostPort of(String text) {
        if (BARE_IPV6.matcher(text).matches()) {
            return new HostPort(text, -1);
        }
        Matcher parts = HOST_PORT.matcher(text);
        int port = parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : -1;
        if (!parts.matches() || port == 0 || port > 65535) {
            throw new IllegalArgumentException("\"" + text + "\" is not a server: use HOST or HOST:PORT");
        }
        return new HostPort(parts.group(1).replaceAll("[\\[\\]]", ""), port);
    }
}
