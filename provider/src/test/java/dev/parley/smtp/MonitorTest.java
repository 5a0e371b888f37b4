package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.testing.UnconnectedSockets;
import jakarta.mail.Transport;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Nobody waits for the network inside the transport's monitor: before JDK 24 that would keep a virtual thread's carrier,
 * and whoever wants to close the transport. The socket of the application's own factory looks.
 */
class MonitorTest extends TransportFixture {
    private final Map<String, Set<String>> seen = new TreeMap<>();
    private Transport transport;
    private String during;

    @Test
    void nothingTalksInsideTheTransportsMonitor() throws Exception {
        properties.put("mail.smtp.socketFactory", new UnconnectedSockets(Watched::new));
        String dialog = HELLO.formatted(" mx")
                + ENVELOPE.formatted("")
                + "C: [message]\nS: 250 ok\nC: HELP\nS: 502 no\nC: NOOP\nS: 250 ok\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = serve(dialog)) {
            transport = session().getTransport("parley");
            during = "connect";
            transport.connect("localhost", server.port(), null, null);
            during = "send";
            transport.sendMessage(message("hi"), TO);
            during = "command";
            ((SmtpTransport) transport).simpleCommand("HELP");
            during = "ask";
            assertTrue(transport.isConnected());
            during = "close";
            transport.close();
            assertEquals(dialog.strip(), String.join("\n", server.transcript()));
        }
        Set<String> talk = Set.of("read", "write");
        assertEquals(
                Map.of(
                        "connect",
                        Set.of("connect", "read", "write"),
                        "send",
                        talk,
                        "command",
                        talk,
                        "ask",
                        talk,
                        "close",
                        talk),
                seen);
    }

    private void look(String what) {
        assertFalse(Thread.holdsLock(transport), during + ": " + what);
        seen.computeIfAbsent(during, name -> new TreeSet<>()).add(what);
    }

    private final class Watched extends Socket {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            look("connect");
            super.connect(endpoint, timeout);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    look("read");
                    return super.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    look("read");
                    return super.read(target, offset, length);
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(int octet) throws IOException {
                    look("write");
                    out.write(octet);
                }

                @Override
                public void write(byte[] source, int offset, int length) throws IOException {
                    look("write");
                    out.write(source, offset, length);
                }
            };
        }
    }
}
