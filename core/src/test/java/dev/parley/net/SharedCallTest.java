package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that do not end by themselves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedCallTest {
    /** The common pool may have one thread only, which another call of the test blocks. */
    private static final Executor IN_BACKGROUND = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    };

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch nameServer = new CountDownLatch(1);
    private final AtomicInteger lookups = new AtomicInteger();

    @AfterEach
    void endLookups() {
        nameServer.countDown();
    }

    @Test
    void endsAtTheDeadline() {
        ConnectAttempt attempt = new ConnectAttempt(Deadline.in(Duration.ofMillis(200)));
        IOException e = assertThrows(SocketTimeoutException.class, () -> blocked("deadline", attempt));
        assertEquals("the deadline of 200 ms has passed", e.getMessage());
    }

    @Test
    void endsByAnInterrupt() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                blocked("interrupt", new ConnectAttempt());
            } catch (InterruptedIOException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            } catch (Exception e) {
                interrupted.completeExceptionally(e);
            }
        });
        caller.start();
        begun.await();
        caller.interrupt();
        assertTrue(interrupted.get(), "the interrupt is lost");
    }

    @Test
    void endsWhenTheAttemptIsAborted() throws Exception {
        ConnectAttempt attempt = new ConnectAttempt();
        CompletableFuture<Object> result =
                CompletableFuture.supplyAsync(() -> failureOf("abort", attempt), IN_BACKGROUND);
        begun.await();
        attempt.abort();
        assertEquals(ConnectAbortedException.class, result.get().getClass());
    }

    @Test
    void anAbortedAttemptWaitsForNone() {
        ConnectAttempt attempt = new ConnectAttempt();
        attempt.abort();
        assertThrows(ConnectAbortedException.class, () -> blocked("aborted", attempt));
    }

    @Test
    void callersShareOneLookup() throws Exception {
        List<CompletableFuture<Object>> callers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CompletableFuture<Object> result = new CompletableFuture<>();
            callers.add(result);
            Thread caller = new Thread(() -> {
                try {
                    result.complete(found("shared"));
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            caller.start();
            while (caller.isAlive() && caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
        nameServer.countDown();
        for (CompletableFuture<Object> each : callers) {
            assertEquals("found shared", each.get());
        }
        assertEquals(1, lookups.get());
        assertEquals("found shared", found("shared"));
        assertEquals(2, lookups.get(), "a result is kept");
    }

    @Test
    void eachCallerHasItsOwnException() {
        UnknownHostException thrown = new UnknownHostException("mx.lab.test: Name or service not known");
        IOException e = assertThrows(
                UnknownHostException.class,
                () -> SharedCall.result(
                        "unknown",
                        "parley-test",
                        () -> {
                            throw thrown;
                        },
                        new ConnectAttempt()));
        assertEquals(thrown.getMessage(), e.getMessage());
        assertFalse(e == thrown);
    }

    @Test
    void aMissingModuleIsThrown() {
        NoClassDefFoundError missing = new NoClassDefFoundError("javax/naming");
        assertSame(
                missing,
                assertThrows(
                        LinkageError.class,
                        () -> SharedCall.result(
                                "module",
                                "parley-test",
                                () -> {
                                    throw missing;
                                },
                                new ConnectAttempt())));
    }

    private Object blocked(String key, ConnectAttempt attempt) throws IOException {
        return SharedCall.result(
                key,
                "parley-test",
                () -> {
                    lookups.incrementAndGet();
                    begun.countDown();
                    nameServer.await();
                    return "found " + key;
                },
                attempt);
    }

    private Object found(String key) {
        try {
            return blocked(key, new ConnectAttempt());
        } catch (IOException e) {
            return e;
        }
    }

    private Object failureOf(String key, ConnectAttempt attempt) {
        try {
            return blocked(key, attempt);
        } catch (IOException e) {
            return e;
        }
    }
}
