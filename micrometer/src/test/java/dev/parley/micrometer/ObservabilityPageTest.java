package dev.parley.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.observation.OperationResult.Outcome;
import dev.parley.smtp.Parley;
import dev.parley.smtp.SmtpTransport;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import jakarta.mail.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/observability.md} shows programs that run, and names what there is. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ObservabilityPageTest {
    private static final List<String> METHODS = List.of("setup", "pools", "executor", "convention");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z/.-]+)(?:#[^)]*)?\\)");

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/observability.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static String page() throws IOException {
        return Files.readString(root().resolve("docs/observability.md"));
    }

    /** What stands between the braces of a method, eight columns to the left. */
    private static String body(String method) throws IOException {
        String source =
                Files.readString(root().resolve("micrometer/src/test/java/dev/parley/micrometer/Examples.java"));
        int start = source.indexOf('\n', source.indexOf(" " + method + "(")) + 1;
        return source.substring(start, source.indexOf("\n    }\n", start) + 1).replaceAll("(?m)^ {8}", "");
    }

    @Test
    void eachProgramIsCompiled() throws IOException {
        List<String> compiled = new ArrayList<>();
        for (String method : METHODS) {
            compiled.add(body(method));
        }
        assertEquals(
                compiled,
                JAVA.matcher(page()).results().map(block -> block.group(1)).toList());
    }

    @Test
    void theSetupMeasuresASend() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (MailServer server = new MailServer("", MailServer.HELLO + MailServer.SENT + MailServer.BYE)) {
            Examples.setup(server.properties, meters);
            server.send(1);
            assertEquals(1, meters.get("mail.client.send").timer().count());
            assertEquals(1, meters.get("mail.client.connect").timer().count());
        }
    }

    @Test
    void theBinderMeasuresThePools() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (MailServer server = new MailServer("", MailServer.HELLO + MailServer.BYE)) {
            server.properties.remove("mail.observer");
            server.properties.put("mail.smtp.pool.size", "1");
            Session session = server.session();
            Examples.pools(session, meters);
            Gauge servers = meters.get("mail.client.pool.servers").gauge();
            assertEquals(0, servers.value());
            session.getTransport("smtp").connect();
            assertEquals(1, servers.value());
            Parley.close(session);
        }
    }

    @Test
    void theConventionAddsAKey() throws Exception {
        Recorder recorder = new Recorder();
        try (MailServer server = new MailServer("", MailServer.HELLO + MailServer.SENT + MailServer.BYE)) {
            Examples.convention(server.properties, recorder.registry);
            server.send(1);
        }
        assertEquals("orders", recorder.last("mail.client.send").keys().get("team"));
    }

    /** In the thread of an executor, the parent is the observation of the caller. */
    @Test
    void theExecutorHasTheObservationOfTheCaller() throws Exception {
        Recorder recorder = new Recorder();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (MailServer server = new MailServer(
                new MailObservations(recorder.registry), MailServer.HELLO + MailServer.SENT + MailServer.BYE)) {
            Examples.executor(
                    server.properties,
                    executor,
                    ContextSnapshotFactory.builder().build());
            Session session = server.session();
            Observation application = Observation.start("order", recorder.registry);
            try (Observation.Scope scope = application.openScope()) {
                assertEquals(application, scope.getCurrentObservation());
                SmtpTransport.sendAsync(session, MailServer.message(session))
                        .toCompletableFuture()
                        .get();
            }
            assertEquals("order", recorder.last("mail.client.send").parent());
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void thePageHasAllNamesKeysAndOutcomes() throws IOException {
        List<String> names = new ArrayList<>();
        for (MailObservationDocumentation each : MailObservationDocumentation.values()) {
            names.add(each.observationName());
        }
        for (MailObservationDocumentation.LowCardinalityKeys each :
                MailObservationDocumentation.LowCardinalityKeys.values()) {
            names.add(each.asString());
        }
        for (MailObservationDocumentation.HighCardinalityKeys each :
                MailObservationDocumentation.HighCardinalityKeys.values()) {
            names.add(each.asString());
        }
        for (Outcome each : Outcome.values()) {
            names.add(each.name().toLowerCase(Locale.ROOT));
        }
        for (String name : names) {
            assertTrue(page().contains("| `" + name + "` |"), name);
        }
    }

    @Test
    void linksLeadToFiles() throws IOException {
        for (MatchResult link : LINK.matcher(page()).results().toList()) {
            assertTrue(Files.exists(root().resolve("docs").resolve(link.group(1))), link.group());
        }
    }
}
