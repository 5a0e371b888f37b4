package dev.parley.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.smtp.Parley;
import dev.parley.smtp.PoolStatistics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolMetricsTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private Map<String, Double> values() {
        meters.get("mail.client.pool.servers").gauge().value();
        Map<String, Double> values = new TreeMap<>();
        for (Meter each : meters.getMeters()) {
            String state = each.getId().getTag("state");
            values.put(
                    each.getId().getName().replace("mail.client.pool.", "") + (state == null ? "" : " " + state),
                    each.measure().iterator().next().getValue());
        }
        return values;
    }

    private static Map<String, Double> expected(int inUse, int idle, int waiting) {
        return new TreeMap<>(Map.of(
                "servers", 1.0,
                "connections in_use", (double) inUse,
                "connections idle", (double) idle,
                "waiting", (double) waiting,
                "limit", 1.0));
    }

    @Test
    void aPoolHasConnectionsInUseIdleAndWaitingCallers() throws Exception {
        String connection = MailServer.HELLO + MailServer.BYE;
        try (MailServer server = new MailServer("", connection, connection)) {
            server.properties.remove("mail.observer");
            server.properties.put("mail.smtp.pool.size", "1");
            Session session = server.session();
            new PoolMetrics(session).bindTo(meters);
            assertEquals(Map.of("servers", 0.0), values());

            Transport transport = session.getTransport("smtp");
            transport.connect();
            assertEquals(expected(1, 0, 0), values());
            Map<String, String> tags = new TreeMap<>();
            meters.get("mail.client.pool.limit")
                    .gauge()
                    .getId()
                    .getTags()
                    .forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
            assertEquals(Map.of("server.address", "localhost", "server.port", "" + server.port()), tags);

            AtomicReference<Exception> failure = new AtomicReference<>();
            Thread waiting = new Thread(() -> {
                try (Transport second = session.getTransport("smtp")) {
                    second.connect();
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            waiting.start();
            while (Parley.pools(session).get(0).waiting() == 0 && waiting.isAlive()) {
                Thread.onSpinWait();
            }
            assertEquals(expected(1, 0, 1), values());

            transport.close();
            waiting.join();
            assertNull(failure.get());
            assertEquals(expected(0, 1, 0), values());
            Parley.close(session);
            assertEquals(expected(0, 0, 0), values());
        }
    }

    /** The pools that a gauge reads may change, and several have the same server. */
    @Test
    void theValuesOfAServerAreSums() {
        List<PoolStatistics> pools = new ArrayList<>();
        Supplier<List<PoolStatistics>> supplier = () -> pools;
        new PoolMetrics(supplier).bindTo(meters);
        assertEquals(Map.of("servers", 0.0), values());
        pools.add(new PoolStatistics("mx.example:25", 3, 1, 4, 5));
        pools.add(new PoolStatistics("mx.example:25", 2, 2, 0, 2));
        assertEquals(
                Map.of(
                        "servers", 1.0,
                        "connections in_use", 2.0,
                        "connections idle", 3.0,
                        "waiting", 4.0,
                        "limit", 7.0),
                values());
        pools.clear();
        assertEquals(0, meters.get("mail.client.pool.limit").gauge().value());
        Reference.reachabilityFence(supplier);
    }

    /** A sum of the other limits is lower than the connections can be. */
    @Test
    void aServerHasNoLimitIfOneOfItsPoolsHasNone() {
        List<PoolStatistics> pools = new ArrayList<>();
        Supplier<List<PoolStatistics>> supplier = () -> pools;
        pools.add(new PoolStatistics("mx.example:25", 5, 0, 0, 5));
        pools.add(new PoolStatistics("mx.example:25", 7, 0, 0, 0));
        new PoolMetrics(supplier).bindTo(meters);
        assertEquals(
                Map.of(
                        "servers", 1.0,
                        "connections in_use", 12.0,
                        "connections idle", 0.0,
                        "waiting", 0.0,
                        "limit", 0.0),
                values());
        pools.set(1, new PoolStatistics("other.example:25", 7, 0, 0, 0));
        assertEquals(
                5,
                meters.get("mail.client.pool.limit")
                        .tag("server.address", "mx.example")
                        .gauge()
                        .value());
        Reference.reachabilityFence(supplier);
    }

    /** Registers the gauges of a server during a scrape. */
    @Test
    void theSecondScrapeOfPrometheusHasTheServer() throws Exception {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (MailServer server = new MailServer("", MailServer.HELLO + MailServer.BYE)) {
            server.properties.remove("mail.observer");
            server.properties.put("mail.smtp.pool.size", "3");
            Session session = server.session();
            new PoolMetrics(session).bindTo(prometheus);
            Transport transport = session.getTransport("smtp");
            transport.connect();
            prometheus.scrape();
            assertEquals(
                    1,
                    prometheus
                            .scrape()
                            .lines()
                            .filter(line -> line.equals(
                                    "mail_client_pool_connections{server_address=\"localhost\",server_port=\""
                                            + server.port() + "\",state=\"in_use\"} 1.0"))
                            .count(),
                    prometheus.scrape());
            transport.close();
            Parley.close(session);
        }
    }
}
