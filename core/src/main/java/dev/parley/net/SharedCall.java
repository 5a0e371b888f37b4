package dev.parley.net;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls code on a thread of its own, because nothing ends a call such as a name lookup of the JDK: the caller stops waiting
 * at its deadline, when it is interrupted, and when another thread aborts its attempt. There is one call for a key at a
 * time, which all callers share: a server that does not reply costs one thread for each key.
 */
public final class SharedCall {
    private static final ConcurrentHashMap<Object, CompletableFuture<Object>> RUNNING = new ConcurrentHashMap<>();

    private SharedCall() {}

    /**
     * The result of a call.
     *
     * @param key of the call: another one with this key, while it runs, has the same result
     * @param thread the name of the call's thread
     * @param attempt holds the wait, and has the deadline
     * @throws ConnectAbortedException when another thread aborts the attempt
     * @throws IOException of the call, as each caller's own exception
     */
    public static Object result(Object key, String thread, Callable<?> call, ConnectAttempt attempt)
            throws IOException {
        return result(key, thread, call, attempt, null);
    }

    /**
     * The result of a call.
     *
     * @param limit the longest wait of this caller; the call goes on. Null: none but the deadline
     * @return null when the limit has passed, and the deadline has not
     */
    public static Object result(Object key, String thread, Callable<?> call, ConnectAttempt attempt, Duration limit)
            throws IOException {
        CompletableFuture<Object> shared = RUNNING.computeIfAbsent(
                key,
                running -> start(thread, () -> {
                    try {
                        return call.call();
                    } finally {
                        RUNNING.remove(running);
                    }
                }));
        return await(shared.copy(), attempt, limit);
    }

    private static Object await(CompletableFuture<Object> own, ConnectAttempt attempt, Duration limit)
            throws IOException {
        attempt.beginWait(own);
        try {
            long left = attempt.deadline().nanosLeft();
            return own.get(limit == null ? left : Math.min(left, limit.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.interrupted(e);
        } catch (TimeoutException e) {
            if (limit != null && !attempt.deadline().hasPassed()) {
                return null;
            }
            throw attempt.deadline().passed();
        } catch (CancellationException e) {
            throw new ConnectAbortedException();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            attempt.endWait();
        }
    }

    private static CompletableFuture<Object> start(String thread, Callable<?> call) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        new DaemonThreads(thread).newThread(task).start();
        return result;
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return new UnknownHostException(cause.getMessage());
        }
        if (cause instanceof LinkageError missing) {
            throw missing;
        }
        return new IOException(cause instanceof IOException ? cause.getMessage() : cause.toString(), cause);
    }
}
