package dev.parley.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up names on a thread of its own, because nothing ends a lookup of the JDK: the caller stops waiting at its deadline,
 * when it is interrupted, and when another thread aborts its attempt. There is one lookup of a name at a time, which all
 * callers share: a name server that does not reply costs one thread for each name.
 */
final class NameLookup {
    private static final ConcurrentHashMap<String, CompletableFuture<Object>> RUNNING = new ConcurrentHashMap<>();

    private NameLookup() {}

    /**
     * The addresses of a host, for which the JDK may use a name server.
     *
     * @param attempt holds the wait, and has the deadline
     * @throws UnknownHostException when the name has no address
     * @throws ConnectAbortedException when another thread aborts the attempt
     */
    static InetAddress[] addresses(String host, ConnectAttempt attempt) throws IOException {
        return (InetAddress[]) find(host, () -> InetAddress.getAllByName(host), attempt);
    }

    /**
     * The result of a lookup.
     *
     * @param key of the lookup: another one with this key, while it runs, has the same result
     * @throws IOException of the lookup, as each caller's own exception
     */
    static Object find(String key, Callable<Object> lookup, ConnectAttempt attempt) throws IOException {
        CompletableFuture<Object> shared = RUNNING.computeIfAbsent(
                key,
                name -> start(() -> {
                    try {
                        return lookup.call();
                    } finally {
                        RUNNING.remove(name);
                    }
                }));
        return await(shared.copy(), attempt);
    }

    private static <T> T await(CompletableFuture<T> own, ConnectAttempt attempt) throws IOException {
        attempt.hold(() -> own.cancel(false));
        try {
            return own.get(attempt.deadline().nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.interrupted(e);
        } catch (TimeoutException e) {
            throw attempt.deadline().passed();
        } catch (CancellationException e) {
            throw new ConnectAbortedException();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static <T> CompletableFuture<T> start(Callable<T> lookup) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(lookup.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        new DaemonThreads("parley-lookup").newThread(task).start();
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
