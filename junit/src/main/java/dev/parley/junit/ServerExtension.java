package dev.parley.junit;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * The life of a server. In an instance field it is started before each test, on a free port, and closed after it. In a
 * static field it is started before all tests, restarted on the same port before each, and closed after all of them. The
 * static field of a base class keeps the port for all its classes: a cached context of Spring has the port of the first one.
 */
abstract class ServerExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    static final String HOST = "localhost";

    /** The context of the class whose static field it is in; null: not in one. */
    private final AtomicReference<@Nullable String> ofClass = new AtomicReference<>();

    /** The context of the present test; null: between the tests. */
    private final AtomicReference<@Nullable String> ofTest = new AtomicReference<>();

    private RecordedDialogs dialogs = new RecordedDialogs();

    /** That of the first start in a static field, for later classes, too; 0: not started in one. */
    private int portOfClass;

    /** Called by Jupiter for a static field. */
    @Override
    public final void beforeAll(ExtensionContext context) {
        String id = context.getUniqueId();
        String present = ofClass.compareAndExchange(null, id);
        if (present == null) {
            startForClass();
        } else if (!id.startsWith(present + "/")) { // Otherwise the class is nested.
            throw usedByAnother();
        }
    }

    /** Called by Jupiter. */
    @Override
    public final void beforeEach(ExtensionContext context) {
        if (!ofTest.compareAndSet(null, context.getUniqueId())) {
            throw usedByAnother();
        }
        boolean shared = ofClass.get() != null;
        if (shared) {
            stop();
        }
        dialogs = new RecordedDialogs();
        start(shared ? portOfClass : 0);
    }

    /** Called by Jupiter: shows the dialog of a failed test, and fails one whose client did not follow the file. */
    @Override
    public final void afterEach(ExtensionContext context) throws Exception {
        if (!context.getUniqueId().equals(ofTest.get())) {
            return; // Another test uses the server.
        }
        try {
            if (isRunning()) { // Otherwise it could not be started.
                check(context);
            }
        } finally {
            if (ofClass.get() == null) {
                stop();
            }
            ofTest.set(null);
        }
    }

    /** Called by Jupiter for a static field. */
    @Override
    public final void afterAll(ExtensionContext context) {
        if (context.getUniqueId().equals(ofClass.get())) {
            try {
                stop();
            } finally {
                ofClass.set(null);
            }
        }
    }

    /** {@value #HOST}. */
    public final String host() {
        return HOST;
    }

    /**
     * The port on the loopback address.
     *
     * @throws IllegalStateException if the server is not running
     */
    public abstract int port();

    abstract boolean isRunning();

    /** Whether a setting is one of the present test only; before, it is one of all tests. */
    final boolean isInTest() {
        return ofTest.get() != null;
    }

    /** Starts the server; port 0: a free one. */
    abstract void start(int port);

    /** Closes the server. */
    abstract void stop();

    /** What the client did not do as the file has it; after a failure without a long wait. */
    abstract List<String> mismatches(boolean failed) throws InterruptedException;

    /** The dialog as the server has recorded it, without secrets; empty: unknown. */
    abstract List<String> transcript() throws InterruptedException;

    /** The name of the file that is replayed. */
    abstract Optional<String> file();

    /** Whether the server runs: a method of the extension cannot be used before. */
    final <T> T running(@Nullable T server) {
        if (server == null) {
            throw new IllegalStateException(
                    "the server is not running: it is started before each test, and for a static"
                            + " field before all tests");
        }
        return server;
    }

    /** Host, port, time-outs, trust in the certificate, and the trace. */
    final Properties properties(String protocol) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "host", HOST);
        properties.setProperty(prefix + "port", String.valueOf(port()));
        properties.setProperty(prefix + "connectiontimeout", "10000");
        properties.setProperty(prefix + "timeout", "10000");
        properties.setProperty(prefix + "starttls.enable", "true");
        properties.put(
                prefix + "ssl.socketFactory", SharedCertificate.get().context().getSocketFactory());
        properties.put(prefix + "trace.sink", dialogs);
        return properties;
    }

    private static IllegalStateException usedByAnother() {
        return new IllegalStateException(
                "another test uses the server: tests that run in parallel cannot share one; use an instance field with the life"
                        + " cycle PER_METHOD, or annotate the class with @Execution(SAME_THREAD)");
    }

    private void startForClass() {
        try {
            start(portOfClass);
        } catch (UncheckedIOException e) {
            if (portOfClass == 0) {
                throw e;
            }
            start(0); // Another program listens on the port since the class before.
        }
        portOfClass = port();
    }

    private void check(ExtensionContext context) throws Exception {
        Optional<Throwable> failure = context.getExecutionException();
        if (failure.isPresent() && failure.get() instanceof TestAbortedException) {
            return; // Its client may never connect, and the replay would wait for it.
        }
        List<String> mismatches = mismatches(failure.isPresent());
        if (failure.isPresent()) {
            failure.get().addSuppressed(report(context, mismatches));
        } else if (!mismatches.isEmpty()) {
            AssertionFailedError error = new AssertionFailedError(lines(mismatches));
            error.addSuppressed(report(context, List.of()));
            throw error;
        }
    }

    private DialogReport report(ExtensionContext context, List<String> mismatches) throws InterruptedException {
        List<String> sections = new ArrayList<>();
        if (!mismatches.isEmpty()) {
            sections.add(lines(mismatches));
        }
        List<RecordedDialogs.Dialog> traced = dialogs.all();
        for (RecordedDialogs.Dialog dialog : traced) {
            sections.add(dialog.text());
        }
        List<String> transcript = traced.isEmpty() ? transcript() : List.of();
        if (!transcript.isEmpty()) {
            sections.add(String.join("\n", transcript));
        } else if (traced.isEmpty()) {
            sections.add("no client of " + HOST + ":" + port() + " was recorded");
        }
        Pages.Written written = new Pages(context).write(traced);
        written.failure().ifPresent(sections::add);
        return new DialogReport(sections, written.pages());
    }

    private String lines(List<String> mismatches) {
        return "the client did not follow " + file().orElse("the server") + ":\n  " + String.join("\n  ", mismatches);
    }
}
