package dev.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that performs a few steps on one connection, and from then on only reads until the client closes. */
public final class SilentServer implements AutoCloseable {
    /** The step that waits until the client has sent something. */
    public static final String READ = "<";

    private final ServerSocket listener;
    private final CountDownLatch silent = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private SilentServer(ServerSocket listener) {
        this.listener = listener;
    }

    /** @param steps lines to send, without CRLF at the end, or {@link #READ} */
    public static SilentServer start(String... steps) throws IOException {
        SilentServer server = new SilentServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(() -> server.perform(steps));
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Waits until the last step is done. */
    public void awaitSilence() throws InterruptedException {
        if (!silent.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the client has not sent what the steps of the server wait for");
        }
    }

    /** Whether the client has closed the connection, or does so within the time. */
    public boolean isLeft(int seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void perform(String... steps) {
        try (Socket client = listener.accept()) {
            InputStream in = client.getInputStream();
            for (String step : steps) {
                if (step.equals(READ)) {
                    in.read(new byte[32 * 1024]);
                } else {
                    client.getOutputStream().write((step + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            silent.countDown();
            readToEnd(in);
            ended.countDown();
        } catch (IOException e) {
            // The test is over, or sees what the client makes of it.
        }
    }

    private static void readToEnd(InputStream in) {
        try {
            while (in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            // The client is gone without a word.
        }
    }
}
