package dev.parley.net;

import dev.parley.sasl.Peer;
import dev.parley.settings.CustomFactory;
import dev.parley.settings.Endpoint;
import dev.parley.settings.Timeouts;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds a host's addresses and connects to the first that answers.
 *
 * <ol>
 *   <li>the addresses: the server's, or those of the HTTP proxy, which looks up the server by itself;
 *   <li>for each: a socket, its local end, the connection, the proxy's consent;
 *   <li>where the application's socket factory failed and may be passed over: all of it again without.
 * </ol>
 */
public final class Connector {
    private final RouteSettings route;
    private final Timeouts timeouts;
    private final Limits limits;
    private final Trace trace;
    private final ConnectAttempt attempt;

    public Connector(RouteSettings route, Timeouts timeouts, Limits limits, Trace trace) {
        this(route, timeouts, limits, trace, new ConnectAttempt());
    }

    /** @param attempt holds each socket, and then the link */
    public Connector(RouteSettings route, Timeouts timeouts, Limits limits, Trace trace, ConnectAttempt attempt) {
        this.route = route;
        this.timeouts = timeouts;
        this.limits = limits;
        this.trace = trace;
        this.attempt = attempt;
    }

    /** Where unconnected sockets come from. */
    @FunctionalInterface
    private interface Source {
        Socket socket() throws IOException;
    }

    /**
     * @param host a name or an address; an IPv6 address with brackets or without
     * @throws UnknownHostException when the name has no address
     * @throws ConnectFailedException when none of the addresses takes the connection, or a proxy refuses it
     * @throws ConnectAbortedException when another thread aborts the attempt
     */
    public Link connect(String host, int port) throws IOException {
        route.proxy().ifPresent(this::tell);
        Endpoint server = new Endpoint(host, port);
        return route.factory().isPresent() ? connect(server, route.factory().get()) : connect(server, this::socket);
    }

    private void tell(ProxySettings proxy) {
        if (proxy instanceof ProxySettings.Http http && http.credentials().isPresent()) {
            http.credentials().get().hideIn(trace);
            trace.hide(http.credentials().get().basic().octets());
        }
        trace.decided(Topic.ROUTE, "through " + proxy, "it is configured", proxy.property());
    }

    private Link connect(Endpoint server, CustomFactory factory) throws IOException {
        try {
            Endpoint instead = new Endpoint(server.host(), factory.port().orElse(server.port()));
            return connect(instead, factory::socket);
        } catch (ConnectFailedException e) {
            if (!route.fallback() || e.getCause() instanceof SocketTimeoutException) {
                throw e;
            }
            trace.warned(
                    Topic.ROUTE,
                    "trying again without " + factory.property() + ": " + e.getMessage(),
                    route.names().name("socketFactory.fallback") + "=true");
            return connect(server, this::socket);
        }
    }

    private Link connect(Endpoint server, Source source) throws IOException {
        List<String> tried = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        for (InetSocketAddress address : addresses(server)) {
            try {
                return connect(server, address, source);
            } catch (IOException e) {
                if (attempt.isAborted()) {
                    throw new ConnectAbortedException();
                }
                IOException failure = trace.redacted(e);
                tried.add((address.isUnresolved() ? "" : address.getAddress().getHostAddress() + " ")
                        + failure.getMessage());
                failures.add(failure);
                if (e instanceof ProxyRefusedException) {
                    break;
                }
            }
        }
        throw new ConnectFailedException(server, via(), tried, failures);
    }

    private Link connect(Endpoint server, InetSocketAddress address, Source source) throws IOException {
        long start = System.nanoTime();
        Socket socket = source.socket();
        boolean stands = false;
        try {
            socket.getSoTimeout(); // Creates the implementation: a close() before that would not end a connect().
            attempt.hold(socket);
            bind(socket);
            socket.connect(address, Math.toIntExact(timeouts.connect().toMillis()));
            if (route.proxy().orElse(null) instanceof ProxySettings.Http proxy) {
                HttpTunnel.open(socket, proxy, server, left(start));
            }
            Link link = route.proxy().isPresent()
                    ? new Link(socket, Peer.REMOTE, timeouts, limits, trace)
                    : new Link(socket, timeouts, limits, trace);
            attempt.hold(link::abort);
            trace.connected(
                    shown(address),
                    shown((InetSocketAddress) socket.getLocalSocketAddress()),
                    Duration.ofNanos(System.nanoTime() - start));
            stands = true;
            return link;
        } finally {
            if (!stands) {
                socket.close();
            }
        }
    }

    private List<InetSocketAddress> addresses(Endpoint server) throws IOException {
        Endpoint asked = server;
        try {
            if (route.proxy().orElse(null) instanceof ProxySettings.Http proxy) {
                asked = proxy.endpoint();
            }
            int port = asked.port();
            return resolve(asked.host()).stream()
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        } catch (UnknownHostException e) {
            if (route.proxy().isEmpty()) {
                throw e;
            }
            if (route.proxy().get() instanceof ProxySettings.Socks) {
                return List.of(InetSocketAddress.createUnresolved(server.host(), server.port()));
            }
            throw new ConnectFailedException(server, via(), List.of("it has no address"), List.of(e));
        }
    }

    private List<InetAddress> resolve(String host) throws IOException {
        long start = System.nanoTime();
        List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
        trace.resolved(
                host,
                addresses.stream().map(InetAddress::getHostAddress).toList(),
                Duration.ofNanos(System.nanoTime() - start));
        return addresses;
    }

    private Socket socket() throws IOException {
        if (route.proxy().orElse(null) instanceof ProxySettings.Socks socks) {
            InetSocketAddress proxy = new InetSocketAddress(
                    socks.endpoint().host(), socks.endpoint().port());
            return new Socket(new Proxy(Proxy.Type.SOCKS, proxy));
        }
        return route.socketChannels() ? SocketChannel.open().socket() : new Socket();
    }

    private void bind(Socket socket) throws IOException {
        if (route.localAddress().isEmpty() && route.localPort().isEmpty()) {
            return;
        }
        int port = route.localPort().orElse(0);
        try {
            InetAddress address = route.localAddress().isPresent()
                    ? InetAddress.getByName(route.localAddress().get())
                    : null;
            socket.setReuseAddress(port != 0);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "the local end cannot be " + route.localAddress().orElse("any address") + " port " + port + " ("
                            + route.names().name("localaddress") + ", "
                            + route.names().name("localport") + "): " + e.getMessage(),
                    e);
        }
    }

    /** What the connection's own limit leaves for the proxy; zero for ever. */
    private Duration left(long start) throws SocketTimeoutException {
        if (timeouts.connect().isZero()) {
            return Duration.ZERO;
        }
        Duration left = timeouts.connect().minusNanos(System.nanoTime() - start);
        if (left.toMillis() <= 0) {
            throw new SocketTimeoutException(
                    "no answer within " + timeouts.connect().toMillis() + " ms");
        }
        return left;
    }

    private String via() {
        return route.proxy()
                .map(proxy -> " through " + proxy + " (" + proxy.property() + ")")
                .orElse("");
    }

    private static String shown(InetSocketAddress address) {
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return new Endpoint(host, address.getPort()).toString();
    }
}
