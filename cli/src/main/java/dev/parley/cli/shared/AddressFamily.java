package dev.parley.cli.shared;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.Properties;
import javax.net.SocketFactory;
import picocli.CommandLine.Option;

/** The options {@code -4} and {@code -6}, which exclude each other. */
final class AddressFamily {
    private static final String[] ROUTES = {"proxy.host", "socks.host", "socket", "socketFactory", "socketFactory.class"
    };

    @Option(names = "-4", description = "Uses only IPv4 addresses of the server.")
    private boolean four;

    @Option(names = "-6", description = "Uses only IPv6 addresses of the server.")
    private boolean six;

    private boolean includes(InetAddress address) {
        return (four ? Inet4Address.class : Inet6Address.class).isInstance(address);
    }

    @Override
    public String toString() {
        return four ? "-4" : "-6";
    }

    /** @throws CliException when the host has no address of this family */
    List<InetAddress> of(String host, List<InetAddress> all) throws CliException {
        List<InetAddress> some = all.stream().filter(this::includes).toList();
        if (some.isEmpty()) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "the host " + host + " has no " + (four ? "IPv4" : "IPv6") + " address: remove " + this);
        }
        return some;
    }

    /** @throws IllegalArgumentException naming a property that does not connect to an address of the server */
    void requireDirect(Properties session, String prefix) {
        for (String route : ROUTES) {
            if (session.containsKey(prefix + route)) {
                throw new IllegalArgumentException(this + " and " + prefix + route + " exclude each other: remove one");
            }
        }
    }

    /** Creates sockets that do not connect to an address of the other family: the next address is tried at once. */
    SocketFactory sockets() {
        return new PlainSocketFactory() {
            @Override
            public Socket createSocket() {
                return new Socket() {
                    @Override
                    public void connect(SocketAddress address, int millis) throws IOException {
                        if (!includes(((InetSocketAddress) address).getAddress())) {
                            throw new NoRouteToHostException("not tried because of " + AddressFamily.this);
                        }
                        super.connect(address, millis);
                    }
                };
            }
        };
    }
}
