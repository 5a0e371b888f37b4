package example.check;

import static example.check.Check.check;

import example.Outbox;
import example.Worker;
import example.check.Ledger.Arrival;
import example.check.Script.Limit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rate of four domains while the fifth one is limited, with three workers. What is asserted in any case is a count: all
 * mails to the four arrive while the fifth accepts none, and while attempts to it hang. The rate on a machine that does other
 * work differs by more than 5 % from one run to the next, so its bound is a parameter, and each round measures with and
 * without a limit.
 */
final class Rates {
    private static final int WORKERS = 3;

    private final World world;
    private final int mails;
    private final int millis;
    private int run;

    /**
     * @param mails to each domain
     * @param millis the time of MAIL and of the content: the mail servers determine the rate, and not the processor
     */
    Rates(World world, int mails, int millis) {
        this.world = world;
        this.mails = mails;
        this.millis = millis;
    }

    /** @param loss the highest loss of the median, in percent */
    void run(int rounds, int loss) throws Exception {
        List<Double> free = new ArrayList<>();
        List<Double> rejecting = new ArrayList<>();
        List<Double> silent = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            free.add(rate(Limit.NONE));
            rejecting.add(rate(Limit.REJECT));
            silent.add(rate(Limit.SILENT));
        }
        compare("rejects all mails for now", free, rejecting, loss);
        compare("does not reply", free, silent, loss);
    }

    private static void compare(String what, List<Double> free, List<Double> limited, int loss) {
        double lost = 100 * (1 - median(limited) / median(free));
        System.out.printf(
                "four domains: %.1f mails/s; while the fifth %s: %.1f mails/s, a loss of %.1f %%%n",
                median(free), what, median(limited), lost);
        check(lost < loss, "the loss is not less than " + loss + " %");
    }

    private static double median(List<Double> rates) {
        List<Double> sorted = new ArrayList<>(rates);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /** @return the mails to the four domains in a second */
    private double rate(Limit limit) throws Exception {
        World.Domains domains = world.new Domains("rates" + run++);
        domains.scripts.forEach(each -> each.limit(Limit.NONE, millis));
        Script limited = domains.scripts.get(World.DOMAINS - 1);
        limited.limit(limit, millis);
        if (limit == Limit.SILENT) {
            domains.waitForever();
        }
        List<Worker> workers = new ArrayList<>();
        try (Outbox outbox = new Outbox(domains.settings("outbox"));
                Moved moved = new Moved(world.broker.address())) {
            workers.add(new Worker(domains.settings("worker-0")));
            for (int mail = 0; mail < mails; mail++) {
                for (int i = 0; i < World.DOMAINS; i++) {
                    World.enqueue(outbox, "ok-" + mail + "@" + domains.domain(i));
                }
            }
            while (workers.size() < WORKERS) {
                workers.add(new Worker(domains.settings("worker-" + workers.size())));
            }
            int expected = mails * (World.DOMAINS - 1);
            moved.await("mails to four domains", 120, () -> toOthers(domains).size() == expected);
            List<Arrival> arrivals = toOthers(domains);
            check(
                    limit == Limit.NONE || domains.ledger.arrivals().size() == expected,
                    "the limited domain accepted mails");
            // Without the start, when not all workers send, and the end, when not all have mails.
            int from = expected / 4;
            int to = expected * 3 / 4;
            double seconds = (arrivals.get(to).nanos() - arrivals.get(from).nanos()) / 1e9;
            return (to - from) / seconds;
        } finally {
            limited.end();
            limited.limit(Limit.NONE, 0);
            workers.forEach(Worker::close);
        }
    }

    private static List<Arrival> toOthers(World.Domains domains) {
        String limited = "@" + domains.domain(World.DOMAINS - 1);
        return domains.ledger.arrivals().stream()
                .filter(each -> !each.recipient().endsWith(limited))
                .toList();
    }
}
