package example.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An SMTP server on loopback whose failures are those of its {@link Behaviour}. It records the accepted mails. */
final class RecordingServer implements AutoCloseable {
    /** How a server ends a transaction after the content. */
    enum End {
        ACCEPT,
        /** It accepts the mail, and the reply is lost. */
        ACCEPT_AND_CLOSE,
        CLOSE,
        REJECT_FOR_NOW,
        REJECT
    }

    /** Depends only on the arguments, so that a run can be repeated with its seed. */
    interface Behaviour {
        /** The reply to RCPT. */
        default String recipient(String address, int attempt) throws InterruptedException {
            return "250 2.1.5 Ok";
        }

        /** @param address the first recipient */
        default End content(String address, int attempt) throws InterruptedException {
            return End.ACCEPT;
        }

        /** The worker, by its EHLO name, has reached the next point of its dialog. */
        default void point(String worker) throws InterruptedException {}

        /** The longest time before a reply. */
        default int delayMillis() {
            return 0;
        }
    }

    private static final Pattern MESSAGE_ID = Pattern.compile("(?mi)^Message-ID: *(<.*>)");
    private static final Pattern ADDRESS = Pattern.compile("<(.*?)>");

    private final ServerSocket listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private final Map<String, List<byte[]>> accepted = new ConcurrentHashMap<>();
    private final Set<String> rejected = ConcurrentHashMap.newKeySet();
    private volatile Behaviour behaviour;

    RecordingServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        start("smtp listener", this::listen);
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The contents that were accepted, one for each time. */
    List<byte[]> accepted(String messageId, String address) {
        return accepted.getOrDefault(messageId + " " + address, List.of());
    }

    Set<String> acceptedKeys() {
        return accepted.keySet();
    }

    boolean hasRejected(String address) {
        return rejected.contains(address);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                start("smtp connection", () -> serve(connection));
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
        private final List<String> recipients = new ArrayList<>();
        private String worker = "";

        Dialog(Socket connection) throws IOException {
            in = new BufferedInputStream(connection.getInputStream());
            out = connection.getOutputStream();
        }

        void run() throws IOException, InterruptedException {
            reply("220 recorder.test ESMTP");
            for (String line = line(); line != null; line = line()) {
                String verb = line.substring(0, Math.min(4, line.length())).toUpperCase();
                switch (verb) {
                    case "EHLO" -> {
                        worker = line.substring(5).strip();
                        reply("250-recorder.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES");
                    }
                    case "MAIL" -> {
                        recipients.clear();
                        behaviour.point(worker);
                        reply("250 2.1.0 Ok");
                    }
                    case "RCPT" -> {
                        behaviour.point(worker);
                        reply(recipient(line));
                    }
                    case "DATA" -> {
                        behaviour.point(worker);
                        if (recipients.isEmpty()) {
                            reply("554 5.5.1 No valid recipients");
                        } else {
                            reply("354 Go ahead");
                            if (!content(read())) {
                                return;
                            }
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

        private String recipient(String line) throws InterruptedException {
            Matcher matcher = ADDRESS.matcher(line);
            String address = matcher.find() ? matcher.group(1) : "";
            String reply = behaviour.recipient(address, attempts.merge(address, 1, Integer::sum));
            if (reply.startsWith("2")) {
                recipients.add(address);
            } else if (reply.startsWith("5")) {
                rejected.add(address);
            }
            return reply;
        }

        /** Returns whether the connection remains open. */
        private boolean content(byte[] content) throws IOException, InterruptedException {
            behaviour.point(worker);
            End end = behaviour.content(recipients.get(0), attempts.get(recipients.get(0)));
            if (end == End.ACCEPT || end == End.ACCEPT_AND_CLOSE) {
                record(content);
                behaviour.point(worker);
            }
            switch (end) {
                case ACCEPT -> {
                    reply("250 2.0.0 Ok: queued");
                    behaviour.point(worker);
                }
                case REJECT_FOR_NOW -> reply("451 4.3.0 Try again later");
                case REJECT -> {
                    rejected.addAll(recipients);
                    reply("554 5.7.1 Content rejected");
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void record(byte[] content) {
            Matcher matcher = MESSAGE_ID.matcher(new String(content, ISO_8859_1));
            String messageId = matcher.find() ? matcher.group(1) : "";
            for (String address : recipients) {
                accepted.compute(messageId + " " + address, (key, before) -> {
                    List<byte[]> all = new ArrayList<>(before == null ? List.of() : before);
                    all.add(content);
                    return List.copyOf(all);
                });
            }
        }

        private void reply(String text) throws IOException, InterruptedException {
            int delay = behaviour.delayMillis();
            if (delay > 0) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(delay + 1));
            }
            out.write((text + "\r\n").getBytes(ISO_8859_1));
            out.flush();
        }

        /** Returns a line without its end; null after the last one. */
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
        private byte[] read() throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (String line = line(); !".".equals(line); line = line()) {
                if (line == null) {
                    throw new IOException("the connection ended within the content");
                }
                content.write((line.startsWith(".") ? line.substring(1) : line).getBytes(ISO_8859_1));
                content.write('\r');
                content.write('\n');
            }
            return content.toByteArray();
        }
    }
}
