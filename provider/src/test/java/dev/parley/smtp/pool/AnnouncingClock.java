package dev.parley.smtp.pool;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;

/** The clock of the JVM; a test can wait until another thread waits for a time. */
public final class AnnouncingClock implements PoolClock {
    private final Semaphore waits = new Semaphore(0);

    /** Returns when another thread waits for a time, or is about to. */
    public void awaitWaiting() throws InterruptedException {
        waits.acquire();
    }

    @Override
    public long nanoTime() {
        return SYSTEM.nanoTime();
    }

    @Override
    public void awaitSignal(Condition signal, long nanos) throws InterruptedException {
        SYSTEM.awaitSignal(signal, nanos);
    }

    @Override
    public void awaitTime(Condition signal, long nanos) throws InterruptedException {
        waits.release(); // The lock of the condition is held: another thread acts only during the wait.
        SYSTEM.awaitTime(signal, nanos);
    }
}
