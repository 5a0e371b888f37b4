package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.TestCertificate;
import dev.parley.testing.ObservedSockets;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server sends one reply too many after the first message, and rejects the content of the second. */
class SurplusReplyTest extends TransportFixture {
    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    @BeforeAll
    static void make() throws IOException {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
    }

    private enum Surplus {
        /** Together with the reply to the first message; over TLS in a record of its own. */
        EARLY,
        /** When the client has the reply to the first message. */
        LATE
    }

    private record Case(String protocol, boolean tls, boolean pipelining, boolean chunking, Surplus surplus) {
        @Override
        public String toString() {
            return String.join(
                    " ",
                    protocol,
                    tls ? "TLS" : "clear",
                    pipelining ? "PIPELINING" : "lock-step",
                    chunking ? "BDAT" : "DATA",
                    surplus.name());
        }
    }

    private static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String protocol : List.of("smtp", "lmtp")) {
            for (int bits = 0; bits < 8; bits++) {
                for (Surplus surplus : Surplus.values()) {
                    cases.add(new Case(protocol, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, surplus));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theNextMessageIsNotReportedAsSent(Case dialog) throws Exception {
        ObservedSockets sockets = new ObservedSockets();
        properties.put("mail.lmtp.localhost", "client.example");
        properties.put("mail." + dialog.protocol + ".socketFactory", sockets);
        if (dialog.tls) {
            properties.put("mail." + dialog.protocol + ".ssl.enable", "true");
            properties.put(
                    "mail." + dialog.protocol + ".ssl.socketFactory",
                    certificate.context().getSocketFactory());
        }
        try (Server server = new Server(dialog)) {
            Transport transport = session().getTransport(dialog.protocol);
            transport.connect("localhost", server.port(), null, null);
            transport.sendMessage(message("one"), TO);
            server.clientHasReply.countDown();
            if (dialog.tls || dialog.surplus == Surplus.LATE) {
                sockets.awaitBytes();
            }
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.sendMessage(message("two"), TO));
            assertTrue(e.getMessage().contains("the server sent an unsolicited reply"), e::getMessage);
            assertEquals(List.of("MAIL FROM:<a@x.test>"), server.commands("MAIL"));
        }
    }

    /** Accepts every command and the first content, and rejects every other content. */
    private static final class Server implements AutoCloseable {
        final CountDownLatch clientHasReply = new CountDownLatch(1);
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final Case dialog;
        private final List<String> commands = Collections.synchronizedList(new ArrayList<>());
        private BufferedReader in;
        private OutputStream out;
        private int contents;

        Server(Case dialog) throws IOException {
            this.dialog = dialog;
            Thread thread = new Thread(this::run);
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listener.getLocalPort();
        }

        List<String> commands(String verb) {
            return List.copyOf(commands).stream()
                    .filter(command -> command.startsWith(verb))
                    .toList();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }

        private void run() {
            try (Socket raw = listener.accept()) {
                Socket socket = dialog.tls ? secured(raw) : raw;
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                out = socket.getOutputStream();
                say("220 mx\r\n");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    commands.add(line);
                    answer(line);
                }
            } catch (IOException | InterruptedException e) {
                // The test sees what the client makes of it.
            }
        }

        private static Socket secured(Socket raw) throws IOException {
            SSLSocket socket =
                    (SSLSocket) certificate.context().getSocketFactory().createSocket(raw, null, raw.getPort(), true);
            socket.setUseClientMode(false);
            return socket;
        }

        private void answer(String command) throws IOException, InterruptedException {
            if (command.startsWith("EHLO") || command.startsWith("LHLO")) {
                say("250-mx\r\n" + (dialog.pipelining ? "250-PIPELINING\r\n" : "")
                        + (dialog.chunking ? "250-CHUNKING\r\n" : "") + "250 8BITMIME\r\n");
            } else if (command.equals("DATA")) {
                say("354 go\r\n");
                while (!in.readLine().equals(".")) {
                    continue;
                }
                judge();
            } else if (command.startsWith("BDAT")) {
                in.skip(Long.parseLong(command.split(" ")[1]));
                judge();
            } else {
                say("250 ok\r\n");
            }
        }

        private void judge() throws IOException, InterruptedException {
            contents++;
            if (contents > 1) {
                say("554 5.7.1 content rejected\r\n");
            } else if (dialog.surplus == Surplus.LATE) {
                say("250 queued\r\n");
                clientHasReply.await();
                say("250 surplus\r\n");
            } else if (dialog.tls) {
                say("250 queued\r\n");
                say("250 surplus\r\n");
            } else {
                say("250 queued\r\n250 surplus\r\n");
            }
        }

        private void say(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }
}
