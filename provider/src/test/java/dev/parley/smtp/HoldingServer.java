package dev.parley.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Accepts mail over any number of connections. It can hold back its greeting, or its reply to each content or to QUIT. It
 * rejects the recipient {@code rejected@x.test}.
 */
final class HoldingServer implements AutoCloseable {
    /** The reply that is held back until {@link #release}. */
    enum Held {
        NONE,
        GREETING,
        CONTENT,
        QUIT
    }

    private final ServerSocket listener = new ServerSocket(0, 2000, InetAddress.getByName("127.0.0.1"));
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Step> heldBack = new LinkedBlockingQueue<>();
    private final Semaphore reached = new Semaphore(0);
    private final Semaphore left = new Semaphore(0);
    private final Held held;
    private volatile boolean released;

    private interface Step {
        void run() throws IOException;
    }

    private HoldingServer(Held held) throws IOException {
        this.held = held;
    }

    static HoldingServer start(Held held) throws IOException {
        HoldingServer server = new HoldingServer(held);
        inBackground(server::accept);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return clients.size();
    }

    /** The recipients of the messages that were accepted. */
    List<String> delivered() {
        return List.copyOf(delivered);
    }

    /** Waits until so many replies are held back. */
    void awaitHeld(int count) throws InterruptedException {
        if (!reached.tryAcquire(count, 20, TimeUnit.SECONDS)) {
            throw new AssertionError("not reached: " + held);
        }
    }

    /** Sends replies that are held back; one to a client that is gone is lost. */
    void release(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Step reply = heldBack.poll(20, TimeUnit.SECONDS);
            if (reply == null) {
                throw new AssertionError("not reached: " + held);
            }
            reply.run();
        }
    }

    /** Sends the replies that are held back, and holds back no more. */
    void releaseAll() throws IOException {
        released = true;
        sendHeldBack();
    }

    private void sendHeldBack() throws IOException {
        for (Step reply = heldBack.poll(); reply != null; reply = heldBack.poll()) {
            reply.run();
        }
    }

    /** Waits until so many clients have closed their connection. */
    boolean awaitLeft(int count) throws InterruptedException {
        return left.tryAcquire(count, 20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            clients.add(client);
            inBackground(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            reply(Held.GREETING, () -> write(client, "220 mx"));
            String recipient = "";
            boolean content = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(".")) {
                    String accepted = recipient;
                    content = false;
                    reply(Held.CONTENT, () -> {
                        delivered.add(accepted);
                        write(client, "250 ok");
                    });
                } else if (!content) {
                    String answer = answer(line);
                    content = line.equals("DATA");
                    recipient = line.startsWith("RCPT TO:<") ? line.substring(9, line.indexOf('@')) : recipient;
                    reply(line.equals("QUIT") ? Held.QUIT : Held.NONE, () -> write(client, answer));
                }
            }
        } finally {
            left.release();
        }
    }

    private static String answer(String line) {
        if (line.startsWith("RCPT TO:<rejected@")) {
            return "550 5.1.1 no such user";
        }
        return line.equals("DATA") ? "354 go" : line.equals("QUIT") ? "221 bye" : "250 ok";
    }

    private void reply(Held kind, Step reply) throws IOException {
        if (kind == held && kind != Held.NONE && !released) {
            heldBack.add(reply);
            reached.release();
            if (released) {
                sendHeldBack();
            }
        } else {
            reply.run();
        }
    }

    private static void write(Socket client, String line) throws IOException {
        try {
            client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        } catch (SocketException e) {
            // The client is gone.
        }
    }

    private static void inBackground(Step task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The client is gone, or the test.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
