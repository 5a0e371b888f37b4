package dev.parley.net;

import dev.parley.sasl.ServerLocation;
import dev.parley.settings.CustomFactory;
import dev.parley.settings.Endpoint;
import dev.parley.settings.Timeouts;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Resolves a host and connects to the first of its addresses that accepts the connection.
 *
 * <ol>
 *   <li>resolve the server, or the HTTP proxy, which resolves the server by itself;
 *   <li>for each address: create a socket, bind it, connect, open the proxy's tunnel; several addresses take part in an
 *       {@link AddressRace};
 *   <li>where the application's socket factory failed and {@code socketFactory.fallback} allows it: the same without
 *       the factory.
 * </ol>
 */
public final class Connector {
    /** The name of a thread that looks up a name. */
    static final String LOOKUP_THREAD = "parley-lookup";

    private final RouteSettings route;
    private final Timeouts timeouts;
    private final Limits limits;
    private final Trace trace;
    private final ConnectAttempt attempt;
    private InetAddress local; // null: any, or unknown
    private IOException unknownLocal; // null: none

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

    /**
     * @param host a name or an address; an IPv6 address with brackets or without
     * @throws UnknownHostException when the name has no address
     * @throws ConnectFailedException when no address accepts the connection, or a proxy rejects it
     * @throws ConnectAbortedException when another thread aborts the attempt
     */
    public Link connect(String host, int port) throws IOException {
        if (route.proxy() != null) {
            trace(route.proxy());
        }
        Endpoint server = new Endpoint(host, port);
        resolveLocal(server);
        return route.factory() == null ? connect(server, null) : connectWithFactory(server);
    }

    /**
     * Connects to a Unix domain socket of this machine.
     *
     * @param limit for a server whose queue of connections is full; zero: none
     * @param attempt holds the channel
     * @throws SocketTimeoutException when the limit is reached
     * @throws ConnectAbortedException when another thread aborts the attempt
     */
    public static UnixSocket connect(Path unixSocket, Duration limit, ConnectAttempt attempt) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Watchdog watchdog = Watchdog.over(channel, limit, attempt.deadline()); // The JDK has no time-out for it.
        try (watchdog) {
            attempt.hold(channel);
            channel.connect(UnixDomainSocketAddress.of(unixSocket));
            return new UnixSocket(channel);
        } catch (IOException e) {
            channel.close();
            String timeout = "the server accepted no connection within " + limit.toMillis() + " ms";
            throw attempt.isAborted() ? new ConnectAbortedException() : watchdog.reason(e, timeout);
        }
    }

    private void trace(ProxySettings proxy) {
        if (proxy instanceof ProxySettings.Http http && http.credentials() != null) {
            http.credentials().hideIn(trace);
            trace.hideSecret(http.credentials().basic().octets());
        }
        trace.decided(Topic.ROUTE, "through " + proxy, "it is configured", proxy.property());
    }

    private Link connectWithFactory(Endpoint server) throws IOException {
        CustomFactory factory = route.factory();
        try {
            return connect(new Endpoint(server.host(), factory.portInsteadOf(server.port())), factory);
        } catch (ConnectFailedException e) {
            if (!route.fallback() || e.getCause() instanceof InterruptedIOException) {
                throw e;
            }
            trace.warned(
                    Topic.ROUTE,
                    "trying again without " + factory.property() + ": " + e.getMessage(),
                    route.names().name("socketFactory.fallback") + "=true");
            return connect(server, null);
        }
    }

    /** @param factory creates the sockets; null: the JDK does */
    private Link connect(Endpoint server, CustomFactory factory) throws IOException {
        return connect(server, addresses(server), factory);
    }

    /** @param addresses of the server, or of the proxy */
    Link connect(Endpoint server, List<InetSocketAddress> addresses, CustomFactory factory) throws IOException {
        List<String> tried = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        if (addresses.size() > 1 && mayRace(factory)) {
            return race(server, addresses);
        }
        for (InetSocketAddress address : addresses) {
            try {
                return connect(server, address, factory, tried);
            } catch (IOException e) {
                if (attempt.isAborted()) {
                    throw new ConnectAbortedException();
                }
                IOException failure = trace.forException(e);
                tried.add(failed(address, failure));
                failures.add(failure);
                if (e instanceof ProxyRefusedException || isLast(e)) {
                    break;
                }
            }
        }
        throw new ConnectFailedException(server, via(), tried, failures);
    }

    /** Whether the failure of one address is that of the whole attempt. */
    private boolean isLast(IOException failure) {
        boolean interrupted = failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
        return interrupted || attempt.deadline().hasPassed();
    }

    /**
     * Whether several attempts may run at a time: not with a factory of the application, which may not be thread-safe, nor
     * through a proxy, nor from one local port.
     */
    private boolean mayRace(CustomFactory factory) {
        return factory == null && route.proxy() == null && route.local().port() == 0;
    }

    private Link race(Endpoint server, List<InetSocketAddress> addresses) throws IOException {
        List<String> tried = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        AddressRace.Attempt winner = null;
        AddressRace race = new RacingSockets(this).race(addresses);
        attempt.hold(race);
        for (AddressRace.Attempt each : race.run()) {
            if (each.failure() == null) {
                winner = each;
            } else {
                IOException failure = trace.forException(each.failure());
                tried.add(failed(each.address(), failure));
                failures.add(failure);
            }
        }
        if (winner != null) {
            try {
                return link(server, winner.socket(), winner.address(), winner.start(), tried);
            } catch (IOException e) {
                IOException failure = trace.forException(e);
                tried.add(failed(winner.address(), failure));
                failures.add(failure);
            }
        }
        attempt.requireNotAborted();
        throw new ConnectFailedException(server, via(), tried, failures);
    }

    /** The sockets of a race. A connect to one address loads no class of a race: the verifier needs none. */
    private record RacingSockets(Connector connector) implements AddressRace.Sockets {
        AddressRace race(List<InetSocketAddress> addresses) {
            return new AddressRace(addresses, this);
        }

        @Override
        public Socket create() throws IOException {
            return closeable(connector.socket());
        }

        @Override
        public void connect(Socket socket, InetSocketAddress address) throws IOException {
            connector.bind(socket);
            connector.connect(socket, address);
        }
    }

    /** A {@code close()} before the implementation is created would not end a connect. */
    private static Socket closeable(Socket socket) throws IOException {
        socket.getSoTimeout();
        return socket;
    }

    private static String failed(InetSocketAddress address, IOException failure) {
        return (address.isUnresolved() ? "" : address.getAddress().getHostAddress() + " ") + failure.getMessage();
    }

    /** @param tried the failures of the addresses before */
    private Link connect(Endpoint server, InetSocketAddress address, CustomFactory factory, List<String> tried)
            throws IOException {
        long start = System.nanoTime();
        Socket socket = factory == null ? socket() : factory.socket();
        try {
            attempt.hold(closeable(socket));
            bind(socket);
            connect(socket, address);
            if (route.proxy() instanceof ProxySettings.Http proxy) {
                HttpTunnel.open(socket, proxy, server, remaining(start), attempt.deadline());
            }
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
        return link(server, socket, address, start, tried);
    }

    private Link link(Endpoint server, Socket socket, InetSocketAddress address, long start, List<String> tried)
            throws IOException {
        boolean connected = false;
        try {
            Link link = route.proxy() == null
                    ? new Link(socket, server.toString(), timeouts, limits, trace)
                    : new Link(socket, server.toString(), ServerLocation.REMOTE, timeouts, limits, trace);
            attempt.hold(link);
            if (!tried.isEmpty()) {
                trace.decided(Topic.ROUTE, text(address), String.join("; ", tried));
            }
            trace.connected(
                    text(address),
                    text((InetSocketAddress) socket.getLocalSocketAddress()),
                    Duration.ofNanos(System.nanoTime() - start));
            connected = true;
            return link;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    /** The time-out of a connect would leave a plain socket in a mode in which each read costs two more system calls. */
    private void connect(Socket socket, InetSocketAddress address) throws IOException {
        Duration limit = timeouts.connect();
        boolean plain = socket.getClass() == Socket.class;
        if (attempt.deadline().hasPassed()) {
            throw attempt.deadline().passed();
        }
        Watchdog watchdog = Watchdog.over(socket, plain ? limit : Duration.ZERO, attempt.deadline());
        try (watchdog) {
            socket.connect(address, plain ? 0 : Math.toIntExact(limit.toMillis()));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            throw watchdog.reason(e, "Connect timed out");
        }
        if (watchdog.hasEnded()) { // It closed the socket while the call returned.
            throw watchdog.reason(new IOException("the connection is closed"), "Connect timed out");
        }
    }

    private List<InetSocketAddress> addresses(Endpoint server) throws IOException {
        Endpoint resolved = server;
        try {
            if (route.proxy() instanceof ProxySettings.Http proxy) {
                resolved = proxy.endpoint();
            }
            List<InetSocketAddress> addresses = new ArrayList<>();
            for (InetAddress address : resolve(resolved.host())) {
                addresses.add(new InetSocketAddress(address, resolved.port()));
            }
            return addresses;
        } catch (InterruptedIOException e) {
            throw lookupEnded(server, resolved.host(), e);
        } catch (UnknownHostException e) {
            if (route.proxy() == null) {
                throw e;
            }
            if (route.proxy() instanceof ProxySettings.Socks) {
                return List.of(InetSocketAddress.createUnresolved(server.host(), server.port()));
            }
            throw new ConnectFailedException(server, via(), List.of("it has no address"), List.of(e));
        }
    }

    private ConnectFailedException lookupEnded(Endpoint server, String name, InterruptedIOException why) {
        String failure = "looking up " + name + ": " + why.getMessage();
        return new ConnectFailedException(server, via(), List.of(failure), List.of(why));
    }

    private InetAddress[] resolve(String host) throws IOException {
        long start = System.nanoTime();
        InetAddress[] addresses = addresses(host, attempt);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        List<String> texts = new ArrayList<>();
        for (InetAddress address : addresses) {
            texts.add(address.getHostAddress());
        }
        trace.resolved(host, texts, took);
        return addresses;
    }

    /**
     * The addresses of a host. A lookup ends early at the deadline of the attempt, by an interrupt, and when another thread
     * aborts the attempt.
     *
     * @throws UnknownHostException when the name has no address
     */
    public static InetAddress[] addresses(String host, ConnectAttempt attempt) throws IOException {
        if (isLocal(host)) {
            return InetAddress.getAllByName(host);
        }
        InetAddress[] known = attempt.known(host);
        InetAddress[] addresses = known == null ? lookUp(host, attempt) : known;
        attempt.learn(host, addresses);
        return addresses;
    }

    private static InetAddress[] lookUp(String host, ConnectAttempt attempt) throws IOException {
        return (InetAddress[]) SharedCall.result(host, LOOKUP_THREAD, () -> InetAddress.getAllByName(host), attempt);
    }

    /** An address, for which no name server is used, or the name that each machine has. */
    private static boolean isLocal(String host) {
        boolean address = true;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            address &= c >= '0' && c <= '9' || c == '.';
        }
        boolean ipv6 = host.indexOf(':') >= 0 && Endpoint.isHost(host); // Not a list of hosts.
        return address || ipv6 || host.equalsIgnoreCase("localhost");
    }

    private Socket socket() throws IOException {
        if (route.proxy() instanceof ProxySettings.Socks socks) {
            return new Socket(new Proxy(Proxy.Type.SOCKS, address(socks.endpoint())));
        }
        return route.local().socketChannels() ? SocketChannel.open().socket() : new Socket();
    }

    private InetSocketAddress address(Endpoint proxy) throws IOException {
        try {
            return new InetSocketAddress(addresses(proxy.host(), attempt)[0], proxy.port());
        } catch (UnknownHostException e) {
            return InetSocketAddress.createUnresolved(proxy.host(), proxy.port());
        }
    }

    /** Before the attempts, which may run at a time. An unknown name is the failure of each of them. */
    private void resolveLocal(Endpoint server) throws IOException {
        String name = route.local().address();
        try {
            local = name.isEmpty() ? null : addresses(name, attempt)[0];
        } catch (UnknownHostException e) {
            unknownLocal = e;
        } catch (InterruptedIOException e) {
            throw lookupEnded(server, name, e);
        }
    }

    private void bind(Socket socket) throws IOException {
        boolean anyAddress = route.local().address().isEmpty();
        int port = route.local().port();
        if (anyAddress && port == 0) {
            return;
        }
        try {
            if (unknownLocal != null) {
                throw unknownLocal;
            }
            socket.setReuseAddress(port != 0);
            socket.bind(new InetSocketAddress(local, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "cannot bind to the local address "
                            + (anyAddress ? "*" : route.local().address()) + ", port " + port
                            + " ("
                            + route.names().name("localaddress") + ", "
                            + route.names().name("localport") + "): " + e.getMessage(),
                    e);
        }
    }

    /** The part of the connection's time-out that is left for the proxy; zero: no time-out. */
    private Duration remaining(long start) throws SocketTimeoutException {
        if (timeouts.connect().isZero()) {
            return Duration.ZERO;
        }
        Duration remaining = timeouts.connect().minusNanos(System.nanoTime() - start);
        if (remaining.toMillis() <= 0) {
            throw new SocketTimeoutException(
                    "no reply within " + timeouts.connect().toMillis() + " ms");
        }
        return remaining;
    }

    private String via() {
        ProxySettings proxy = route.proxy();
        return proxy == null ? "" : " through " + proxy + " (" + proxy.property() + ")";
    }

    private static String text(InetSocketAddress address) {
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return new Endpoint(host, address.getPort()).toString();
    }
}
