package example.check;

import static example.check.Check.check;

import example.Outbox;
import example.Settings;
import example.Worker;
import example.check.Ledger.Arrival;
import example.check.Script.Limit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The rate of four domains while the fifth one is limited, with three workers that run throughout.
 *
 * <p>Each worker sends one mail at a time to each domain. The rate of a worker to a domain is that of {@link #TURNS}
 * successive mails; the mail servers take most of this time. In each round, the fifth domain is not limited, rejects all
 * mails for now, and does not reply. A limit is compared with no limit in the same round, since other programs of the
 * machine change the rate from one round to the next. The median of the rounds is the result.
 */
final class Rates {
    private static final int WORKERS = 3;
    private static final int OTHERS = World.DOMAINS - 1;
    private static final int TURNS = 4;
    private static final int MIN_ROUNDS = 3;

    /** Of each of the two replies to a mail. */
    private static final int REPLY_MILLIS = 200;

    /** The time of the turns of a worker that waits for the limited domain. */
    private static final int MAX_SECONDS = 10;

    private final World world;
    private final World.Domains domains;
    private final int rounds;
    private final int loss;
    private final boolean oneLane;

    /**
     * @param rounds at most, while the loss is too high
     * @param loss the highest loss of the rate, in percent
     * @param oneLane all domains share a lane, which the example avoids
     */
    Rates(World world, int rounds, int loss, boolean oneLane) throws Exception {
        this.world = world;
        this.rounds = rounds;
        this.loss = loss;
        this.oneLane = oneLane;
        domains = world.new Domains("rates", REPLY_MILLIS);
    }

    private Settings settings(String worker) {
        Properties properties = domains.properties(worker);
        properties.put("mail.smtp.deadline", "600000"); // No attempt ends while the server does not reply.
        properties.put("mail.smtp.pool.size", "1");
        if (oneLane) {
            properties.put("lanes", "other");
            properties.put("mail.smtp.pool.size", String.valueOf(World.DOMAINS));
        }
        return new Settings(properties);
    }

    void run() throws Exception {
        List<Worker> workers = new ArrayList<>();
        long begin = System.nanoTime();
        try {
            int mails = enqueue();
            for (int i = 0; i < WORKERS; i++) {
                workers.add(new Worker(settings("rates-" + i)));
            }
            awaitTurns(begin, 60); // Warm.
            measure();
            for (int i = 0; i < OTHERS; i++) {
                check(arrivals(domains.domain(i)) < mails, "too few mails for this measurement");
            }
        } finally {
            limit(Limit.NONE);
            workers.forEach(Worker::close);
        }
    }

    /** @return the mails to each domain: more than the workers can send in all rounds */
    private int enqueue() throws Exception {
        int seconds = 20 + Math.max(rounds, MIN_ROUNDS) * Limit.values().length * TURNS * 2 * REPLY_MILLIS / 1000;
        int mails = seconds * WORKERS * 1000 / (2 * REPLY_MILLIS);
        ExecutorService threads = Executors.newFixedThreadPool(World.DOMAINS);
        try (Outbox outbox = new Outbox(settings("outbox"))) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < World.DOMAINS; i++) {
                String domain = domains.domain(i);
                tasks.add(() -> {
                    for (int mail = 0; mail < mails; mail++) {
                        World.enqueue(outbox, "ok-" + mail + "@" + domain);
                    }
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(tasks)) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        return mails;
    }

    private void measure() throws InterruptedException {
        Map<Limit, List<Double>> losses = new EnumMap<>(Limit.class);
        for (int round = 0; round < MIN_ROUNDS || round < rounds && worst(losses) >= loss; round++) {
            Map<Limit, Double> rates = new EnumMap<>(Limit.class);
            for (int i = 0; i < Limit.values().length; i++) {
                // Another order in each round.
                Limit limit = Limit.values()[(round + i) % Limit.values().length];
                rates.put(limit, rate(limit));
            }
            System.out.println("mails/s to four domains, by the limit of the fifth: " + rates);
            rates.forEach((limit, rate) -> losses.computeIfAbsent(limit, key -> new ArrayList<>())
                    .add(100 * (1 - rate / rates.get(Limit.NONE))));
        }
        losses.forEach((limit, all) -> System.out.printf(
                "%s: four domains lose %.1f %% of their rate (median of %d)%n", limit, median(all), all.size()));
        check(worst(losses) < loss, "the loss is not less than " + loss + " %");
    }

    private static double worst(Map<Limit, List<Double>> losses) {
        return losses.values().stream().mapToDouble(Rates::median).max().orElseThrow();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** @return the mails to the four domains in a second */
    private double rate(Limit limit) throws InterruptedException {
        limit(limit);
        long begin = System.nanoTime();
        awaitTurns(begin, MAX_SECONDS);
        return lanes(begin).values().stream()
                .mapToDouble(times -> rate(times, begin))
                .sum();
    }

    private void awaitTurns(long begin, int seconds) throws InterruptedException {
        domains.ledger.await(
                () -> {
                    Map<String, List<Long>> lanes = lanes(begin);
                    return lanes.size() == WORKERS * OTHERS
                            && lanes.values().stream().allMatch(times -> times.size() > TURNS);
                },
                seconds);
    }

    private static double rate(List<Long> times, long begin) {
        boolean complete = times.size() > TURNS;
        long nanos = complete ? times.get(TURNS) - times.get(0) : System.nanoTime() - begin;
        return (complete ? TURNS : times.size()) * 1e9 / nanos;
    }

    /** The times of the arrivals from each worker at each of the four domains, after a time. */
    private Map<String, List<Long>> lanes(long begin) {
        String limited = domains.domain(OTHERS);
        return domains.ledger.arrivals().stream()
                .filter(each -> each.nanos() - begin > 0 && !each.server().equals(limited))
                .collect(Collectors.groupingBy(
                        each -> each.worker() + " " + each.server(),
                        Collectors.mapping(Arrival::nanos, Collectors.toList())));
    }

    private long arrivals(String domain) {
        return domains.ledger.arrivals().stream()
                .filter(each -> each.server().equals(domain))
                .count();
    }

    private void limit(Limit limit) {
        domains.scripts.get(OTHERS).limit(limit);
    }
}
