package dev.parley.cli.shared;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as it is typed: {@code host}, {@code host:port}, and an IPv6 address in brackets where a port follows.
 *
 * @param port -1 where none is given
 */
public record HostPort(String host, int port) {
    private static final Pattern TYPED = Pattern.compile("(\\[[0-9A-Fa-f:.%\\w]+]|[^:\\[\\]/@\\s]+)(?::(\\d{1,5}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.%\\w]*:[0-9A-Fa-f:.%\\w]*");

    /** @throws IllegalArgumentException when it is none of these */
    public static HostPort of(String typed) {
        if (BARE_IPV6.matcher(typed).matches()) {
            return new HostPort(typed, -1);
        }
        Matcher parts = TYPED.matcher(typed);
        int port = parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : -1;
        if (!parts.matches() || port == 0 || port > 65535) {
            throw new IllegalArgumentException("\"" + typed + "\" is no server: type host or host:port");
        }
        return new HostPort(parts.group(1).replaceAll("[\\[\\]]", ""), port);
    }
}
