package dev.parley.micrometer;

import dev.parley.smtp.Parley;
import dev.parley.smtp.PoolStatistics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.mail.Session;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * Gauges of the pools of connections of a Session, for each server; several logins at a server are one.
 *
 * <ul>
 *   <li>{@code mail.client.pool.servers}: the servers that have a pool now
 *   <li>{@code mail.client.pool.connections} with {@code state}: in_use, idle
 *   <li>{@code mail.client.pool.waiting}: the callers that wait for a connection
 *   <li>{@code mail.client.pool.limit}: the most connections now; 0: no limit
 * </ul>
 *
 * The keys are {@code server.address} and {@code server.port} (none: a Unix domain socket). A pool exists from the first
 * connect: the gauges of a server are registered when {@code mail.client.pool.servers} is read after it. It requires
 * {@code parley-provider}, and references the Session weakly.
 */
public final class PoolMetrics implements MeterBinder {
    private final Session session;

    /** @param session its pools are measured; another Session has others */
    public PoolMetrics(Session session) {
        this.session = Objects.requireNonNull(session, "session");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Servers servers = new Servers(registry);
        servers.registerNew(session);
        Gauge.builder("mail.client.pool.servers", session, servers::registerNew)
                .description("Mail servers with a pool of connections")
                .register(registry);
    }

    /** The servers whose gauges are registered. */
    private static final class Servers {
        private final MeterRegistry registry;
        private final Map<String, Tags> known = new ConcurrentHashMap<>();

        Servers(MeterRegistry registry) {
            this.registry = registry;
        }

        /** @return the number of servers with a pool */
        int registerNew(Session session) {
            Map<String, PoolStatistics> present = new TreeMap<>();
            for (PoolStatistics each : Parley.pools(session)) {
                present.put(each.server(), each);
            }
            for (String server : present.keySet()) {
                Tags tags = tags(server);
                if (known.putIfAbsent(server, tags) == null) {
                    register(session, server, tags);
                }
            }
            return present.size();
        }

        private void register(Session session, String server, Tags tags) {
            Gauge.builder("mail.client.pool.connections", session, read -> sum(read, server, PoolStatistics::inUse))
                    .description("Connections to the mail server")
                    .tags(tags.and("state", "in_use"))
                    .register(registry);
            Gauge.builder("mail.client.pool.connections", session, read -> sum(read, server, PoolStatistics::idle))
                    .description("Connections to the mail server")
                    .tags(tags.and("state", "idle"))
                    .register(registry);
            Gauge.builder("mail.client.pool.waiting", session, read -> sum(read, server, PoolStatistics::waiting))
                    .description("Callers that wait for a connection")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("mail.client.pool.limit", session, read -> sum(read, server, PoolStatistics::limit))
                    .description("The most connections now; 0: no limit")
                    .tags(tags)
                    .register(registry);
        }

        private static int sum(Session session, String server, ToIntFunction<PoolStatistics> number) {
            int sum = 0;
            for (PoolStatistics each : Parley.pools(session)) {
                if (each.server().equals(server)) {
                    sum += number.applyAsInt(each);
                }
            }
            return sum;
        }

        private static Tags tags(String server) {
            int colon = server.lastIndexOf(':');
            String port = server.substring(colon + 1);
            if (colon <= 0 || port.isEmpty() || !port.chars().allMatch(Character::isDigit)) {
                return Tags.of("server.address", server, "server.port", "none");
            }
            String host = server.substring(0, colon);
            boolean brackets = host.startsWith("[") && host.endsWith("]");
            return Tags.of(
                    "server.address", brackets ? host.substring(1, host.length() - 1) : host, "server.port", port);
        }
    }
}
