package dev.parley.smtp.async;

import dev.parley.settings.ApplicationFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The send of one message, which waits, runs, and ends with a result. The application has it as a stage.
 *
 * <p>An application that cancels the stage, or completes it in another way, ends the send: a waiting one does not begin, a
 * running one is aborted. Once the result is known, these methods complete the stage with the result.
 */
public final class AsyncSend<T> extends CompletableFuture<T> {
    private final Consumer<AsyncSend<T>> endedEarly;
    private final AsyncSettings settings;
    private final Places places;
    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private State state = State.WAITING;
    private Work<T> work; // null: ended
    private Result<T> result; // null: the send has not ended, or the application has completed the stage

    /** What a send does. */
    public interface Work<T> {
        /** Sends the message and returns the result. */
        T send() throws Exception;

        /** Releases what {@link #send} used. The result is known, and nothing changes it. */
        void close() throws Exception;

        /** Ends {@link #send} from another thread, without waiting for it. */
        void abort();
    }

    private enum State {
        WAITING,
        RUNNING,
        /** The application has completed the stage during the send. */
        ABORTED,
        ENDED
    }

    /** @param failure null: none */
    private record Result<T>(T value, Throwable failure) {}

    /**
     * @param endedEarly notified when the application ends the send before it has begun
     * @param places has one for this send, which gives it back
     */
    AsyncSend(Consumer<AsyncSend<T>> endedEarly, Work<T> work, AsyncSettings settings, Places places) {
        this.endedEarly = endedEarly;
        this.work = work;
        this.settings = settings;
        this.places = places;
    }

    AsyncSettings settings() {
        return settings;
    }

    // The send

    /** @return false: it has ended already */
    boolean begin() {
        lock.lock();
        try {
            boolean begins = state == State.WAITING;
            if (begins) {
                state = State.RUNNING;
            }
            return begins;
        } finally {
            lock.unlock();
        }
    }

    /** Sends the message. Afterwards the result is known, and the place is given back. Never throws. */
    void run() {
        Work<T> running = work;
        Result<T> sent;
        try {
            sent = new Result<>(running.send(), null);
        } catch (Throwable e) {
            sent = new Result<>(null, e);
        }
        end(sent);
        try {
            running.close();
        } catch (Throwable e) {
            ApplicationFailure.log("closing after an asynchronous send", e);
        }
        places.giveBack();
    }

    /** Ends a send that has not begun. */
    void fail(Throwable reason) {
        if (end(new Result<>(null, reason))) {
            places.giveBack();
        }
    }

    /**
     * Waits for an abort that is going on: the connection may have another user afterwards.
     *
     * @return false: the application has ended it while it waited
     */
    private boolean end(Result<T> known) {
        lock.lock();
        try {
            boolean ends = state != State.ENDED;
            if (ends) {
                result = state == State.ABORTED ? null : known;
                state = State.ENDED;
                work = null;
            }
            return ends;
        } finally {
            lock.unlock();
        }
    }

    /** Completes the stage with the result, if there is one; the application's dependents run in this thread. */
    void publish() {
        if (result != null && result.failure == null) {
            super.complete(result.value);
        } else if (result != null) {
            super.completeExceptionally(result.failure);
        }
    }

    /** A thread of Parley has the context class loader of the application only during a send of this application. */
    void enterThread() {
        useContextLoader(contextLoader);
    }

    void leaveThread() {
        useContextLoader(null);
    }

    private void useContextLoader(ClassLoader loader) {
        if (settings.hasOwnThreads()) {
            Thread.currentThread().setContextClassLoader(loader);
        }
    }

    // The stage

    /** @return false: the result is known already; the stage has it */
    private boolean abandon() {
        if (!endByApplication()) {
            publish();
            return false;
        }
        return true;
    }

    /** @return false: the send has ended already */
    private boolean endByApplication() {
        lock.lock();
        try {
            if (state == State.RUNNING) {
                state = State.ABORTED;
                abort();
            }
            if (state != State.WAITING) {
                return state == State.ABORTED;
            }
            state = State.ENDED;
            work = null;
        } finally {
            lock.unlock();
        }
        endedEarly.accept(this);
        places.giveBack();
        return true;
    }

    private void abort() {
        try {
            work.abort();
        } catch (Throwable e) {
            ApplicationFailure.log("the end of a cancelled send", e);
        }
    }

    /**
     * Ends the send. The argument has no effect.
     *
     * @return false: the result is known, and the stage has it
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return abandon() ? super.cancel(mayInterruptIfRunning) : isCancelled();
    }

    @Override
    public boolean complete(T other) {
        return abandon() && super.complete(other);
    }

    @Override
    public boolean completeExceptionally(Throwable other) {
        return abandon() && super.completeExceptionally(other);
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        executor.execute(() -> {
            try {
                complete(supplier.get());
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        });
        return this;
    }

    @Override
    public void obtrudeValue(T other) {
        abandon();
        super.obtrudeValue(other);
    }

    @Override
    public void obtrudeException(Throwable other) {
        abandon();
        super.obtrudeException(other);
    }
}
