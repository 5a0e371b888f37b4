package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.TraceEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyTest {
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = Route.server();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void anHttpProxyIsAskedForTheNameAsItIs() throws IOException {
        try (TestProxy proxy = new TestProxy(server.getLocalPort(), true)) {
            Route route = new Route()
                    .with("proxy.host", "127.0.0.1:" + proxy.port())
                    .with("proxy.user", "joe")
                    .with("proxy.password", "secret")
                    .with("socks.host", "no.such.invalid");
            try (Link link = route.connect("mx.invalid", 25)) {
                talk(link);
            }
            assertEquals(
                    List.of(
                            "CONNECT mx.invalid:25 HTTP/1.1",
                            "Host: mx.invalid:25",
                            "Proxy-Authorization: Basic am9lOnNlY3JldA=="),
                    proxy.asked());
            assertTrue(route.traced(TraceEvent.Decided.class)
                    .get(0)
                    .contains("through the HTTP proxy 127.0.0.1:" + proxy.port()));
            String shown = route + " " + route.settings();
            assertFalse(shown.contains("secret") || shown.contains("am9lOnNlY3JldA"), shown);
        }
    }

    @Test
    void anIpv6AddressIsAskedForInBrackets() throws IOException {
        for (String host : List.of("2001:db8::1", "[2001:db8::1]")) {
            try (TestProxy proxy = new TestProxy(server.getLocalPort(), true);
                    Link link = new Route()
                            .with("proxy.host", "127.0.0.1")
                            .with("proxy.port", proxy.port())
                            .connect(host, 587)) {
                talk(link);
                assertEquals("CONNECT [2001:db8::1]:587 HTTP/1.1", proxy.asked().get(0));
            }
        }
    }

    @Test
    void socks5AndSocks4() throws IOException {
        for (boolean knowsSocks5 : List.of(true, false)) {
            try (TestProxy proxy = new TestProxy(server.getLocalPort(), knowsSocks5)) {
                Route route = new Route().with("socks.host", "127.0.0.1").with("socks.port", proxy.port());
                try (Link link = route.connect("192.0.2.1", 25)) {
                    talk(link);
                }
                assertEquals(List.of((knowsSocks5 ? "SOCKS5" : "SOCKS4") + " 192.0.2.1:25"), proxy.asked());
                assertTrue(route.toString().contains("the SOCKS proxy 127.0.0.1:" + proxy.port()), route.toString());
            }
        }
    }

    @Test
    void aNameUnknownHereIsLeftToTheSocksProxy() throws IOException {
        try (TestProxy proxy = new TestProxy(server.getLocalPort(), true);
                Link link = new Route()
                        .with("socks.host", "127.0.0.1:" + proxy.port())
                        .connect("mx.invalid", 25)) {
            talk(link);
            assertEquals(List.of("SOCKS5 mx.invalid:25"), proxy.asked());
        }
    }

    @Test
    void whatComesBehindTheProxysHeaderIsTheServers() throws IOException {
        answer("HTTP/1.1 200 OK\r\n\r\n220 mx ready\r\n220 again\r\n");
        try (Link link = toServer().connect("mx.invalid", 25)) {
            assertEquals("220 mx ready", Route.hear(link));
            assertEquals("220 again", Route.hear(link));
        }
    }

    @Test
    void aRefusalNamesProxyAnswerAndProperty() {
        String at = "127.0.0.1:" + server.getLocalPort();
        answer("HTTP/1.1 403 Not for mail\r\nContent-Length: 2\r\n\r\nno");
        assertEquals(
                "no connection to mx.invalid:25 through the HTTP proxy " + at
                        + " (mail.smtp.proxy.host): 127.0.0.1 HTTP/1.1 403 Not for mail",
                failure(toServer()));
        answer("HTTP/1.1 407 Who are you\r\n\r\n");
        assertTrue(
                failure(toServer()).endsWith("407 Who are you; see mail.smtp.proxy.user and mail.smtp.proxy.password"));
    }

    @Test
    void anEndlessHeaderEnds() {
        answer("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(10_000));
        assertTrue(failure(toServer()).endsWith("the proxy's header has more than 16384 octets"));
        answer("HTTP/1.1 200 " + "y".repeat(20_000));
        assertTrue(failure(toServer()).contains("a line of more than 16384 octets"));
    }

    @Test
    void aSilentProxyIsNotWaitedForLongerThanForAConnection() {
        answer("HTTP/1.1 200 OK\r\n");
        String text = failure(toServer().with("connectiontimeout", "300"));
        assertTrue(text.matches(".*no (complete )?reply within ([12]?\\d?\\d|300) ms"), text);
    }

    @Test
    void aProxyThatCannotBeFoundIsNotTheServer() {
        String text = failure(new Route().with("proxy.host", "proxy.invalid"));
        assertEquals(
                "no connection to mx.invalid:25 through the HTTP proxy proxy.invalid:80 (mail.smtp.proxy.host): it has no address",
                text);
        assertTrue(failure(new Route().with("socks.host", "proxy.invalid"))
                .startsWith("no connection to mx.invalid:25 through the SOCKS proxy proxy.invalid:1080"));
    }

    @Test
    void aHostThatWouldEndTheRequestLineIsNotAsked() {
        answer("HTTP/1.1 200 OK\r\n\r\n");
        for (String host : List.of("mx HTTP/1.1\r\nX: y", "mx y", "m\u00fcx")) {
            ConnectFailedException e =
                    assertThrows(ConnectFailedException.class, () -> toServer().connect(host, 25));
            assertTrue(e.getMessage().contains("cannot be sent to a proxy"), e.getMessage());
        }
    }

    @Test
    void aPasswordBeforeTheHostIsAnErrorThatDoesNotShowIt() {
        for (String kind : new String[] {"proxy", "socks"}) {
            Route route = new Route().with(kind + ".host", "http://joe:LEAK@proxy:8080");
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, route::settings);
            assertEquals("mail.smtp." + kind + ".host must be a host or host:port without a user name", e.getMessage());
        }
    }

    @Test
    void aPortThatIsNoneIsAnError() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new Route().with("proxy.host", "proxy:http").settings());
        assertTrue(e.getMessage().startsWith("mail.smtp.proxy.host=proxy:http: the port cannot be used"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Route()
                        .with("socks.host", "proxy")
                        .with("socks.port", 70000)
                        .settings());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Route()
                        .with("proxy.host", "proxy")
                        .with("proxy.user", "a:b")
                        .settings());
    }

    /** The next client is answered so, whatever it asks, and kept waiting. */
    private void answer(String octets) {
        Thread thread = new Thread(() -> {
            try {
                Socket client = server.accept();
                client.getOutputStream().write(octets.getBytes(StandardCharsets.US_ASCII));
                client.setSoTimeout(10_000);
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private Route toServer() {
        return new Route().with("proxy.host", "127.0.0.1:" + server.getLocalPort());
    }

    private static String failure(Route route) {
        return assertThrows(ConnectFailedException.class, () -> route.connect("mx.invalid", 25))
                .getMessage();
    }

    private void talk(Link link) throws IOException {
        try (Socket accepted = server.accept()) {
            Route.say(link, "hello");
            byte[] heard = accepted.getInputStream().readNBytes(7);
            assertEquals("hello\r\n", new String(heard, StandardCharsets.US_ASCII));
            accepted.getOutputStream().write("good day\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("good day", Route.hear(link));
            assertEquals(InetAddress.getLoopbackAddress(), link.localAddress());
        }
    }
}
