package dev.parley.smtp.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** The time of a pool and its waits. A test replaces it. */
public interface PoolClock {
    /** The clock of the JVM. */
    PoolClock SYSTEM = new PoolClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void awaitSignal(Condition signal, long nanos) throws InterruptedException {
            signal.await(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void awaitTime(Condition signal, long nanos) throws InterruptedException {
            signal.await(nanos, TimeUnit.NANOSECONDS);
        }
    };

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /**
     * Waits for another thread, which signals the condition.
     *
     * @param nanos the longest wait
     */
    void awaitSignal(Condition signal, long nanos) throws InterruptedException;

    /**
     * Waits for a time; the condition is signalled only where the wait ends early.
     *
     * @param nanos the wait
     */
    void awaitTime(Condition signal, long nanos) throws InterruptedException;
}
