package dev.parley.bench;

import dev.parley.bench.server.Sink;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Measures the rate of sending and its CPU time, and prints Markdown. The server is in another process; the clients take
 * turns in every round, and the median of the rounds counts.
 */
public final class Throughput {
    private static final String RAW = "raw";
    private static final Map<String, String> IN_CLEAR = Map.of("mail.smtp.starttls.enable", "false");
    private static final List<Integer> SIZES = List.of(2_000, 100_000, 10_000_000);
    private static final List<Integer> CROWDS = List.of(1, 8, 64);
    private static final int CROWD_SIZE = 5_000;
    private static final int TRACED_SIZE = 2_000;
    private static final int CONNECT_SLICES = 4;

    /** The number of turns before the measurement, at least. */
    private static final int WARM_UPS = 2;

    private static final int MOST_WARM_UPS = 6;

    /** At most; the first connects need more turns. */
    private static final int CONNECT_WARM_UPS = 12;

    /** The part of the time that the compiler may take when the warm-up ends. */
    private static final double COMPILER_IDLE = 0.03;

    private static final String PASSWORD = "changeit";

    private final Sink sink;
    private final Path store;
    private final Map<String, String> ours;
    private final int rounds;
    private final long slice;

    private Throughput(Sink sink, Path store, Map<String, String> ours, boolean quick) {
        this.sink = sink;
        this.store = store;
        this.ours = ours;
        this.rounds = quick ? 3 : 5;
        this.slice = quick ? 100_000_000L : 300_000_000L;
    }

    /** Repeats one operation for a time. */
    private interface Task {
        Cost run(long nanos) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> properties = Arrays.stream(args)
                .filter(arg -> arg.contains("="))
                .map(arg -> arg.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Path folder = Files.createTempDirectory("bench");
        Path store = Sink.store(folder);
        try (Sink sink = Sink.start(folder)) {
            System.setProperty("javax.net.ssl.trustStore", store.toString());
            System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
            Throughput throughput =
                    new Throughput(sink, store, properties, List.of(args).contains("--quick"));
            Machine.print();
            throughput.discardFirstRows();
            throughput.bodies(false);
            throughput.bodies(true);
            throughput.crowds();
            throughput.connects();
            throughput.traces();
        } finally {
            Files.deleteIfExists(store);
            Files.delete(folder);
        }
    }

    /** In the first seconds of a JVM its compiler is busy, whichever row is measured. */
    private void discardFirstRows() throws Exception {
        for (Messages kind : Messages.values()) {
            costs(kind, SIZES.get(0), false);
        }
    }

    private void bodies(boolean tls) throws Exception {
        System.out.println("\n#### Bodies, " + (tls ? "TLS 1.3" : "without TLS") + "\n");
        System.out.println("| body | Angus + TCP_NODELAY | Parley | Angus | raw | Parley ÷ raw"
                + " | thread CPU µs: Angus → Parley → raw | process CPU µs | allocated KB: Angus → Parley |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (Messages kind : Messages.values()) {
            for (int size : SIZES) {
                body(kind, size, tls);
            }
        }
    }

    private void body(Messages kind, int size, boolean tls) throws Exception {
        int octets = Messages.octets(kind.of(session(Client.PARLEY, IN_CLEAR), size, 1)).length;
        print(kind, size, octets, costs(kind, size, tls));
    }

    private Map<String, Cost> costs(Messages kind, int size, boolean tls) throws Exception {
        Map<String, String> security = tls ? tls(false) : IN_CLEAR;
        List<Sender> senders = new ArrayList<>();
        Map<String, Task> tasks = new LinkedHashMap<>();
        for (Client client : Client.values()) {
            Session session = session(client, security);
            MimeMessage message = kind.of(session, size, 1);
            senders.add(Sender.connected(client, session, () -> message));
            task(tasks, client.toString(), senders);
        }
        MimeMessage message = kind.of(session(Client.PARLEY, security), size, 1);
        senders.add(new RawSender(sink.port(), tls, trusting(), Messages.octets(message)));
        task(tasks, RAW, senders);
        Map<String, Cost> costs = measure(tasks, 1);
        for (Sender sender : senders) {
            sender.close();
        }
        return costs;
    }

    private static void task(Map<String, Task> tasks, String name, List<Sender> senders) {
        Sender last = senders.get(senders.size() - 1);
        tasks.put(
                name,
                nanos -> Cost.of(
                        () -> {
                            last.send();
                            return null;
                        },
                        nanos));
    }

    private void print(Messages kind, int size, int octets, Map<String, Cost> costs) {
        Cost angus = costs.get(Client.ANGUS_NODELAY.toString());
        Cost parley = costs.get(Client.PARLEY.toString());
        Cost raw = costs.get(RAW);
        System.out.printf(
                Locale.ROOT,
                "| %s, %s | %s | **%s** | %s | %s | %.0f%% | %.0f → %.0f → %.0f | %.0f → %.0f → %.0f"
                        + " | %.1f → %.1f |%n",
                kind,
                size < 1_000_000 ? size / 1000 + " KB" : size / 1_000_000 + " MB",
                size < 1_000_000
                        ? "%.0f/s".formatted(1e9 / angus.wall())
                        : "%.0f MB/s".formatted(octets * 1e3 / angus.wall()),
                times(angus, parley),
                times(angus, costs.get(Client.ANGUS.toString())),
                times(angus, raw),
                100 * raw.wall() / parley.wall(),
                angus.cpu() / 1e3,
                parley.cpu() / 1e3,
                raw.cpu() / 1e3,
                angus.process() / 1e3,
                parley.process() / 1e3,
                raw.process() / 1e3,
                angus.allocated() / 1e3,
                parley.allocated() / 1e3);
    }

    private static String times(Cost one, Cost other) {
        return String.format(Locale.ROOT, "%.1f×", one.wall() / other.wall());
    }

    private void crowds() throws Exception {
        System.out.println("\n#### Concurrent connections, 5 KB of 7-bit text, each message composed anew\n");
        System.out.println("| connections | " + Client.ANGUS_NODELAY + " | Parley | Angus | CPU µs a message:"
                + " Angus → Parley | CPU ÷ Angus's |");
        System.out.println("|---|---|---|---|---|---|");
        for (int count : CROWDS) {
            Map<String, Task> tasks = new LinkedHashMap<>();
            List<Crowd> crowds = new ArrayList<>();
            for (Client client : Client.values()) {
                List<Sender> senders = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    Session session = session(client, IN_CLEAR);
                    senders.add(Sender.connected(client, session, () -> Messages.TEXT.of(session, CROWD_SIZE, 1)));
                }
                Crowd crowd = new Crowd(senders, Executors.newFixedThreadPool(count));
                crowds.add(crowd);
                tasks.put(client.toString(), nanos -> crowd.send(3 * nanos));
            }
            Map<String, Cost> costs = measure(tasks, 1);
            for (Crowd crowd : crowds) {
                crowd.close();
            }
            Cost angus = costs.get(Client.ANGUS_NODELAY.toString());
            Cost parley = costs.get(Client.PARLEY.toString());
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.0f/s | **%s** | %s | %.0f → %.0f | **%.2f** |%n",
                    count,
                    1e9 / angus.wall(),
                    times(angus, parley),
                    times(angus, costs.get(Client.ANGUS.toString())),
                    angus.process() / 1e3,
                    parley.process() / 1e3,
                    parley.process() / angus.process());
        }
    }

    private void connects() throws Exception {
        System.out.println("\n#### Connecting\n");
        System.out.println("| | ms | thread CPU µs | ÷ Angus's | process CPU µs | ÷ Angus's | allocated KB |");
        System.out.println("|---|---|---|---|---|---|---|");
        connects("in clear", IN_CLEAR);
        connects("STARTTLS", tls(true));
        connects("STARTTLS, `ssl.trust=*`", tls(false));
        Map<String, String> login = new HashMap<>(tls(true));
        login.put("mail.smtp.auth", "true");
        connects("STARTTLS, AUTH PLAIN", login);
    }

    private void connects(String name, Map<String, String> properties) throws Exception {
        Map<String, Task> tasks = new LinkedHashMap<>();
        for (Client client : Client.values()) {
            tasks.put(client.toString(), connecting(client, properties));
        }
        Map<String, Cost> costs = measure(tasks, CONNECT_SLICES);
        Cost angus = costs.get(Client.ANGUS_NODELAY.toString());
        costs.forEach((client, cost) -> System.out.printf(
                Locale.ROOT,
                "| %s, %s | %.1f | %.0f | **%.2f** | %.0f | **%.2f** | %.0f |%n",
                name,
                client,
                cost.wall() / 1e6,
                cost.cpu() / 1e3,
                cost.cpu() / angus.cpu(),
                cost.process() / 1e3,
                cost.process() / angus.process(),
                cost.allocated() / 1e3));
    }

    private Task connecting(Client client, Map<String, String> properties) {
        Session session = session(client, properties);
        boolean login = properties.containsKey("mail.smtp.auth");
        return nanos -> Cost.of(
                () -> {
                    try (Transport transport = client.transport(session)) {
                        transport.connect("localhost", sink.port(), login ? "user" : null, login ? "password" : null);
                    }
                    return null;
                },
                nanos);
    }

    /** The cost of each kind of trace: of a short parsed message, compared with {@code trace.ring=0}. */
    private void traces() throws Exception {
        System.out.println("\n#### Trace of a parsed message of 2 KB, without TLS\n");
        System.out.println("| | thread CPU µs | allocated KB |");
        System.out.println("|---|---|---|");
        Map<String, Map<String, String>> kinds = new LinkedHashMap<>();
        kinds.put("no trace, no events kept (`trace.ring=0`)", Map.of("mail.smtp.trace.ring", "0"));
        kinds.put("no trace (the default)", Map.of());
        kinds.put("`trace=jfr`, not recording", Map.of("mail.smtp.trace", "jfr"));
        kinds.put("`trace=text`", Map.of("mail.smtp.trace", "text"));
        kinds.put("`trace=json`", Map.of("mail.smtp.trace", "json", "mail.smtp.trace.file", "/dev/null"));
        List<Sender> senders = new ArrayList<>();
        Map<String, Task> tasks = new LinkedHashMap<>();
        for (Map.Entry<String, Map<String, String>> kind : kinds.entrySet()) {
            Map<String, String> properties = new HashMap<>(kind.getValue());
            properties.putAll(IN_CLEAR);
            Session session = session(Client.PARLEY, properties);
            session.setDebugOut(new PrintStream(OutputStream.nullOutputStream()));
            MimeMessage message = Messages.PARSED.of(session, TRACED_SIZE, 1);
            senders.add(Sender.connected(Client.PARLEY, session, () -> message));
            task(tasks, kind.getKey(), senders);
        }
        measure(tasks, 1)
                .forEach((name, cost) -> System.out.printf(
                        Locale.ROOT, "| %s | %.0f | %.1f |%n", name, cost.cpu() / 1e3, cost.allocated() / 1e3));
        for (Sender sender : senders) {
            sender.close();
        }
    }

    /** @param slices the length of a turn */
    private Map<String, Cost> measure(Map<String, Task> tasks, int slices) throws Exception {
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        warmUp(tasks, slices);
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Task> each : tasks.entrySet()) {
                costs.computeIfAbsent(each.getKey(), name -> new ArrayList<>())
                        .add(each.getValue().run(slices * slice));
            }
        }
        Map<String, Cost> medians = new LinkedHashMap<>();
        costs.forEach((name, all) -> medians.put(name, Cost.median(all)));
        return medians;
    }

    /**
     * Runs all tasks in turns, until the compiler is nearly idle: its CPU time is that of the process, too, and the client
     * with more code has more of it.
     */
    private void warmUp(Map<String, Task> tasks, int slices) throws Exception {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        int most = slices == CONNECT_SLICES ? CONNECT_WARM_UPS : MOST_WARM_UPS;
        for (int turn = 1; turn <= most; turn++) {
            long start = System.nanoTime();
            long before = compiler.getTotalCompilationTime();
            for (Task task : tasks.values()) {
                task.run(slices * slice);
            }
            long compiled = (compiler.getTotalCompilationTime() - before) * 1_000_000;
            if (turn >= WARM_UPS && compiled < COMPILER_IDLE * (System.nanoTime() - start)) {
                return;
            }
        }
    }

    private Session session(Client client, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        if (client.isParley()) {
            all.putAll(ours);
        }
        return client.session(sink.port(), all);
    }

    private static Map<String, String> tls(boolean verified) {
        Map<String, String> properties = new HashMap<>();
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", String.valueOf(verified));
        if (!verified) {
            properties.put("mail.smtp.ssl.trust", "*");
        }
        return properties;
    }

    private SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            certificates.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
