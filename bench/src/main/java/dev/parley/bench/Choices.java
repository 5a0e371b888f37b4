package dev.parley.bench;

import dev.parley.bench.server.CountingServer;
import dev.parley.bench.server.Counts;
import dev.parley.bench.server.Offer;
import dev.parley.bench.server.Sink;
import dev.parley.replay.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * Measures what an application can choose: how it sends many messages, the size of a chunk, and the kind of thread. Prints
 * Markdown. Only Parley sends.
 */
public final class Choices {
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final int MANY = 100;
    private static final int LARGE = 10_000_000;
    private static final int SHORT = 5_000;
    private static final int CONNECTIONS = 200;
    private static final long SLICE = 1_000_000_000L;

    private final SSLContext tls;
    private final int rounds;

    private Choices(SSLContext tls, int rounds) {
        this.tls = tls;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("bench");
        Path store = Sink.store(folder);
        try (Sink sink = Sink.start(folder)) {
            SSLContext tls =
                    TestCertificate.make(folder.resolve("own.p12"), "localhost").context();
            Choices choices = new Choices(tls, List.of(args).contains("--quick") ? 1 : 3);
            Machine.print();
            choices.ways();
            choices.chunks();
            choices.threads(sink.port());
        } finally {
            Files.deleteIfExists(folder.resolve("own.p12"));
            Files.deleteIfExists(store);
            Files.delete(folder);
        }
    }

    private void ways() throws MessagingException, IOException {
        System.out.println(
                "\n#### " + MANY + " messages of 2 KB, STARTTLS, AUTH, round trip " + ROUND_TRIP.toMillis() + " ms\n");
        System.out.println("| | connections | turnarounds a message | ms a message |");
        System.out.println("|---|---|---|---|");
        Scenario each = Scenario.of(Offer.CHUNKING, MANY, 1).secured().by(Way.TRANSPORT_SEND);
        Scenario batch = each.by(Way.SEND_ALL);
        Map<String, Scenario> ways = new LinkedHashMap<>();
        ways.put("`Transport.send`", each);
        ways.put("`Transport.send`, `reuse=30`", each.with("mail.smtp.reuse", "30"));
        ways.put("one `Transport`, `sendMessage`", each.by(Way.ONE_TRANSPORT));
        ways.put("the same, `chunking=eager`", each.by(Way.ONE_TRANSPORT).with("mail.smtp.chunking", "eager"));
        ways.put("`sendAll`", batch);
        ways.put("`sendAll`, `pipelining=eager`", batch.with("mail.smtp.pipelining", "eager"));
        ways.put("`sendAll`, `chunking=eager`", batch.with("mail.smtp.chunking", "eager"));
        for (Map.Entry<String, Scenario> way : ways.entrySet()) {
            Scenario.Run run = way.getValue().run(Client.PARLEY, ROUND_TRIP, tls);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.0f |%n",
                    way.getKey(),
                    run.counts().connections(),
                    (double) run.counts().turnarounds() / MANY,
                    run.took().toNanos() / 1e6 / MANY);
        }
    }

    private void chunks() throws MessagingException, IOException {
        System.out.println(
                "\n#### One message of 10 MB, CHUNKING, round trip " + ROUND_TRIP.toMillis() + " ms, without TLS\n");
        System.out.println("| | turnarounds | ms |");
        System.out.println("|---|---|---|");
        chunk("DATA (`chunking=off`)", "mail.smtp.chunking", "off");
        for (int kilobytes : List.of(64, 256, 1024, 4096)) {
            chunk(
                    "BDAT, `chunksize=" + kilobytes * 1024 + "`" + (kilobytes == 256 ? " (the default)" : ""),
                    "mail.smtp.chunksize",
                    String.valueOf(kilobytes * 1024));
        }
    }

    private void chunk(String name, String property, String value) throws MessagingException, IOException {
        try (CountingServer server = CountingServer.start(Offer.CHUNKING, ROUND_TRIP, Optional.empty())) {
            Session session = Client.PARLEY.session(server.port(), Map.of(property, value));
            MimeMessage message = Messages.TEXT.of(session, LARGE, 1);
            long best = Long.MAX_VALUE;
            int turnarounds = 0;
            try (Transport transport = Client.PARLEY.transport(session)) {
                transport.connect();
                for (int i = 0; i < rounds + 2; i++) {
                    Counts before = server.counts();
                    long start = System.nanoTime();
                    transport.sendMessage(message, message.getAllRecipients());
                    best = Math.min(best, System.nanoTime() - start);
                    turnarounds = server.counts().turnarounds() - before.turnarounds();
                }
            }
            System.out.printf(Locale.ROOT, "| %s | %d | %.0f |%n", name, turnarounds, best / 1e6);
        }
    }

    private void threads(int port) throws Exception {
        System.out.println("\n#### " + CONNECTIONS + " connections, 5 KB of text, without TLS\n");
        System.out.println("| | messages a second | CPU µs a message |");
        System.out.println("|---|---|---|");
        Map<String, ExecutorService> kinds = new LinkedHashMap<>();
        kinds.put("platform threads", Executors.newFixedThreadPool(CONNECTIONS));
        virtualThreads().ifPresent(virtual -> kinds.put("virtual threads", virtual));
        Map<String, Crowd> crowds = new LinkedHashMap<>();
        for (Map.Entry<String, ExecutorService> kind : kinds.entrySet()) {
            crowds.put(kind.getKey(), new Crowd(senders(port), kind.getValue()));
        }
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        for (int round = -1; round < rounds; round++) {
            for (Map.Entry<String, Crowd> crowd : crowds.entrySet()) {
                Cost cost = crowd.getValue().send(SLICE);
                if (round >= 0) {
                    costs.computeIfAbsent(crowd.getKey(), name -> new ArrayList<>())
                            .add(cost);
                }
            }
        }
        for (Crowd crowd : crowds.values()) {
            crowd.close();
        }
        costs.forEach((name, all) -> {
            Cost cost = Cost.median(all);
            System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f |%n", name, 1e9 / cost.wall(), cost.process() / 1e3);
        });
    }

    private static List<Sender> senders(int port) throws MessagingException {
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Session session = Client.PARLEY.session(port, Map.of("mail.smtp.starttls.enable", "false"));
            senders.add(Sender.connected(Client.PARLEY, session, () -> Messages.TEXT.of(session, SHORT, 1)));
        }
        return senders;
    }

    /** Empty before JDK 21. */
    private static Optional<ExecutorService> virtualThreads() throws ReflectiveOperationException {
        try {
            return Optional.of((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }
}
