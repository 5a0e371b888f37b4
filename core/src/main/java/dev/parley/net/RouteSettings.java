package dev.parley.net;

import dev.parley.settings.CustomFactory;
import dev.parley.settings.MailProperties;

/**
 * The route to the server, read once per connect.
 *
 * @param proxy null: none. {@code mail.<protocol>.proxy.host} (host or host:port): an HTTP proxy, used with CONNECT; it
 *     resolves the server's name; {@code mail.<protocol>.proxy.port} (number; 80): the port of {@code proxy.host};
 *     overrides one in {@code proxy.host}; {@code mail.<protocol>.proxy.user} (user name): the name for Basic
 *     authentication with {@code proxy.host}; {@code mail.<protocol>.proxy.password} (secret; empty): the password for
 *     {@code proxy.user}; {@code mail.<protocol>.socks.host} (host or host:port): a SOCKS proxy, version 5, or 4 if the
 *     JDK falls back to it; ignored if {@code proxy.host} is set; {@code mail.<protocol>.socks.port} (number;
 *     1080): the port of {@code socks.host}; overrides one in {@code socks.host}
 * @param local the local end, as {@link Local} lists it
 * @param factory null: none. {@code mail.<protocol>.socketFactory} (a SocketFactory object): creates the TCP socket. If
 *     it fails, connecting fails. An SSLSocketFactory instead starts TLS on a connected socket: implicit TLS,
 *     regardless of {@code ssl.enable}; {@code mail.<protocol>.socketFactory.class} (class name): a class whose static
 *     {@code getDefault()} returns the {@code socketFactory}; {@code mail.<protocol>.socketFactory.port} (number; the
 *     connection's): the port to connect to if the {@code socketFactory} is used
 * @param fallback {@code mail.<protocol>.socketFactory.fallback} (true, false; false): if the connection fails with the
 *     {@code socketFactory}, a second attempt is made without it, with a warning in the trace. Not used after a
 *     time-out or a failure of TLS
 * @param names the protocol's properties, for error messages
 */
public record RouteSettings(
        ProxySettings proxy, Local local, CustomFactory factory, boolean fallback, MailProperties names) {

    /**
     * The local end of the connection.
     *
     * @param address {@code mail.<protocol>.localaddress} (host or IP address; any): the local address of the connection
     * @param port {@code mail.<protocol>.localport} (number; any): the local port of the connection
     * @param socketChannels {@code mail.<protocol>.usesocketchannels} (true, false; false): the socket belongs to a
     *     SocketChannel, so that an interrupt closes it
     */
    public record Local(String address, int port, boolean socketChannels) {}

    /** @throws IllegalArgumentException naming the property that cannot be used, and its value */
    public static RouteSettings from(MailProperties properties) {
        ProxySettings proxy = ProxySettings.from(properties).orElse(null);
        CustomFactory factory = CustomFactory.ofSockets(properties).orElse(null);
        CustomFactory unwrapped = factory == null || factory.wraps() ? null : factory;
        if (unwrapped != null && proxy instanceof ProxySettings.Socks) {
            throw new IllegalArgumentException(
                    factory.property() + " and " + proxy.property() + " exclude each other: each creates the socket");
        }
        return new RouteSettings(
                proxy,
                new Local(
                        properties.text("localaddress").orElse("").strip(),
                        properties.number("localport").orElse(0),
                        properties.flag("usesocketchannels", false)),
                unwrapped,
                properties.flag("socketFactory.fallback", false),
                properties);
    }
}
