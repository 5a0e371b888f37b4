package example.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import example.check.Ledger.Transaction;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A mail server of several domains, on loopback. The {@link Script} of the recipient's domain decides about a mail. */
final class DomainServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<Script> scripts;

    /** @param port 0: a free one */
    DomainServer(List<Script> scripts, int port) throws IOException {
        this.scripts = scripts;
        listener = new ServerSocket(port, 500, InetAddress.getLoopbackAddress());
        start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "mail server");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                start(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            new Dialog(connection).run();
        } catch (IOException | InterruptedException e) {
            // The worker was killed.
        } finally {
            connections.remove(connection);
        }
    }

    private final class Dialog {
        private final InputStream in;
        private final OutputStream out;
        private String worker = "";

        Dialog(Socket connection) throws IOException {
            in = new BufferedInputStream(connection.getInputStream());
            out = connection.getOutputStream();
        }

        void run() throws IOException, InterruptedException {
            Script script = null;
            Transaction transaction = null;
            List<String> accepted = new ArrayList<>();
            reply("220 server.test ESMTP");
            for (String line = line(); line != null; line = line()) {
                switch (line.substring(0, 4)) {
                    case "EHLO" -> {
                        worker = line.substring(5);
                        reply("250-server.test\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES");
                    }
                    case "MAIL" -> {
                        transaction = null;
                        accepted.clear();
                        reply("250 2.1.0 Ok");
                    }
                    case "RCPT" -> {
                        String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                        if (transaction == null) {
                            script = script(address);
                            transaction = script.begin(worker);
                        }
                        String reply = script.recipient(transaction, address);
                        if (reply.startsWith("2")) {
                            accepted.add(address);
                        }
                        reply(reply);
                    }
                    case "DATA" -> {
                        reply(accepted.isEmpty() ? "554 5.5.1 No valid recipients" : "354 Go ahead");
                        if (!accepted.isEmpty()) {
                            byte[] content = content();
                            if (!script.content(transaction, accepted, content)) {
                                return;
                            }
                            reply("250 2.0.0 Ok: queued");
                            script.replied(transaction);
                        }
                    }
                    case "QUIT" -> {
                        reply("221 2.0.0 Bye");
                        return;
                    }
                    default -> reply("250 2.0.0 Ok");
                }
            }
        }

        private Script script(String address) {
            return scripts.stream()
                    .filter(each -> address.endsWith("@" + each.domain()))
                    .findFirst()
                    .orElseThrow();
        }

        private void reply(String text) throws IOException {
            out.write((text + "\r\n").getBytes(ISO_8859_1));
            out.flush();
        }

        /** A line without its end; null after the last one. */
        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    return null;
                } else if (next != '\r') {
                    line.write(next);
                }
            }
            return line.toString(ISO_8859_1);
        }

        /** Reads until the final dot, and removes dot-stuffing. */
        private byte[] content() throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (String line = line(); !".".equals(line); line = line()) {
                if (line == null) {
                    throw new IOException("the connection ended within the content");
                }
                content.writeBytes((line.startsWith(".") ? line.substring(1) : line).getBytes(ISO_8859_1));
                content.writeBytes(new byte[] {'\r', '\n'});
            }
            return content.toByteArray();
        }
    }
}
