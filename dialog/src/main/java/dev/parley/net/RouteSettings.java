package dev.parley.net;

import dev.parley.settings.GivenFactory;
import dev.parley.settings.MailProperties;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The way to the server, read once per connect.
 *
 * @param proxy {@code mail.<protocol>.proxy.host} (host or host:port): an HTTP proxy that is asked with CONNECT, and that
 *     looks up the server's name; {@code mail.<protocol>.proxy.port} (number; 80): its port, stands before the one in
 *     {@code proxy.host}; {@code mail.<protocol>.proxy.user} (text): the name for Basic authentication with it;
 *     {@code mail.<protocol>.proxy.password} (text; empty): the password that goes with {@code proxy.user};
 *     {@code mail.<protocol>.socks.host} (host or host:port): a SOCKS proxy, version 5 (4 as far as the JDK falls back to it); ignored where
 *     {@code proxy.host} is set; {@code mail.<protocol>.socks.port} (number; 1080): its port, stands before the one in
 *     {@code socks.host}
 * @param localAddress {@code mail.<protocol>.localaddress} (host or IP address; any): the local address to connect from
 * @param localPort {@code mail.<protocol>.localport} (number; any): the local port to connect from
 * @param socketChannels {@code mail.<protocol>.usesocketchannels} (true, false; false): the socket belongs to a
 *     SocketChannel
 * @param factory {@code mail.<protocol>.socketFactory} (a SocketFactory object): makes the TCP socket. An
 *     SSLSocketFactory makes TLS from the first octet of it, as {@code ssl.enable} does;
 *     {@code mail.<protocol>.socketFactory.class} (class name): its static {@code getDefault()} gives the factory;
 *     {@code mail.<protocol>.socketFactory.port} (number; the connection's): where to connect, when that factory is used
 * @param fallback {@code mail.<protocol>.socketFactory.fallback} (true, false; false): when no connection comes about
 *     with the factory's socket, try without the factory. Never applies to TLS
 * @param names the protocol's properties, for messages that name one
 */
public record RouteSettings(
        Optional<ProxySettings> proxy,
        Optional<String> localAddress,
        OptionalInt localPort,
        boolean socketChannels,
        Optional<GivenFactory> factory,
        boolean fallback,
        MailProperties names) {

    /** @throws IllegalArgumentException naming the property that cannot be used, and its value */
    public static RouteSettings from(MailProperties properties) {
        Optional<ProxySettings> proxy = ProxySettings.from(properties);
        Optional<GivenFactory> factory = GivenFactory.ofSockets(properties).filter(given -> !given.wraps());
        if (factory.isPresent()
                && proxy.filter(ProxySettings.Socks.class::isInstance).isPresent()) {
            throw new IllegalArgumentException(factory.get().property() + " and "
                    + proxy.get().property() + " exclude each other: both make the socket");
        }
        return new RouteSettings(
                proxy,
                properties.text("localaddress").map(String::strip).filter(host -> !host.isEmpty()),
                properties.number("localport"),
                properties.flag("usesocketchannels", false),
                factory,
                properties.flag("socketFactory.fallback", false),
                properties);
    }
}
