package example.check;

import static example.check.Check.check;

import example.Outbox;
import example.check.Ledger.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills workers while they send. Three workers run at a time, and the next one starts when one is killed. A worker is killed
 * a random time after a random point of its dialogs with the mail servers.
 *
 * <p>No mail may be lost. A mail may arrive again only for each attempt whose result the killed worker could not store: it
 * is one of the last attempts of a lane of that worker, as many as the lane has connections.
 */
final class Kills {
    private static final int WORKERS = 3;
    private static final int MAILS_PER_WORKER = 40;
    private static final int SECONDS = 40;

    private final World world;
    private final int kills;
    private final Random random;
    private final World.Domains domains;
    private final Path folder = Files.createTempDirectory("outbox-kafka-workers");
    private final Map<String, WorkerProcess> workers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> points = new ConcurrentHashMap<>();
    private final Map<String, Integer> delays = new ConcurrentHashMap<>();
    private final BlockingQueue<String> killed = new LinkedBlockingQueue<>();
    private final Set<String> recipients = new HashSet<>();

    Kills(World world, int kills, Random random) throws Exception {
        this.world = world;
        this.kills = kills;
        this.random = random;
        domains = world.new Domains("kills");
    }

    void run() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Set<String> dead = new HashSet<>();
        try (Outbox outbox = new Outbox(domains.settings("outbox"));
                Moved moved = new Moved(world.broker.address())) {
            domains.ledger.listen(worker -> {
                if (points.get(worker).decrementAndGet() == 0) {
                    timer.schedule(() -> kill(worker), delays.get(worker), TimeUnit.MILLISECONDS);
                }
            });
            for (int i = 0; i < kills + WORKERS; i++) {
                if (i >= WORKERS) {
                    String next = killed.poll(SECONDS, TimeUnit.SECONDS);
                    check(next != null, "no worker was killed: the workers have no mails");
                    dead.add(next);
                }
                start("worker-" + i, i < kills);
                enqueue(outbox);
            }
            moved.await("results of all mails", SECONDS, () -> open(moved).isEmpty());
            stop();
            report(dead, moved);
        } finally {
            timer.shutdownNow();
            workers.values().forEach(WorkerProcess::kill);
            deleteFolder();
        }
    }
}
