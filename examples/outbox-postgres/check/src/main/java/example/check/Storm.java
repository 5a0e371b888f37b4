package example.check;

import static example.check.Check.check;

import example.Outbox.Uncertain;
import example.Resend;
import example.check.RecordingServer.End;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Kills workers at random points while they send, with a server that fails at random. */
final class Storm {
    /** @param processes workers at a time: one sends while another one starts */
    record Scale(int mails, int kills, int processes, int seed) {}

    private static final String ROLLED_BACK = "rolled-back-";

    private final Mails mails;
    private final RecordingServer server;
    private final Workers workers;
    private final Scale scale;
    private final Killer killer;
    private int resentByPerson;
    private int markedByPerson;

    Storm(Mails mails, RecordingServer server, Workers workers, Scale scale) {
        this.mails = mails;
        this.server = server;
        this.workers = workers;
        this.scale = scale;
        killer = new Killer();
    }

    void run() throws Exception {
        long begin = System.nanoTime();
        server.behave(killer);
        CompletableFuture<Void> enqueued = CompletableFuture.runAsync(this::enqueue, task -> new Thread(task).start());
        for (int i = 0; i < scale.processes(); i++) {
            workers.start();
        }
        try {
            // A bound for a machine that runs much else, too.
            Mails.repeat(60 + 60 * scale.kills() + scale.mails() / 10, 200, () -> {
                mails.letTimePass();
                mails.toAsk().forEach(this::decide);
                return enqueued.isDone() && mails.isEmpty() && mails.isDecided();
            });
            enqueued.join();
        } catch (TimeoutException e) {
            throw new AssertionError("after " + killer.kills() + " kills it does not end: " + states());
        } finally {
            killer.close();
        }
        verify((System.nanoTime() - begin) / 1e9);
    }

    /** The policies take turns; each fifth mail has three recipients; after each ten transactions, one is rolled back. */
    private void enqueue() {
        for (int first = 0; first < scale.mails(); first += 50) {
            int begin = first;
            int end = Math.min(first + 50, scale.mails());
            mails.transaction(() -> {
                for (int i = begin; i < end; i++) {
                    mails.enqueue(Resend.values()[i % 3], addresses(i));
                }
            });
            if (first % 500 == 0) {
                rollBack(ROLLED_BACK + first + "@example.org");
            }
        }
    }

    private static String[] addresses(int mail) {
        String[] addresses = new String[mail % 5 == 0 ? 3 : 1];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = "n" + mail + "-" + i + "@example.org";
        }
        return addresses;
    }

    private void rollBack(String address) {
        try {
            mails.transaction(() -> {
                mails.enqueue(Resend.ONCE, address);
                throw new IllegalStateException("the business failed");
            });
        } catch (IllegalStateException expected) {
            // Rolled back.
        }
    }

    /** What a person does, who searches the log of the server. */
    private void decide(Uncertain parked) {
        if (server.accepted(parked.messageId(), parked.address()).isEmpty()) {
            resentByPerson += mails.outbox.resend(parked) ? 1 : 0;
        } else {
            markedByPerson += mails.outbox.markSent(parked) ? 1 : 0;
        }
    }

    private Map<String, Integer> states() {
        Map<String, Integer> states = new TreeMap<>();
        mails.results().forEach(result -> states.merge(result.state(), 1, Integer::sum));
        return states;
    }

    private void verify(double seconds) {
        int recipients = 0;
        int parkedNever = 0;
        int resentOnce = 0;
        int duplicates = 0;
        for (Mails.Result result : mails.results()) {
            List<byte[]> accepted = server.accepted(result.messageId(), result.address());
            boolean once = result.resend() == Resend.ONCE;
            switch (result.state()) {
                case "SENT" -> check(!accepted.isEmpty(), "lost: " + result);
                case "REJECTED" ->
                    check(server.hasRejected(result.address()), "given up without a rejection: " + result);
                case "UNCERTAIN" -> {
                    boolean never = result.resend() == Resend.NEVER;
                    check(never || once && result.resent(), "parked against its policy: " + result);
                    parkedNever += never ? 1 : 0;
                }
                default -> check(false, "not finished: " + result);
            }
            // Only ONCE permits a second copy, if the first attempt was uncertain.
            check(accepted.size() <= (once && result.resent() ? 2 : 1), accepted.size() + " copies of " + result);
            for (byte[] content : accepted) {
                check(Arrays.equals(content, result.content()), "other bytes arrived: " + result);
            }
            recipients++;
            resentOnce += result.resent() ? 1 : 0;
            duplicates += Math.max(0, accepted.size() - 1);
        }
        check(server.acceptedKeys().stream().noneMatch(key -> key.contains(ROLLED_BACK)), "sent though rolled back");
        check(killer.kills() == scale.kills(), "only " + killer.kills() + " kills");
        System.out.printf(
                "ok %d mails to %d recipients, %d kills in %.0f s; results: %s; lost: 0%n"
                        + "ok uncertain: parked (never): %d; sent again (once): %d, of which arrived twice: %d;"
                        + " decided by a person (ask): %d sent again, %d had arrived%n",
                scale.mails(),
                recipients,
                scale.kills(),
                seconds,
                states(),
                parkedNever,
                resentOnce,
                duplicates,
                resentByPerson,
                markedByPerson);
        check(
                parkedNever > 0 && duplicates > 0 && resentByPerson > 0 && markedByPerson > 0,
                "too few mails for each policy: increase MAILS");
    }

    /** A server that rejects and fails at random, and kills the worker at some of the replies. */
    private final class Killer implements RecordingServer.Behaviour {
        private final Random random = new Random(scale.seed());
        private final int[] fatal =
                random.ints(scale.kills(), 0, 5 * scale.mails()).sorted().toArray();
        private final Set<String> victims = new HashSet<>();
        private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        private int points;

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
        public void point(String worker) {
            if (isFatal(worker)) {
                int delay = random.nextInt(-5_000, 5_000);
                if (delay < 0) {
                    replace(worker);
                } else {
                    timer.schedule(() -> replace(worker), delay, TimeUnit.MICROSECONDS);
                }
            }
        }

        private synchronized boolean isFatal(String worker) {
            points++;
            return kills() < fatal.length && points >= fatal[kills()] && victims.add(worker);
        }

        private synchronized int kills() {
            return victims.size();
        }

        private void replace(String worker) {
            try {
                workers.kill(worker);
                workers.start();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits for the kills that have begun. */
        void close() throws InterruptedException {
            timer.shutdown();
            timer.awaitTermination(10, TimeUnit.SECONDS);
        }
    }
}
