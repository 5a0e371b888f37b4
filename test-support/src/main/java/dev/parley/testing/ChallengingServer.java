package dev.parley.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server on a loopback address that has a challenge for every line of a login, as long as the client stays. */
public final class ChallengingServer implements AutoCloseable {
    private final ServerSocket listener;
    private final String greeting;
    private final String hello;
    private final String challenge;

    private ChallengingServer(String greeting, String hello, String challenge) throws IOException {
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.greeting = greeting;
        this.hello = hello;
        this.challenge = challenge;
    }

    /**
     * @param greeting what the server sends first
     * @param hello the reply to EHLO; empty where the protocol has none
     * @param challenge the reply to every other line
     */
    public static ChallengingServer start(String greeting, String hello, String challenge) throws IOException {
        ChallengingServer server = new ChallengingServer(greeting, hello, challenge);
        Thread thread = new Thread(server::serve, "challenging server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        try (Socket client = listener.accept()) {
            OutputStream out = client.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            out.write(greeting.getBytes(StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((line.startsWith("EHLO") ? hello : challenge).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The client is gone, which is what the test waits for.
        }
    }
}
