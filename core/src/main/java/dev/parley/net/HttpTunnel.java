package dev.parley.net;

import dev.parley.settings.Endpoint;
import dev.parley.wire.HungUpException;
import dev.parley.wire.Limits;
import dev.parley.wire.LineReader;
import dev.parley.wire.LineTooLongException;
import dev.parley.wire.LineWriter;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** Asks an HTTP proxy for a tunnel (RFC 9110 s9.3.6); what arrives behind its answer stays in the socket. */
final class HttpTunnel {
    private static final int LONGEST_HEADER = 16 * 1024;
    private static final Pattern HOST = Pattern.compile("[!-~]+");
    private static final Pattern AGREED = Pattern.compile("HTTP/1\\.[01] 2\\d\\d( .*)?");
    private static final Pattern UNAUTHENTICATED = Pattern.compile("HTTP/1\\.[01] 407( .*)?");

    private HttpTunnel() {}

    /**
     * @param limit for the proxy's whole answer; zero for ever
     * @throws ProxyRefusedException when the answer is no
     */
    static void open(Socket socket, ProxySettings.Http proxy, Endpoint target, Duration limit) throws IOException {
        if (!HOST.matcher(target.host()).matches()) {
            throw new ProxyRefusedException("a host name with blanks or non-ASCII characters cannot be asked for");
        }
        ask(socket, proxy, target);
        String status = answer(socket, limit);
        if (!AGREED.matcher(status).matches()) {
            String hint = UNAUTHENTICATED.matcher(status).matches()
                    ? "; see " + proxy.names().name("proxy.user") + " and "
                            + proxy.names().name("proxy.password")
                    : "";
            throw new ProxyRefusedException(status + hint);
        }
    }

    private static void ask(Socket socket, ProxySettings.Http proxy, Endpoint target) throws IOException {
        LineWriter request = new LineWriter(new BufferedOutputStream(socket.getOutputStream()));
        request.line(ascii("CONNECT " + target + " HTTP/1.1"));
        request.line(ascii("Host: " + target));
        if (proxy.credentials().isPresent()) {
            request.octets(ascii("Proxy-Authorization: Basic "));
            request.line(proxy.credentials().get().basic().octets());
        }
        request.line(new byte[0]);
        request.flush();
    }

    private static String answer(Socket socket, Duration limit) throws IOException {
        try {
            return status(socket, limit);
        } catch (HungUpException e) {
            throw new IOException("the proxy closed the connection instead of answering", e);
        }
    }

    /** @return the status line, when the header is read to its end */
    private static String status(Socket socket, Duration limit) throws IOException {
        DeadlineInput input = new DeadlineInput(socket, socket);
        input.allow(Deadline.in(limit));
        LineReader lines = new LineReader(octetwise(input), new Limits(LONGEST_HEADER, LONGEST_HEADER));
        String status = lines.line();
        int length = status.length();
        for (String line = lines.line(); !line.isEmpty(); line = lines.line()) {
            length += line.length();
            if (length > LONGEST_HEADER) {
                throw new LineTooLongException("the proxy's header has more than " + LONGEST_HEADER + " octets");
            }
        }
        return status;
    }

    /** A reader with a buffer takes no more than one octet at a time from it: what follows is the server's. */
    private static InputStream octetwise(InputStream in) {
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
