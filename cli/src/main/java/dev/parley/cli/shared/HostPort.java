package dev.parley.cli.shared;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as the user writes it: {@code host} or {@code host:port}. An IPv6 address with a port is in brackets.
 *
 * @param port -1: not given
 */
public record HostPort(String host, int port) {
    private static final Pattern TYPED = Pattern.compile("(\\[[0-9A-Fa-f:.%\\w]+]|[^:\\[\\]/@\\s]+)(?::(\\d{1,5}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.%\\w]*:[0-9A-Fa-f:.%\\w]*");

    /** @throws IllegalArgumentException when the text has neither form */
    public static HostPort of(String typed) {
        if (BARE_IPV6.matcher(typed).matches()) {
            return new HostPort(typed, -1);
        }
        Matcher parts = TYPED.matcher(typed);
        int port = parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : -1;
        if (!parts.matches() || port == 0 || port > 65535) {
            throw new IllegalArgumentException("\"" + typed + "\" is not a server: use HOST or HOST:PORT");
        }
        return new HostPort(parts.group(1).replaceAll("[\\[\\]]", ""), port);
    }
}
