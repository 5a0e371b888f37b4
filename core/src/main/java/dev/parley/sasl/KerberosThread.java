package dev.parley.sasl;

import dev.parley.settings.MailProperties;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.security.auth.Subject;

/**
 * Begins an exchange that gets a ticket from a KDC, on a thread of its own, because nothing ends a request of the JDK to a
 * KDC: the caller stops waiting at a time-out or deadline, when it is interrupted, and when another thread closes the connection.
 */
final class KerberosThread {
    private KerberosThread() {}

    /**
     * @param server has the limit of the wait; its {@link Server#abort} ends it, too
     * @param properties for error messages
     */
    static Exchange begin(Callable<Exchange> begin, Server server, MailProperties properties) throws ExchangeException {
        FutureTask<Exchange> task = new FutureTask<>(begin);
        Thread thread = new Thread(null, withSubject(task), "parley-kerberos", 0, false);
        thread.setDaemon(true);
        // JAAS loads the login modules with it.
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        Duration timeout = server.limit().timeout();
        long limit = timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
        long left = server.limit().deadline() - System.nanoTime();
        server.beginWait(task);
        try {
            return task.get(Math.min(limit, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            String property = limit < left ? timeout(timeout, properties) : properties.setting("deadline");
            throw new ExchangeException("GSSAPI: no answer of the Kerberos KDC in time (" + property + ")");
        } catch (CancellationException e) {
            throw new ExchangeException(
                    "GSSAPI: the connection was closed by another thread before the Kerberos KDC answered");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExchangeException("GSSAPI: the thread was interrupted before the Kerberos KDC answered");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            server.endWait();
        }
    }

    private static String timeout(Duration timeout, MailProperties properties) {
        String setting = properties.setting("timeout");
        return properties.isSet("timeout") ? setting : setting + ", its default is " + timeout.toMillis() + " ms";
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
