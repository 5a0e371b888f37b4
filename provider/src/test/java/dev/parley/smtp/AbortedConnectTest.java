package dev.parley.smtp;

import static dev.parley.testing.SilentServer.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.FullServer;
import dev.parley.testing.Headline;
import dev.parley.testing.SilentServer;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code close()} of another thread during {@code connect()}: it fails and names its phase, and nothing is connected. */
class AbortedConnectTest extends TransportFixture {
    private static final String GREETING = "220 mx ready";
    private static final String NO_REPLY = ": closed by another thread";

    @TempDir
    Path folder;

    @Test
    void whileTheServerTakesNoConnection() throws Exception {
        for (String protocol : List.of("parley", "parleys", "lmtp")) {
            CountDownLatch resolved = event(name(protocol), TraceEvent.Resolved.class);
            try (FullServer server = FullServer.start()) {
                Transport transport = session().getTransport(protocol);
                CompletableFuture<Void> connecting = connecting(transport, server.port(), null);
                resolved.await();
                transport.close();
                assertEquals(failed("localhost:" + server.port()), failure(connecting));
                assertFalse(transport.isConnected());
            }
        }
    }

    @Test
    void whileTheServerDoesNotGreet() throws Exception {
        assertAborted("parley", "waiting for the greeting", SilentServer.start());
        assertAborted("lmtp", "waiting for the greeting", SilentServer.start());
    }

    @Test
    void duringTheHandshake() throws Exception {
        assertAborted("parleys", "connecting", SilentServer.start(READ));
        properties.put("mail.smtp.starttls.enable", "true");
        assertAborted(
                "parley",
                "starting TLS",
                SilentServer.start(GREETING, READ, "250-mx\r\n250 STARTTLS", READ, "220 go", READ));
    }

    @Test
    void duringHello() throws Exception {
        assertAborted("parley", "sending EHLO or HELO", SilentServer.start(GREETING, READ));
        assertAborted("lmtp", "sending EHLO or HELO", SilentServer.start(GREETING, READ));
    }

    @Test
    void duringTheLogin() throws Exception {
        properties.put("mail.smtp.auth.mechanisms", "PLAIN");
        assertAborted("parley", "logging in", SilentServer.start(GREETING, READ, "250-mx\r\n250 AUTH PLAIN", READ));
    }

    @Test
    void overTheApplicationsOwnSocket() throws Exception {
        try (SilentServer server = SilentServer.start();
                Socket socket = new Socket("localhost", server.port())) {
            CountDownLatch opened = event("smtp", TraceEvent.Opened.class);
            SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
            CompletableFuture<Void> connecting = inBackground(() -> transport.connect(socket));
            server.awaitSilence();
            opened.await();
            transport.close();
            assertTrue(failure(connecting).endsWith(NO_REPLY));
            assertTrue(server.isLeft(20));
            assertTrue(socket.isClosed());
        }
    }

    @Test
    void overAUnixSocket() throws Exception {
        Path path = folder.resolve("lmtp");
        properties.put("mail.lmtp.socket", path.toString());
        FullServer server = FullServer.on(path);
        try (server) {
            CountDownLatch opened = event("lmtp", TraceEvent.Opened.class);
            Transport transport = session().getTransport("lmtp");
            CompletableFuture<Void> connecting = inBackground(transport::connect);
            opened.await();
            transport.close();
            assertEquals(failed(path.toString()), failure(connecting));
        }
    }

    /** The application's Authenticator may wait for a person. */
    @Test
    void whileThePasswordIsAskedFor() throws Exception {
        properties.put("mail.smtp.auth", "true");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.countDown();
                awaitQuietly(closed);
                return new PasswordAuthentication("joe", "secret");
            }
        });
        try (SilentServer server = SilentServer.start(GREETING)) {
            Transport transport = session.getTransport("parley");
            CompletableFuture<Void> connecting = connecting(transport, server.port(), null);
            asked.await();
            transport.close();
            closed.countDown();
            assertEquals(failed("localhost:" + server.port()), failure(connecting));
        }
    }

    /** The last event before connect() returns: what the other thread closes then is closed. */
    @Test
    void whenTheServerHasAcceptedTheLogin() throws Exception {
        AtomicReference<Transport> transport = new AtomicReference<>();
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Offered) {
                closeFromAnotherThread(transport.get());
            }
        });
        try (ScriptedServer server = serve(HELLO.formatted(" mx"))) {
            transport.set(session().getTransport("parley"));
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.get().connect("localhost", server.port(), null, null));
            assertEquals("the connection was closed by another thread", e.getMessage());
            assertFalse(transport.get().isConnected());
        }
    }

    @Test
    void fromATraceSinkOnTheSameThread() throws Exception {
        AtomicReference<Transport> transport = new AtomicReference<>();
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Connected) {
                try {
                    transport.get().close();
                } catch (MessagingException e) {
                    throw new AssertionError(e);
                }
            }
        });
        try (ScriptedServer server = serve(HELLO.formatted(" mx"))) {
            transport.set(session().getTransport("parley"));
            assertThrows(
                    MessagingException.class, () -> transport.get().connect("localhost", server.port(), null, null));
            assertFalse(transport.get().isConnected());
        }
    }

    private static String failed(String server) {
        return "the connection to " + server + " failed while connecting" + NO_REPLY;
    }

    private void assertAborted(String protocol, String phase, SilentServer server) throws Exception {
        CountDownLatch connected = event(name(protocol), TraceEvent.Connected.class);
        try (server) {
            Transport transport = session().getTransport(protocol);
            CompletableFuture<Void> connecting = connecting(transport, server.port(), "secret");
            server.awaitSilence();
            connected.await();
            transport.close();
            String failure = failure(connecting);
            assertTrue(failure.contains("while " + phase) && failure.endsWith(NO_REPLY), failure);
            assertTrue(server.isLeft(20), "the socket is open");
            assertFalse(transport.isConnected());
            assertConnects(protocol, transport);
        }
    }

    /** The same object connects afterwards. */
    private void assertConnects(String protocol, Transport transport) throws Exception {
        boolean tls = protocol.equals("parleys");
        TestCertificate certificate =
                TestCertificate.make(folder.resolve("own" + System.nanoTime() + ".p12"), "localhost");
        properties.put("mail." + name(protocol) + ".localhost", "client.example");
        properties.put(
                "mail." + name(protocol) + ".ssl.socketFactory",
                certificate.context().getSocketFactory());
        String hello = HELLO.formatted(" mx").replace("EHLO", protocol.equals("lmtp") ? "LHLO" : "EHLO");
        DialogScript script = DialogScript.parse("again", (tls ? "S! tls\n" : "") + hello + "C: QUIT\nS: 221 bye\n");
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            properties.remove("mail.smtp.starttls.enable");
            transport.connect("localhost", server.port(), null, null);
            assertTrue(transport.isConnected());
            transport.close();
            assertEquals(script.conversation(), server.transcript());
        }
    }

    private static String name(String protocol) {
        return protocol.replace("parley", "smtp");
    }

    private static CompletableFuture<Void> connecting(Transport transport, int port, String password) {
        return inBackground(() -> transport.connect("localhost", port, password == null ? null : "joe", password));
    }

    private static String failure(CompletableFuture<Void> connecting) {
        ExecutionException e = assertThrows(ExecutionException.class, connecting::get);
        return Headline.of(assertInstanceOf(MessagingException.class, e.getCause()));
    }

    private CountDownLatch event(String protocol, Class<? extends TraceEvent> type) {
        CountDownLatch seen = new CountDownLatch(1);
        properties.put("mail." + protocol + ".trace.sink", (TraceSink) event -> {
            if (type.isInstance(event)) {
                seen.countDown();
            }
        });
        return seen;
    }

    private static void closeFromAnotherThread(Transport transport) {
        CompletableFuture<Void> closing = inBackground(transport::close);
        try {
            closing.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitQuietly(CountDownLatch event) {
        try {
            event.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Call {
        void run() throws MessagingException;
    }

    private static CompletableFuture<Void> inBackground(Call call) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                call.run();
                future.complete(null);
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return future;
    }
}
