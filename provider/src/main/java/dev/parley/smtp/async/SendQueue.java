package dev.parley.smtp.async;

import dev.parley.settings.ApplicationFailure;
import jakarta.mail.Session;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs sends one after another in their order, each as one task of its executor. No thread waits for the one before.
 *
 * <ol>
 *   <li>{@link #add}: takes a place of the Session and schedules a task, unless one is scheduled or runs;
 *   <li>the task runs the first send, and schedules the next task;
 *   <li>only then it completes the stage, as the application's dependents may block.
 * </ol>
 *
 * The executor of the application may run a task at once, twice, later or never, or reject it.
 */
public final class SendQueue<T> {
    private final Turn turn;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below and those of the tasks
    private final Set<AsyncSend<T>> waiting = new LinkedHashSet<>();
    private Task present; // null: no task is scheduled or runs
    private int resuming; // threads that complete a stage and then go on with the next send

    /**
     * What surrounds each send.
     *
     * @param lock held from before a send begins until it has ended
     * @param end called after the lock is released
     */
    public record Turn(Lock lock, Runnable end) {}

    public SendQueue(Turn turn) {
        this.turn = turn;
    }

    /**
     * Adds a send.
     *
     * @return a stage that has failed already, where the Session has its maximum or the executor rejects the task
     */
    public CompletionStage<T> add(AsyncSend.Work<T> work, AsyncSettings settings, Session session) {
        Places places = Places.of(session);
        if (!places.take(settings.queue())) {
            return CompletableFuture.failedFuture(new RejectedExecutionException(settings.full()));
        }
        AsyncSend<T> send = new AsyncSend<>(this::remove, work, settings, places);
        Task first = enqueue(send);
        if (first != null) {
            Throwable rejection = schedule(first, settings.executor());
            if (rejection != null) {
                String reason = settings.rejected(ApplicationFailure.describe(rejection));
                publish(reject(send, first, new RejectedExecutionException(reason, rejection)));
            }
        }
        return send;
    }

    /** @return the task to schedule; null where there is one */
    private Task enqueue(AsyncSend<T> send) {
        lock.lock();
        try {
            waiting.add(send);
            if (present != null) {
                return null;
            }
            present = new Task(null);
            return present;
        } finally {
            lock.unlock();
        }
    }

    /** @return null: the executor has accepted or run the task */
    private static Throwable schedule(Runnable task, Executor executor) {
        try {
            executor.execute(task);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /**
     * Fails the send whose task the executor rejected, and those added meanwhile. Where another thread resumes, the others
     * do not need the task.
     *
     * @return the sends, whose stages are not completed yet; empty where the task was started nevertheless
     */
    private List<AsyncSend<T>> reject(AsyncSend<T> send, Task task, RejectedExecutionException reason) {
        lock.lock();
        try {
            if (present != task || task.started) {
                return List.of();
            }
            if (resuming == 0) {
                return withdraw(reason);
            }
            present = null;
            waiting.remove(send);
            send.fail(reason);
            return List.of(send);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fails all sends that have not begun.
     *
     * @return the sends, whose stages are not completed yet
     */
    public List<AsyncSend<T>> withdraw(Exception reason) {
        lock.lock();
        try {
            List<AsyncSend<T>> withdrawn = new ArrayList<>(waiting);
            waiting.clear();
            forgetTask();
            for (AsyncSend<T> send : withdrawn) {
                send.fail(reason);
            }
            return withdrawn;
        } finally {
            lock.unlock();
        }
    }

    /** Completes the stages of the sends. */
    public void publish(List<AsyncSend<T>> withdrawn) {
        for (AsyncSend<T> send : withdrawn) {
            send.publish();
        }
    }

    /** Removes a send that the application has ended. */
    private void remove(AsyncSend<T> send) {
        lock.lock();
        Task unneeded = null;
        try {
            waiting.remove(send);
            unneeded = waiting.isEmpty() ? forgetTask() : null;
        } finally {
            lock.unlock();
        }
        if (unneeded != null) {
            SendThreads.remove(unneeded, send.settings().executor());
        }
    }

    /** Nothing waits for the present task. If it has not started, the next send must not rely on it. */
    private Task forgetTask() {
        Task forgotten = present == null || present.started ? null : present;
        if (forgotten != null) {
            present = null;
        }
        return forgotten;
    }

    /** Runs the first send that the application has not ended; null: there is none. */
    private AsyncSend<T> runFirst() {
        turn.lock.lock();
        try {
            AsyncSend<T> first = begin();
            if (first != null) {
                first.enterThread();
                first.run();
            }
            return first;
        } finally {
            turn.lock.unlock();
            endTurn();
        }
    }

    private void endTurn() {
        try {
            turn.end.run();
        } catch (Throwable e) {
            ApplicationFailure.log("the end of an asynchronous send", e);
        }
    }

    private AsyncSend<T> begin() {
        lock.lock();
        try {
            for (Iterator<AsyncSend<T>> each = waiting.iterator(); each.hasNext(); ) {
                AsyncSend<T> next = each.next();
                each.remove();
                if (next.begin()) {
                    return next;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Schedules the next task, where a send waits.
     *
     * @return whether the present thread goes on with the next send itself: the executor runs tasks in the calling thread,
     *     which would call itself once more for each send, or it rejects the task
     */
    private boolean handOver() {
        Task next;
        Executor executor;
        lock.lock();
        try {
            Iterator<AsyncSend<T>> first = waiting.iterator();
            present = first.hasNext() ? new Task(Thread.currentThread()) : null;
            if (present == null) {
                return false;
            }
            next = present;
            executor = first.next().settings().executor();
        } finally {
            lock.unlock();
        }
        Throwable rejection = schedule(next, executor);
        lock.lock();
        try {
            next.giver = null;
            boolean goesOn = present == next && !next.started && (next.calledByGiver || rejection != null);
            if (goesOn) {
                present = null; // A dependent that adds a send and waits for it gets a task for it.
                resuming++;
            }
            return goesOn;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the task the present one again, unless there is another, or nothing to send. */
    private boolean resume(Task task) {
        lock.lock();
        try {
            resuming--;
            boolean resumes = present == null && !waiting.isEmpty();
            if (resumes) {
                present = task;
            }
            return resumes;
        } finally {
            lock.unlock();
        }
    }

    /** Runs one send; several, where the executor does not take the next task. */
    private final class Task implements Runnable {
        private Thread giver; // the thread that is passing this task to the executor; null: none
        private boolean calledByGiver;
        private boolean started;

        Task(Thread giver) {
            this.giver = giver;
        }

        @Override
        public void run() {
            if (!start()) {
                return;
            }
            boolean goesOn;
            do {
                AsyncSend<T> sent = runFirst();
                boolean mayGoOn = handOver();
                if (sent != null) {
                    try {
                        sent.publish();
                    } finally {
                        sent.leaveThread();
                    }
                }
                goesOn = mayGoOn && resume(this);
            } while (goesOn);
        }

        /** @return false: it was started before, is not needed any more, or its giver goes on itself */
        private boolean start() {
            lock.lock();
            try {
                calledByGiver = giver == Thread.currentThread();
                boolean starts = present == this && !started && !calledByGiver;
                if (starts) {
                    started = true;
                }
                return starts;
            } finally {
                lock.unlock();
            }
        }
    }
}
