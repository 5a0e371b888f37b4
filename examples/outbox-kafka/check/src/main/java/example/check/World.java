package example.check;

import example.Outbox;
import example.Settings;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kafka, and a mail server of five domains for each check. */
final class World implements AutoCloseable {
    static final int DOMAINS = 5;
    static final int CONNECTIONS = 4;

    /** For files of a check. */
    final Path folder = Files.createTempDirectory("outbox-kafka");

    final Broker broker = new Broker(Files.createDirectory(folder.resolve("kafka")));
    private final List<DomainServer> servers = new ArrayList<>();
    private boolean closed;

    World() throws Exception {
        // Also when this process is terminated.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** A mail server that the end of the check closes. */
    DomainServer serve(List<Script> scripts, int port) throws IOException {
        DomainServer server = new DomainServer(scripts, port);
        servers.add(server);
        return server;
    }

    /** A port on which no server listens. */
    static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The five domains of one check: each check has topics of its own. */
    final class Domains {
        final Ledger ledger = new Ledger();
        final List<Script> scripts = new ArrayList<>();
        private final String suffix;
        private final Properties properties = new Properties();

        /** @param millis see {@link Script} */
        Domains(String check, long millis) throws IOException {
            suffix = check + ".example";
            properties.put("bootstrap.servers", broker.address());
            properties.put("delays", "PT1S");
            properties.put("lifetime", "PT1H");
            properties.put("uncertain", "park");
            properties.put("mail.smtp.host", "127.0.0.1");
            properties.put("mail.smtp.pool.size", String.valueOf(CONNECTIONS));
            properties.put("mail.smtp.deadline", "10000");
            properties.put("mail.smtp.sendpartial", "true");
            for (int i = 0; i < DOMAINS; i++) {
                scripts.add(new Script(domain(i), ledger, millis));
            }
            properties.put("mail.smtp.port", String.valueOf(serve(scripts, 0).port()));
            properties.put(
                    "lanes", scripts.stream().map(Script::domain).collect(Collectors.joining(",", "", ",other")));
        }

        String domain(int i) {
            return "d" + i + "." + suffix;
        }

        /** @param worker the argument of EHLO */
        Properties properties(String worker) {
            Properties own = new Properties();
            own.putAll(properties);
            own.put("mail.smtp.localhost", worker);
            return own;
        }

        Settings settings(String worker) {
            return new Settings(properties(worker));
        }
    }

    /**
     * @param recipients as in a To header
     * @return the Message-ID
     */
    static String enqueue(Outbox outbox, String... recipients)
            throws MessagingException, IOException, ExecutionException, InterruptedException {
        List<InternetAddress> addresses = List.of(InternetAddress.parse(String.join(",", recipients)));
        MimeMessage message = new MimeMessage((Session) null);
        message.setFrom("shop@sender.example");
        message.setSubject("Your order");
        message.setText("Dear customer,\n.\nthank you.\n");
        outbox.enqueue(message, "bounces@sender.example", addresses);
        return message.getMessageID();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            for (DomainServer server : servers) {
                server.close();
            }
            broker.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            e.printStackTrace(System.out);
        }
    }
}
