package dev.parley.net;

import dev.parley.settings.Endpoint;
import dev.parley.wire.Limits;
import dev.parley.wire.LineReader;
import dev.parley.wire.LineWriter;
import dev.parley.wire.MalformedReplyException;
import dev.parley.wire.ServerClosedException;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks an HTTP proxy for a tunnel (RFC 9110 s9.3.6). Bytes that follow the proxy's response stay in the socket. */
final class HttpTunnel {
    private static final int LONGEST_HEADER = 16 * 1024;
    private static final int AUTHENTICATION_REQUIRED = 407;

    private HttpTunnel() {}

    /**
     * @param limit for the proxy's whole response; zero: none
     * @throws ProxyRefusedException when the proxy rejects the request
     */
    static void open(Socket socket, ProxySettings.Http proxy, Endpoint target, Duration limit, Deadline operation)
            throws IOException {
        if (!isVisibleAscii(target.host())) {
            throw new ProxyRefusedException(
                    "a host name with blanks or non-ASCII characters cannot be sent to a proxy");
        }
        writeRequest(socket, proxy, target);
        String status = readResponse(socket, limit, operation);
        int code = code(status);
        if (code / 100 != 2) {
            String hint = code == AUTHENTICATION_REQUIRED
                    ? "; see " + proxy.names().name("proxy.user") + " and "
                            + proxy.names().name("proxy.password")
                    : "";
            throw new ProxyRefusedException(status + hint);
        }
    }

    private static void writeRequest(Socket socket, ProxySettings.Http proxy, Endpoint target) throws IOException {
        LineWriter request = new LineWriter(new BufferedOutputStream(socket.getOutputStream()));
        request.line(ascii("CONNECT " + target + " HTTP/1.1"));
        request.line(ascii("Host: " + target));
        if (proxy.credentials() != null) {
            request.octets(ascii("Proxy-Authorization: Basic "));
            request.line(proxy.credentials().basic().octets());
        }
        request.line(new byte[0]);
        request.flush();
    }

    private static String readResponse(Socket socket, Duration limit, Deadline operation) throws IOException {
        try (Watchdog watchdog = Watchdog.of(socket)) {
            watchdog.limit(operation);
            DeadlineInput input = new DeadlineInput(socket, watchdog);
            input.allow(limit, System.nanoTime());
            return readHeader(input);
        } catch (ServerClosedException e) {
            throw new IOException("the proxy closed the connection without a response", e);
        }
    }

    /** @return the status line, after the whole header was read */
    private static String readHeader(InputStream input) throws IOException {
        LineReader lines = new LineReader(bytewise(input), new Limits(LONGEST_HEADER, LONGEST_HEADER));
        String status = lines.line();
        int length = status.length();
        for (String line = lines.line(); !line.isEmpty(); line = lines.line()) {
            length += line.length();
            if (length > LONGEST_HEADER) {
                throw new MalformedReplyException("the proxy's header has more than " + LONGEST_HEADER + " octets");
            }
        }
        return status;
    }

    /** The three digits of a status line (RFC 9112 s4); 0 where it is not one of HTTP/1.0 or 1.1. */
    private static int code(String status) {
        boolean isHttp = status.startsWith("HTTP/1.0 ") || status.startsWith("HTTP/1.1 ");
        if (!isHttp || status.length() < 12 || status.length() > 12 && status.charAt(12) != ' ') {
            return 0;
        }
        int code = 0;
        for (int i = 9; i < 12; i++) {
            int digit = status.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            code = 10 * code + digit;
        }
        return code;
    }

    private static boolean isVisibleAscii(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) <= ' ' || host.charAt(i) > '~') {
                return false;
            }
        }
        return !host.isEmpty();
    }

    /** A buffered reader takes only one byte at a time from it: the bytes after the header are the server's. */
    private static InputStream bytewise(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(1, length));
            }
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
