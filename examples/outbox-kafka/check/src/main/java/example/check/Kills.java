package example.check;

import static example.check.Check.check;

import example.Outbox;
import example.check.Ledger.Transaction;
import example.check.Moved.Move;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Kills workers while they send. Three workers run at a time, and the next one starts when one is killed. A worker is killed
 * a random time after a random point of its dialogs with the mail servers.
 *
 * <p>No mail may be lost. A mail may arrive again only for each attempt whose result the killed worker could not store: it
 * is one of the last attempts of a lane of that worker, as many as the lane has connections.
 */
final class Kills {
    private static final int WORKERS = 3;
    private static final int MAILS = 40;

    /** The longest time between a point of a dialog and the kill. */
    private static final int MILLIS = 15;

    /** A mail waits for the lock, 60 s, of each worker that was killed while the broker delivered the mail to it. */
    private static final int LONGEST_WAIT = 300;

    private final World world;
    private final int kills;
    private final Random random;
    private final World.Domains domains;
    private final Map<String, WorkerProcess> workers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> points = new ConcurrentHashMap<>();
    private final Map<String, Integer> delays = new ConcurrentHashMap<>();
    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<String> killed = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Set<String> recipients = new HashSet<>();
    private int started;

    Kills(World world, int kills, Random random) throws IOException {
        this.world = world;
        this.kills = kills;
        this.random = random;
        domains = world.new Domains("kills", 5);
    }

    void run() throws Exception {
        try (Outbox outbox = new Outbox(domains.settings("outbox"));
                Moved moved = new Moved(world.broker.address())) {
            domains.ledger.listen(worker -> {
                if (points.get(worker).decrementAndGet() == 0) {
                    timer.schedule(() -> kill(worker), delays.get(worker), TimeUnit.MILLISECONDS);
                }
            });
            for (int i = 0; i < WORKERS; i++) {
                start();
                enqueue(outbox);
            }
            long begin = System.nanoTime();
            while (dead.size() < kills) {
                long passed = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
                check(passed < 60 + 20 * kills, "only " + dead.size() + " workers were killed");
                String worker = killed.poll(1, TimeUnit.SECONDS);
                if (worker != null) {
                    start();
                }
                if (worker != null
                        || recipients.size() - domains.ledger.arrivals().size() < MAILS) {
                    enqueue(outbox);
                }
            }
            domains.ledger.listen(worker -> {});
            timer.schedule(() -> {}, MILLIS, TimeUnit.MILLISECONDS).get(); // After the kills that are scheduled.
            while (killed.poll() != null) {
                start();
            }
            moved.await(() -> "results of " + open(moved), LONGEST_WAIT, () -> open(moved).isEmpty());
            moved.await("results stored", 60, this::allStored);
            stopAll();
            report(moved);
        } finally {
            timer.shutdownNow();
            workers.values().forEach(WorkerProcess::kill);
        }
    }

    private void start() throws IOException {
        String worker = "worker-" + started++;
        points.put(worker, new AtomicInteger(1 + random.nextInt(150)));
        delays.put(worker, random.nextInt(MILLIS));
        workers.put(worker, new WorkerProcess(worker, domains.properties(worker), world.folder));
    }

    private void kill(String worker) {
        dead.add(worker);
        workers.remove(worker).kill();
        killed.add(worker);
    }

    /** Whether no record is left in the lanes. */
    private boolean allStored() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.broker.address()))) {
            Map<TopicPartition, SharePartitionOffsetInfo> offsets = admin.listShareGroupOffsets(
                            Map.of("mail", new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo("mail")
                    .get();
            long stored = offsets.entrySet().stream()
                    .filter(each -> each.getKey().topic().endsWith("kills.example"))
                    .filter(each -> each.getValue().lag().isPresent()
                            && each.getValue().lag().get() == 0)
                    .count();
            return stored == World.DOMAINS;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void enqueue(Outbox outbox) throws Exception {
        for (int i = 0; i < MAILS; i++) {
            String domain = domains.domain(random.nextInt(World.DOMAINS));
            if (i % 10 == 0) {
                World.enqueue(outbox, recipient("ok", domain), recipient("greylist", domain));
            } else {
                int kind = random.nextInt(25);
                String name = kind < 3 ? "greylist" : kind == 3 ? "unknown" : kind == 4 ? "lost" : "ok";
                World.enqueue(outbox, recipient(name, domain));
            }
        }
    }

    private String recipient(String name, String domain) {
        String recipient = name + "-" + recipients.size() + "@" + domain;
        recipients.add(recipient);
        return recipient;
    }

    /** The recipients without a result. */
    private Set<String> open(Moved moved) {
        Set<String> open = new HashSet<>(recipients);
        domains.ledger.arrivals().forEach(each -> open.remove(each.recipient()));
        for (Move each : moved.moves()) {
            if (!each.topic().equals(Moved.DELAY)) {
                each.recipients().forEach(open::remove);
            }
        }
        return open;
    }

    private void stopAll() throws InterruptedException {
        for (WorkerProcess each : workers.values()) {
            check(each.isAlive(), "a worker has ended by itself");
            each.stop();
        }
    }

    private void report(Moved moved) {
        Map<String, Integer> interrupted = interrupted();
        Map<String, Integer> arrivals = new HashMap<>();
        domains.ledger.arrivals().forEach(each -> arrivals.merge(each.recipient(), 1, Integer::sum));
        int duplicates = 0;
        for (Map.Entry<String, Integer> each : arrivals.entrySet()) {
            int again = each.getValue() - 1;
            duplicates += again;
            check(
                    again <= interrupted.getOrDefault(each.getKey(), 0),
                    each + " arrivals, of which fewer than " + again + " can be due to a killed worker");
        }
        System.out.printf(
                "%d workers killed; %d recipients: %d arrived, %d of them again, %d parked, %d dead (%d by the"
                        + " broker); 0 lost; attempts that a kill can have interrupted: %d%n",
                dead.size(),
                recipients.size(),
                arrivals.size(),
                duplicates,
                count(moved, Moved.PARKED),
                count(moved, Moved.DEAD),
                byBroker(moved),
                interrupted.values().stream().mapToInt(Integer::intValue).sum());
    }

    private long count(Moved moved, String topic) {
        return moved.moves().stream()
                .filter(each -> each.topic().equals(topic))
                .flatMap(each -> each.recipients().stream())
                .filter(recipients::contains)
                .count();
    }

    /** A dead letter without a reason: the workers that had it were killed too often. */
    private static long byBroker(Moved moved) {
        return moved.moves().stream()
                .filter(each ->
                        each.topic().equals(Moved.DEAD) && each.reasons().isEmpty())
                .filter(each -> !each.recipients().isEmpty())
                .count();
    }

    /** The attempts whose result was perhaps not stored, by recipient. */
    private Map<String, Integer> interrupted() {
        Map<String, List<Transaction>> lanes = new HashMap<>();
        for (Transaction each : domains.ledger.transactions()) {
            if (dead.contains(each.worker())) {
                lanes.computeIfAbsent(each.worker() + " " + each.server(), lane -> new ArrayList<>())
                        .add(each);
            }
        }
        Map<String, Integer> interrupted = new HashMap<>();
        for (List<Transaction> lane : lanes.values()) {
            for (Transaction each : lane.subList(Math.max(0, lane.size() - World.CONNECTIONS), lane.size())) {
                each.recipients().forEach(recipient -> interrupted.merge(recipient, 1, Integer::sum));
            }
        }
        return interrupted;
    }
}
