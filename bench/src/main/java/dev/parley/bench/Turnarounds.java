package dev.parley.bench;

import dev.parley.bench.server.Offer;
import dev.parley.replay.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;

/**
 * Counts how often clients wait for a server, and how long that takes them, near and far: as Markdown.
 *
 * <p>Waiting takes no CPU, so that many runs wait at a time, the longest first. A short run is made three times, and the
 * middle one counts.
 */
public final class Turnarounds {
    private static final Duration NEAR = Duration.ofMillis(20);
    private static final Duration FAR = Duration.ofMillis(100);
    private static final int SHORT = 20;

    private final boolean quick;
    private final int many;
    private final SSLContext tls;

    private record Cell(Scenario scenario, Client client, Duration roundTrip) {
        Duration estimate() {
            return roundTrip.multipliedBy(
                    (long) scenario.messages() * (client.isParley() ? 2 : 3 + scenario.recipients()));
        }
    }

    private Turnarounds(boolean quick, SSLContext tls) {
        this.quick = quick;
        this.many = quick ? 20 : 100;
        this.tls = tls;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("bench");
        Path store = folder.resolve("server.p12");
        try {
            SSLContext tls = TestCertificate.make(store, "localhost").context();
            new Turnarounds(List.of(args).contains("--quick"), tls).print();
        } finally {
            Files.deleteIfExists(store);
            Files.delete(folder);
        }
    }

    private void print() throws Exception {
        Machine.print();
        Map<String, Map<String, Scenario>> tables = tables();
        List<Scenario> all = tables.values().stream()
                .flatMap(table -> table.values().stream())
                .toList();
        runAll(cells(all.stream().map(scenario -> scenario.times(2)).toList(), List.of(Duration.ZERO)), 2);
        Map<Cell, Scenario.Run> runs = runAll(cells(all, List.of(NEAR)), 16);
        if (!quick) {
            runs.putAll(runAll(cells(all, List.of(FAR)), 40));
        }
        tables.forEach((title, scenarios) -> print(title, scenarios, runs));
    }

    private Map<String, Map<String, Scenario>> tables() {
        Map<String, Map<String, Scenario>> tables = new LinkedHashMap<>();
        Scenario pipelining = Scenario.of(Offer.PIPELINING, 1, 1);
        Map<String, Scenario> first = scenarios(pipelining);
        Scenario batch = pipelining.times(many).by(Way.SEND_ALL).with("mail.smtp.pipelining", "eager");
        first.put(many + " messages, sendAll, mail.smtp.pipelining=eager", batch);
        first.put(
                many + " by Transport.send, STARTTLS, AUTH, reuse",
                pipelining.times(many).by(Way.TRANSPORT_SEND).secured().with("mail.smtp.reuse", "30"));
        Scenario chunking = Scenario.of(Offer.CHUNKING, 1, 1);
        tables.put("PIPELINING", first);
        tables.put("PIPELINING and CHUNKING", scenarios(chunking));
        tables.put(
                "PIPELINING and CHUNKING, mail.smtp.chunking=eager",
                scenarios(chunking.with("mail.smtp.chunking", "eager")));
        tables.put("Neither PIPELINING nor CHUNKING", scenarios(Scenario.of(Offer.NOTHING, 1, 1)));
        return tables;
    }

    private Map<String, Scenario> scenarios(Scenario one) {
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        scenarios.put("1 message, 1 recipient", one);
        for (int recipients : List.of(10, 100)) {
            scenarios.put(
                    "1 message, " + recipients + " recipients, sendpartial",
                    new Scenario(one.offer(), one.properties(), one.way(), 1, recipients)
                            .with("mail.smtp.sendpartial", "true"));
        }
        scenarios.put(many + " messages", one.times(many));
        scenarios.put(many + " messages, sendAll", one.times(many).by(Way.SEND_ALL));
        scenarios.put("1 message, STARTTLS, AUTH", one.secured());
        return scenarios;
    }

    private static List<Cell> cells(List<Scenario> scenarios, List<Duration> roundTrips) {
        List<Cell> cells = new ArrayList<>();
        for (Duration roundTrip : roundTrips) {
            for (Scenario scenario : scenarios) {
                for (Client client : Client.values()) {
                    cells.add(new Cell(scenario, client, roundTrip));
                }
            }
        }
        return cells;
    }

    private Map<Cell, Scenario.Run> runAll(List<Cell> cells, int atATime) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atATime);
        try {
            Map<Cell, Future<Scenario.Run>> running = new LinkedHashMap<>();
            cells.stream()
                    .sorted(Comparator.comparing(Cell::estimate).reversed())
                    .forEach(cell -> running.put(cell, threads.submit(() -> run(cell))));
            Map<Cell, Scenario.Run> runs = new LinkedHashMap<>();
            for (Map.Entry<Cell, Future<Scenario.Run>> each : running.entrySet()) {
                runs.put(each.getKey(), each.getValue().get());
            }
            return runs;
        } finally {
            threads.shutdownNow();
        }
    }

    private Scenario.Run run(Cell cell) throws Exception {
        List<Scenario.Run> runs = new ArrayList<>();
        int times = cell.scenario.floor() < SHORT ? 3 : 1;
        for (int i = 0; i < times; i++) {
            runs.add(cell.scenario.run(cell.client, cell.roundTrip, tls));
        }
        runs.sort(Comparator.comparing(Scenario.Run::took));
        return runs.get(times / 2);
    }

    private void print(String title, Map<String, Scenario> scenarios, Map<Cell, Scenario.Run> runs) {
        System.out.println("\n#### " + title + "\n");
        System.out.print("| | floor |");
        for (Client client : Client.values()) {
            System.out.print(" " + client + " |");
        }
        System.out.println("\n|---|---|" + "---|".repeat(Client.values().length));
        scenarios.forEach((name, scenario) -> {
            System.out.print("| " + name + " | " + scenario.floor() + " |");
            for (Client client : Client.values()) {
                System.out.print(" " + shown(scenario, client, runs) + " |");
            }
            System.out.println();
        });
    }

    private String shown(Scenario scenario, Client client, Map<Cell, Scenario.Run> runs) {
        Scenario.Run near = runs.get(new Cell(scenario, client, NEAR));
        Scenario.Run last = quick ? near : runs.get(new Cell(scenario, client, FAR));
        double floor = (1 + scenario.floor()) * (quick ? NEAR : FAR).toMillis();
        String far = quick ? "" : " / " + last.took().toMillis();
        return String.format(
                Locale.ROOT,
                "%d; %d%s; **%.2f**",
                last.counts().turnarounds(),
                near.took().toMillis(),
                far,
                last.took().toNanos() / 1e6 / floor);
    }
}
