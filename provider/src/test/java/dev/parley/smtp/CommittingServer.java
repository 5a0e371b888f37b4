package dev.parley.smtp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SMTP server that records which messages it committed: those whose end it has read and replied to with 250. A
 * message with the subject {@code rejected} gets 554; after one with the subject {@code unanswered} the server closes the
 * connection without a reply.
 */
final class CommittingServer implements AutoCloseable {
    private static final int PATIENCE = 30_000;
    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (.*?)\r?$");

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final String extensions;
    private final List<Thread> connections = Collections.synchronizedList(new ArrayList<>());
    private final List<String> committed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> unexpected = Collections.synchronizedList(new ArrayList<>());

    /** @param extensions the keywords of the EHLO reply, separated by blanks */
    CommittingServer(String extensions) throws IOException {
        this.extensions = extensions;
        thread(this::accept).start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections the server has accepted. */
    int connections() {
        return connections.size();
    }

    /** The subjects of the committed messages, in their order, when every client is gone. */
    List<String> committed() throws InterruptedException {
        for (Thread connection : List.copyOf(connections)) {
            connection.join(PATIENCE);
        }
        return List.copyOf(committed);
    }

    /** Lines that are no commands of a client that is in step. */
    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "committing server");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread connection = thread(() -> serve(client));
                connections.add(connection); // Before it replies: the client may ask for the number then.
                connection.start();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(PATIENCE);
            client.setTcpNoDelay(true);
            converse(new BufferedInputStream(client.getInputStream(), 1 << 16), client.getOutputStream());
        } catch (IOException e) {
            // The client closed the connection, and with it a message that was not complete.
        }
    }

    private void converse(InputStream in, OutputStream out) throws IOException {
        StringBuilder chunks = new StringBuilder();
        reply(out, "220 mx");
        while (true) {
            String line = line(in);
            String command = line.split(" ")[0];
            switch (command) {
                case "EHLO" -> reply(out, "250-mx\r\n250-" + extensions.replace(" ", "\r\n250-") + "\r\n250 HELP");
                case "MAIL", "RCPT", "RSET", "NOOP" -> {
                    chunks.setLength(0);
                    reply(out, "250 ok");
                }
                case "DATA" -> {
                    reply(out, "354 go");
                    commit(out, content(in));
                }
                case "BDAT" -> {
                    String[] words = line.split(" ");
                    chunks.append(octets(in, Integer.parseInt(words[1])));
                    if (words.length > 2) {
                        commit(out, chunks.toString());
                    } else {
                        reply(out, "250 ok");
                    }
                }
                case "QUIT" -> {
                    reply(out, "221 bye");
                    return;
                }
                default -> {
                    unexpected.add(line);
                    reply(out, "500 what");
                }
            }
        }
    }

    private void commit(OutputStream out, String content) throws IOException {
        Matcher subject = SUBJECT.matcher(content);
        String name = subject.find() ? subject.group(1) : "without a subject";
        if (name.equals("rejected")) {
            reply(out, "554 5.6.0 rejected");
            return;
        }
        committed.add(name);
        if (name.equals("unanswered")) {
            throw new EOFException();
        }
        reply(out, "250 ok");
    }

    private static String content(InputStream in) throws IOException {
        StringBuilder content = new StringBuilder();
        for (String line = line(in); !line.equals("."); line = line(in)) {
            content.append(line).append("\r\n");
        }
        return content.toString();
    }

    private static String octets(InputStream in, int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException();
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            } else if (octet == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) octet);
        }
    }

    private static void reply(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
