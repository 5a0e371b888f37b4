package dev.parley.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * A host of a list: {@code a.example,b.example:587,[2001:db8::1]:587}.
 *
 * @param host a name or an address, as it is written
 * @param port {@link #NO_PORT}: it is written without a port
 */
public record ListedHost(String host, int port) {
    public static final int NO_PORT = -1;

    private static final int LAST_PORT = 0xffff;

    /**
     * @param list for which {@link Endpoint#isHost} returns false
     * @param property that may have the list; the argument of {@code connect} is the alternative
     * @throws IllegalArgumentException naming the property and the element that cannot be used
     */
    public static List<ListedHost> parse(String list, String property) {
        if (list.contains("@")) { // The value is not shown: it may contain a password.
            throw new IllegalArgumentException(
                    property + ", or the host of connect, must be a list of host or host:port without a user name");
        }
        List<ListedHost> hosts = new ArrayList<>();
        int start = 0;
        for (int comma = list.indexOf(','); comma >= 0; comma = list.indexOf(',', start)) {
            hosts.add(parse(list.substring(start, comma).strip(), list, property));
            start = comma + 1;
        }
        hosts.add(parse(list.substring(start).strip(), list, property));
        return hosts;
    }

    private static ListedHost parse(String element, String list, String property) {
        if (element.isEmpty()) {
            throw unusable(list, property, "an element is empty");
        }
        if (Endpoint.isHost(element)) {
            return new ListedHost(element, NO_PORT);
        }
        int colon = element.lastIndexOf(':');
        String host = colon < 0 ? element : element.substring(0, colon);
        if (!Endpoint.isHost(host) || host.contains(":") && !host.startsWith("[")) {
            throw unusable(list, property, "the brackets of " + element + " are not [address] or [address]:port");
        }
        String port = element.substring(colon + 1);
        int number = number(port);
        if (host.isEmpty() || number <= 0 || number > LAST_PORT) {
            throw unusable(
                    list,
                    property,
                    host.isEmpty() ? element + " has no host" : port + " in " + element + " is not a port");
        }
        return new ListedHost(host, number);
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return NO_PORT;
        }
    }

    private static IllegalArgumentException unusable(String list, String property, String why) {
        return new IllegalArgumentException(property + "=" + list + " (or the host of connect) cannot be used: " + why);
    }
}
