package dev.parley.net;

import dev.parley.settings.Timeouts;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds a host's addresses and connects to the first that answers. */
public final class Connector {
    private Connector() {}

    /**
     * @throws java.net.UnknownHostException when the name has no address
     * @throws ConnectFailedException when none of the addresses takes the connection
     */
    public static Link connect(String host, int port, Timeouts timeouts, Limits limits, Trace trace)
            throws IOException {
        List<String> tried = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        for (InetAddress address : resolve(host, trace)) {
            try {
                return connect(new InetSocketAddress(address, port), timeouts, limits, trace);
            } catch (IOException e) {
                tried.add(address.getHostAddress() + " " + e.getMessage());
                failures.add(e);
            }
        }
        throw new ConnectFailedException(host, port, tried, failures);
    }

    private static List<InetAddress> resolve(String host, Trace trace) throws IOException {
        long start = System.nanoTime();
        List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
        trace.resolved(
                host,
                addresses.stream().map(InetAddress::getHostAddress).toList(),
                Duration.ofNanos(System.nanoTime() - start));
        return addresses;
    }

    private static Link connect(InetSocketAddress address, Timeouts timeouts, Limits limits, Trace trace)
            throws IOException {
        long start = System.nanoTime();
        Socket socket = new Socket();
        try {
            socket.connect(address, Math.toIntExact(timeouts.connect().toMillis()));
            Link link = new Link(socket, timeouts, limits, trace);
            trace.connected(
                    shown(address),
                    shown((InetSocketAddress) socket.getLocalSocketAddress()),
                    Duration.ofNanos(System.nanoTime() - start));
            return link;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String shown(InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress();
        return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
    }
}
