package example.check;

import java.util.Random;

/**
 * Checks the example: what happens for each result, that no mail is moved again after its delay, that a limited destination
 * does not slow the others, and what is lost or sent twice when workers are killed.
 *
 * <p>The environment scales it: {@code KILLS}, {@code ROUNDS} and {@code LOSS} (the highest loss, in percent) of
 * the rates, and {@code SEED}. {@code LANES=one} puts all domains into one lane, so that the check of the rates fails.
 */
public final class Check {
    private Check() {}

    public static void main(String[] args) throws Exception {
        int kills = setting("KILLS", 10);
        int rounds = setting("ROUNDS", 9);
        int loss = setting("LOSS", 5);
        int seed = setting("SEED", new Random().nextInt(1_000_000));
        boolean oneLane = "one".equals(System.getenv("LANES"));
        System.out.printf("KILLS=%d ROUNDS=%d LOSS=%d SEED=%d%n", kills, rounds, loss, seed);
        long begin = System.nanoTime();
        int status = 1;
        try (World world = new World()) {
            step("Kafka started", begin);
            new Results(world).run();
            step("results", begin);
            new DelayOffsets(world).run();
            step("delays", begin);
            new Rates(world, rounds, loss, oneLane).run();
            step("rates", begin);
            new Kills(world, kills, new Random(seed)).run();
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
