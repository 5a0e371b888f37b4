package example.check;

import java.util.Random;

/**
 * Checks the example: what happens for each result, that a limited destination does not slow the others, and what is lost or
 * sent twice when workers are killed.
 *
 * <p>The environment scales it: {@code KILLS} in {@code KILL_SECONDS}, {@code MAILS}, {@code MILLIS} and {@code ROUNDS} of the rates, {@code LOSS} (the highest loss of the rate, in
 * percent) and {@code SEED}.
 */
public final class Check {
    private Check() {}

    public static void main(String[] args) throws Exception {
        int kills = setting("KILLS", 20);
        int seconds = setting("KILL_SECONDS", 18);
        int mails = setting("MAILS", 100);
        int millis = setting("MILLIS", 100);
        int rounds = setting("ROUNDS", 1);
        int loss = setting("LOSS", 100);
        int seed = setting("SEED", new Random().nextInt(1_000_000));
        System.out.printf(
                "KILLS=%d MAILS=%d MILLIS=%d ROUNDS=%d LOSS=%d SEED=%d%n", kills, mails, millis, rounds, loss, seed);
        long begin = System.nanoTime();
        int status = 1;
        try (World world = new World()) {
            step("Kafka started", begin);
            new Results(world).run();
            step("results", begin);
            new Rates(world, mails, millis).run(rounds, loss);
            step("rates", begin);
            new Kills(world, kills, seconds, new Random(seed)).run();
            step("kills", begin);
            status = 0;
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            System.out.println("FAILED with SEED=" + seed);
        }
        System.exit(status);
    }

    private static void step(String what, long begin) {
        System.out.printf("-- %s after %.1f s%n", what, (System.nanoTime() - begin) / 1e9);
    }

    static void check(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }

    private static int setting(String name, int preset) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? preset : Integer.parseInt(value);
    }
}
