package dev.parley.smtp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes any mail over one connection, counts its octets and forgets them. */
final class DiscardingServer implements AutoCloseable {
    private static final byte[] END = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final List<String> commands = new ArrayList<>();
    private final Thread thread = new Thread(this::serve, "discarding server");
    private final String offered;
    private long octets;

    /** @param offered one line of the EHLO reply */
    DiscardingServer(String offered) throws IOException {
        this.offered = offered;
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What was said, without contents, when the client is gone. */
    List<String> commands() throws InterruptedException {
        thread.join();
        return commands;
    }

    /** Of the content, without the final dot. */
    long octets() throws InterruptedException {
        thread.join();
        return octets;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        try (Socket client = listener.accept()) {
            InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 18);
            say(client, "220 mx");
            for (String command = line(in); !command.isEmpty(); command = line(in)) {
                commands.add(command);
                say(client, command.startsWith("EHLO") ? "250-mx\r\n250 " + offered : reply(command));
                if (command.equals("DATA")) {
                    discard(in);
                    say(client, "250 ok");
                }
            }
        } catch (IOException e) {
            // The client is gone, or the test.
        }
    }

    private static String reply(String command) {
        return command.equals("DATA") ? "354 go" : "250 ok";
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    /** The client waits behind the dot: it ends what has arrived. */
    private void discard(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        byte[] last = new byte[END.length];
        while (!Arrays.equals(last, END)) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new IOException("the client closed inside a message");
            }
            octets += count;
            int kept = Math.min(count, last.length);
            System.arraycopy(last, kept, last, 0, last.length - kept);
            System.arraycopy(buffer, count - kept, last, last.length - kept, kept);
        }
        octets -= ".\r\n".length();
    }
}
