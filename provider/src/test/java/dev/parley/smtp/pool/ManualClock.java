package dev.parley.smtp.pool;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/**
 * A clock that only a test and the waits for a time advance. A wait for a time ends at once, at that time; a wait for another
 * thread has no limit.
 */
public final class ManualClock implements PoolClock {
    /** It overflows soon, as the one of the JVM may. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_500_000_000L);

    private final Semaphore waits = new Semaphore(0);

    @Override
    public long nanoTime() {
        return now.get();
    }

    public void advance(long nanos) {
        now.addAndGet(nanos);
    }

    /** Returns when another thread has begun to wait for a signal. */
    public void awaitWaiting() throws InterruptedException {
        waits.acquire();
    }

    @Override
    public void awaitSignal(Condition signal, long nanos) throws InterruptedException {
        waits.release();
        signal.await();
    }

    @Override
    public void awaitTime(Condition signal, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        advance(nanos);
    }
}
