package dev.parley.sieve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A ManageSieve server for one connection, which replies to one command as a test says, and to all others with OK. */
final class HostileServer implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final String mechanism;
    private final String command;
    private final String reply;
    private final int times;
    private final Thread thread;

    /**
     * @param command to which the reply belongs; GREETING for the greeting, CHALLENGE for a challenge before the reply
     * @param times how often the reply is sent, or until the client has closed the connection
     */
    HostileServer(String mechanism, String command, String reply, int times) throws IOException {
        this.mechanism = mechanism;
        this.command = command;
        this.reply = reply;
        this.times = times;
        this.thread = new Thread(this::run, "hostile server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Socket client = listener.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = client.getOutputStream();
            answer(out, "GREETING", capabilities());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split(" ")[0].toUpperCase(Locale.ROOT);
                if (line.endsWith("+}")) {
                    in.readLine();
                }
                switch (verb) {
                    case "AUTHENTICATE" -> logIn(in, out);
                    case "NOOP" -> {
                        answer(out, verb, "");
                        write(out, "OK (TAG " + line.substring(5) + ")\r\n");
                    }
                    case "CAPABILITY" -> {
                        answer(out, verb, "");
                        write(out, capabilities());
                    }
                    case "LOGOUT" -> {
                        answer(out, verb, "OK\r\n");
                        return;
                    }
                    default -> answer(out, verb, "OK\r\n");
                }
            }
        } catch (IOException e) {
            // The client or the test has ended it.
        }
    }

    private String capabilities() {
        return "\"IMPLEMENTATION\" \"x\"\r\n\"SASL\" \"" + mechanism
                + "\"\r\n\"SIEVE\" \"\"\r\n\"VERSION\" \"1.0\"\r\nOK\r\n";
    }

    private void logIn(BufferedReader in, OutputStream out) throws IOException {
        int challenges = mechanism.equals("LOGIN") ? 2 : mechanism.equals("CRAM-MD5") ? 1 : 0;
        for (int i = 0; i < challenges; i++) {
            write(out, "\"PDFAeD4=\"\r\n");
            in.readLine();
        }
        if (command.equals("CHALLENGE")) {
            answer(out, "CHALLENGE", "");
            in.readLine();
            write(out, "NO\r\n");
        } else {
            answer(out, "AUTHENTICATE", "OK\r\n");
        }
    }

    private void answer(OutputStream out, String to, String otherwise) throws IOException {
        if (!to.equals(command)) {
            write(out, otherwise);
            return;
        }
        String piece = times == 1 ? reply : reply.repeat(Math.max(1, Math.min(times, PIECE / reply.length())));
        for (long sent = 0; sent < (long) times * reply.length(); sent += piece.length()) {
            write(out, piece);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
