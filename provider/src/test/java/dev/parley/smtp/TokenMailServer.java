package dev.parley.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** An SMTP server that accepts logins with XOAUTH2 and counts messages, accepted and rejected logins. */
final class TokenMailServer implements AutoCloseable {
    private static final String BEARER = "auth=Bearer ";

    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "token mail server");
        thread.setDaemon(true);
        return thread;
    });
    private final Predicate<String> accepts;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger rejected = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();

    /** @param accepts whether a token is valid now */
    TokenMailServer(Predicate<String> accepts) throws IOException {
        this.accepts = accepts;
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    int rejected() {
        return rejected.get();
    }

    int messages() {
        return messages.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            reply(client, "220 mx");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split("[ :]")[0];
                switch (verb) {
                    case "EHLO" -> reply(client, "250-mx\r\n250-PIPELINING\r\n250 AUTH XOAUTH2");
                    case "AUTH" -> logIn(client, line.substring(line.lastIndexOf(' ') + 1), in);
                    case "DATA" -> {
                        reply(client, "354 go");
                        for (String text = in.readLine(); !".".equals(text); text = in.readLine()) {
                            if (text == null) {
                                return;
                            }
                        }
                        messages.incrementAndGet();
                        reply(client, "250 ok");
                    }
                    case "QUIT" -> {
                        reply(client, "221 bye");
                        return;
                    }
                    default -> reply(client, "250 ok");
                }
            }
        } catch (IOException e) {
            // The client closed the connection.
        }
    }

    private void logIn(Socket client, String response, BufferedReader in) throws IOException {
        String message = new String(Base64.getDecoder().decode(response), StandardCharsets.UTF_8);
        int begin = message.indexOf(BEARER) + BEARER.length();
        String token = message.substring(begin, message.indexOf('\u0001', begin));
        if (accepts.test(token)) {
            accepted.incrementAndGet();
            reply(client, "235 ok");
            return;
        }
        rejected.incrementAndGet();
        String reason = "{\"status\":\"400\",\"token\":\"" + token + "\"}";
        reply(client, "334 " + Base64.getEncoder().encodeToString(reason.getBytes(StandardCharsets.UTF_8)));
        in.readLine();
        reply(client, "535 5.7.8 rejected: " + token);
    }

    private static void reply(Socket client, String reply) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
