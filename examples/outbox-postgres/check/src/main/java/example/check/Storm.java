package example.check;

import static example.check.Check.check;

import example.Outbox.Uncertain;
import example.Resend;
import example.check.RecordingServer.End;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Kills workers at random points while they send, with a server that fails at random. */
final class Storm {
    /**
     * @param kills of workers of both kinds
     * @param processes that run or start at a time: one is ready when another was killed
     * @param contexts workers in this JVM at a time
     */
    record Scale(int mails, int kills, int processes, int contexts, int seed) {}

    /** Until a worker of this JVM is replaced. Otherwise it would have almost all mails: a process takes longer to start. */
    private static final int PAUSE_MILLIS = 500;

    private static final String ROLLED_BACK = "rolled-back-";

    private final Mails mails;
    private final RecordingServer server;
    private final String databaseUrl;
    private final Scale scale;
    private final Fleet fleet;

    Storm(Mails mails, RecordingServer server, String databaseUrl, Scale scale) {
        this.mails = mails;
        this.server = server;
        this.databaseUrl = databaseUrl;
        this.scale = scale;
        this.fleet = new Fleet();
    }

    void run(List<String> properties) throws Exception {
        long begin = System.nanoTime();
        server.behave(fleet);
        CompletableFuture<Void> enqueued = CompletableFuture.runAsync(this::enqueue, task -> new Thread(task).start());
        Thread hook = new Thread(fleet::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            fleet.start(properties);
            Mails.repeat(60 + 3 * scale.kills() + scale.mails() / 10, 200, () -> {
                mails.letTimePass();
                mails.toAsk().forEach(this::decide);
                return enqueued.isDone() && mails.isEmpty();
            });
            enqueued.join();
        } catch (TimeoutException e) {
            throw new AssertionError("after " + fleet.kills.get() + " kills it does not end: " + states());
        } finally {
            fleet.stop();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        verify((System.nanoTime() - begin) / 1e9);
    }

    /** The policies take turns; each fifth mail has further recipients; each tenth transaction is rolled back. */
    private void enqueue() {
        int number = 0;
        for (int transaction = 0; number < scale.mails(); transaction++) {
            int first = number;
            int last = Math.min(first + 50, scale.mails());
            if (transaction % 10 == 9) {
                try {
                    mails.transaction(() -> {
                        mails.enqueue(Resend.ONCE, ROLLED_BACK + first + "@example.org");
                        throw new IllegalStateException();
                    });
                } catch (IllegalStateException expected) {
                    // Rolled back.
                }
            }
            mails.transaction(() -> {
                for (int i = first; i < last; i++) {
                    mails.enqueue(Resend.values()[i % 3], addresses(i));
                }
            });
            number = last;
        }
    }

    private static String[] addresses(int mail) {
        String[] addresses = new String[mail % 5 == 0 ? 3 : 1];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = "n" + mail + "-" + i + "@example.org";
        }
        return addresses;
    }

    /** What a person does, who looks into the server's log. */
    private void decide(Uncertain parked) {
        if (server.accepted(parked.messageId(), parked.address()).isEmpty()) {
            mails.outbox.resend(parked);
        } else {
            mails.outbox.markSent(parked);
        }
    }

    private Map<String, Integer> states() {
        Map<String, Integer> states = new TreeMap<>();
        mails.results().forEach(result -> states.merge(result.state(), 1, Integer::sum));
        return states;
    }

    private void verify(double seconds) {
        List<Mails.Result> results = mails.results();
        Map<String, Integer> copies = new TreeMap<>();
        int resent = 0;
        for (Mails.Result result : results) {
            List<byte[]> accepted = server.accepted(result.messageId(), result.address());
            switch (result.state()) {
                case "SENT" -> check(!accepted.isEmpty(), "lost: " + result);
                case "REJECTED" ->
                    check(server.hasRejected(result.address()), "given up without a rejection: " + result);
                case "UNCERTAIN" ->
                    check(
                            result.resend() == Resend.NEVER || result.resend() == Resend.ONCE && result.resent(),
                            "parked against its policy: " + result);
                default -> check(false, "not finished: " + result);
            }
            boolean twice = result.resend() == Resend.ONCE && result.resent();
            check(accepted.size() <= (twice ? 2 : 1), accepted.size() + " copies: " + result);
            for (byte[] content : accepted) {
                check(Arrays.equals(content, result.content()), "other bytes arrived: " + result);
            }
            copies.merge(result.resend() + (accepted.size() == 2 ? " twice" : ""), 1, Integer::sum);
            resent += result.resent() ? 1 : 0;
        }
        check(server.acceptedKeys().stream().noneMatch(key -> key.contains(ROLLED_BACK)), "sent though rolled back");
        check(fleet.kills.get() == scale.kills(), "only " + fleet.kills.get() + " kills");
        System.out.printf(
                "ok %d mails to %d recipients in %.0f s, kills: %s; %s; sent again: %d; recipients by policy: %s%n",
                scale.mails(), results.size(), seconds, fleet.killed, states(), resent, copies);
    }

    private enum Kind {
        PROCESS {
            @Override
            Worker start(String name, String databaseUrl, List<String> properties) throws IOException {
                return WorkerProcess.start(name, properties);
            }
        },
        CONTEXT {
            @Override
            Worker start(String name, String databaseUrl, List<String> properties) {
                return WorkerContext.start(name, databaseUrl, properties);
            }
        };

        abstract Worker start(String name, String databaseUrl, List<String> properties) throws IOException;

        static Kind of(Worker worker) {
            return worker instanceof WorkerProcess ? PROCESS : CONTEXT;
        }
    }

    /** The workers, and the server that kills them: each reply is a point, and some points are fatal. */
    private final class Fleet implements RecordingServer.Behaviour {
        private final AtomicInteger points = new AtomicInteger();
        private final AtomicInteger kills = new AtomicInteger();
        private final int[] fatal = new Random(scale.seed())
                .ints(scale.kills(), 0, 5 * scale.mails())
                .sorted()
                .toArray();
        private final Map<String, Worker> workers = new ConcurrentHashMap<>();
        private final Map<Kind, Integer> killed = new EnumMap<>(Kind.class);
        private final AtomicInteger names = new AtomicInteger();
        private final ReentrantLock lock = new ReentrantLock();
        private final ScheduledExecutorService killer = Executors.newScheduledThreadPool(2);
        private final ExecutorService starter = Executors.newFixedThreadPool(2);
        private List<String> properties;

        void start(List<String> properties) {
            this.properties = properties;
            for (int i = 0; i < scale.processes(); i++) {
                start(Kind.PROCESS);
            }
            for (int i = 0; i < scale.contexts(); i++) {
                start(Kind.CONTEXT);
            }
        }

        private void start(Kind kind) {
            String name = kind + "-" + names.incrementAndGet();
            starter.execute(() -> {
                try {
                    workers.put(name, kind.start(name, databaseUrl, properties));
                } catch (IOException | RuntimeException e) {
                    System.out.println(name + " did not start: " + e.getMessage());
                    start(kind);
                }
            });
        }

        void stop() throws IOException, InterruptedException {
            killer.shutdown();
            killer.awaitTermination(10, TimeUnit.SECONDS);
            starter.shutdown();
            starter.awaitTermination(60, TimeUnit.SECONDS);
            for (Worker worker : workers.values()) {
                worker.stop();
            }
        }

        void destroy() {
            workers.values().forEach(Worker::destroy);
        }

        @Override
        public String recipient(String address, int attempt) {
            int chance = chance(address, attempt, 1);
            if (chance < 4) {
                return "450 4.2.1 Mailbox busy";
            } else if (chance < 5) {
                return "451 4.7.1 Greylisted, try again in 300 seconds";
            }
            return chance(address, 0, 2) < 2 ? "550 5.1.1 No such user" : "250 2.1.5 Ok";
        }

        @Override
        public End content(String address, int attempt) {
            int chance = chance(address, attempt, 3);
            if (chance < 3) {
                return End.ACCEPT_AND_CLOSE;
            } else if (chance < 6) {
                return End.CLOSE;
            } else if (chance < 8) {
                return End.REJECT_FOR_NOW;
            }
            return chance < 9 ? End.REJECT : End.ACCEPT;
        }

        private int chance(String address, int attempt, int step) {
            return new Random(Arrays.hashCode(new int[] {scale.seed(), address.hashCode(), attempt, step}))
                    .nextInt(100);
        }

        @Override
        public int delayMillis() {
            return 5;
        }

        /** Half of the kills happen at once, half up to 5 ms later: also while the worker stores the result. */
        @Override
        public void point(String worker) throws InterruptedException {
            int point = points.incrementAndGet();
            lock.lock();
            try {
                int next = kills.get();
                if (next == fatal.length || point < fatal[next] || !workers.containsKey(worker)) {
                    return;
                }
                kills.incrementAndGet();
                Worker victim = workers.remove(worker);
                killed.merge(Kind.of(victim), 1, Integer::sum);
                Random random = new Random(scale.seed() + next);
                if (random.nextBoolean()) {
                    kill(victim);
                } else {
                    killer.schedule(() -> kill(victim), random.nextInt(5_000), TimeUnit.MICROSECONDS);
                }
            } finally {
                lock.unlock();
            }
        }

        private void kill(Worker victim) {
            try {
                victim.kill();
                Kind kind = Kind.of(victim);
                int pause = kind == Kind.CONTEXT ? PAUSE_MILLIS : 0;
                killer.schedule(() -> start(kind), pause, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
