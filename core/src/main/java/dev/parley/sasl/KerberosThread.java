package dev.parley.sasl;

import dev.parley.settings.MailProperties;
import java.lang.reflect.Method;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.security.auth.Subject;

/**
 * Begins an exchange that gets a ticket from a KDC, on a thread of its own, because nothing ends a request of the JDK to a
 * KDC: the caller stops waiting at its deadline, and when it is interrupted.
 */
final class KerberosThread {
    private KerberosThread() {}

    /**
     * @param deadline of the operation, in the time of {@link System#nanoTime}; {@code mail.<protocol>.timeout} is another
     *     limit
     * @param properties for error messages, too
     */
    static Exchange begin(Callable<Exchange> begin, long deadline, MailProperties properties) throws ExchangeException {
        FutureTask<Exchange> task = new FutureTask<>(begin);
        Thread thread = new Thread(null, withSubject(task), "parley-kerberos", 0, false);
        thread.setDaemon(true);
        // JAAS loads the login modules with it.
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        OptionalInt timeout = properties.number("timeout");
        long limit = timeout.isPresent() && timeout.getAsInt() > 0
                ? TimeUnit.MILLISECONDS.toNanos(timeout.getAsInt())
                : Long.MAX_VALUE;
        long left = deadline - System.nanoTime();
        try {
            return task.get(Math.min(limit, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ExchangeException("GSSAPI: no answer of the Kerberos KDC in time ("
                    + properties.setting(limit < left ? "timeout" : "deadline") + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExchangeException("GSSAPI: the thread was interrupted before the Kerberos KDC answered");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static ExchangeException failure(Throwable cause) {
        if (cause instanceof ExchangeException failed) {
            return failed;
        } else if (cause instanceof Error error) {
            throw error;
        }
        return new ExchangeException("GSSAPI", (Exception) cause);
    }

    /** Since Java 24, a thread does not inherit the Subject of the thread that creates it. */
    private static Runnable withSubject(Runnable task) {
        try {
            Object subject = Subject.class.getMethod("current").invoke(null);
            Method callAs = Subject.class.getMethod("callAs", Subject.class, Callable.class);
            return subject == null ? task : () -> runAs(callAs, subject, task);
        } catch (ReflectiveOperationException e) {
            return task; // Before Java 18.
        }
    }

    private static void runAs(Method callAs, Object subject, Runnable task) {
        try {
            callAs.invoke(null, subject, Executors.callable(task));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Subject.callAs", e);
        }
    }
}
