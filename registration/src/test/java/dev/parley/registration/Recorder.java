package dev.parley.registration;

import jakarta.mail.MessagingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;

/** Takes mail over one connection, 8 bits and UTF-8 fields included, and gives its octets. */
final class Recorder implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    Recorder() throws IOException {
        Thread thread = new Thread(this::serve, "recorder");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What comes of sending a message: its octets, or why there are none. */
    String octets(Callable<?> sending) throws Exception {
        try {
            sending.call();
            return messages.take();
        } catch (MessagingException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        try (Socket client = listener.accept()) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            say(client, "220 mx");
            for (String command = line(in); !command.isEmpty(); command = line(in)) {
                if (command.startsWith("EHLO")) {
                    say(client, "250-mx\r\n250-8BITMIME\r\n250 SMTPUTF8");
                } else if (command.startsWith("DATA")) {
                    say(client, "354 go");
                    messages.add(message(in));
                    say(client, "250 ok");
                } else {
                    say(client, "250 ok");
                }
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String message(InputStream in) throws IOException {
        StringBuilder message = new StringBuilder();
        for (String line = line(in); !line.equals(".\r\n"); line = line(in)) {
            message.append(line);
        }
        return message.toString();
    }

    /** With its end; as ISO-8859-1. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.append((char) octet);
            if (octet == '\n') {
                return line.toString();
            }
        }
        return "";
    }
}
