package dev.parley.micrometer;

import dev.parley.smtp.Parley;
import dev.parley.smtp.PoolStatistics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.mail.Session;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Gauges of the pools of connections of a Session or of several ones, for each server; several logins at a server are one.
 *
 * <ul>
 *   <li>{@code mail.client.pool.servers}: the servers that have a pool now
 *   <li>{@code mail.client.pool.connections} with {@code state}: in_use, idle
 *   <li>{@code mail.client.pool.waiting}: the callers that wait for a connection
 *   <li>{@code mail.client.pool.limit}: the most connections now; 0: a pool of the server has no limit
 * </ul>
 *
 * The keys are {@code server.address} and {@code server.port} (none: a Unix domain socket). A pool exists from the first
 * connect: the gauges of a server are registered when {@code mail.client.pool.servers} is read after it. It requires
 * {@code parley-provider}. The registry references the Session, or the supplier, weakly.
 */
public final class PoolMetrics implements MeterBinder {
    private final Consumer<MeterRegistry> binding;

    /** @param session its pools are measured; another Session has others */
    public PoolMetrics(Session session) {
        Objects.requireNonNull(session, "session");
        this.binding = registry -> new Servers<Session>(registry, Parley::pools).bind(session);
    }

    /**
     * Gauges of the pools of several Sessions: the values of a server are their sums.
     *
     * @param pools returns {@link Parley#pools} of all Sessions; is called whenever a gauge is read
     */
    public PoolMetrics(Supplier<? extends Collection<PoolStatistics>> pools) {
        Objects.requireNonNull(pools, "pools");
        this.binding = registry ->
                new Servers<Supplier<? extends Collection<PoolStatistics>>>(registry, Supplier::get).bind(pools);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        binding.accept(registry);
    }

    /**
     * The servers whose gauges are registered.
     *
     * @param <T> what the pools are read from; only gauges reference it, weakly
     */
    private static final class Servers<T> {
        private final MeterRegistry registry;
        private final Function<T, Collection<PoolStatistics>> pools;
        private final Map<String, Tags> known = new ConcurrentHashMap<>();

        Servers(MeterRegistry registry, Function<T, Collection<PoolStatistics>> pools) {
            this.registry = registry;
            this.pools = pools;
        }

        void bind(T source) {
            registerNew(source);
            Gauge.builder("mail.client.pool.servers", source, this::registerNew)
                    .description("Mail servers with a pool of connections")
                    .register(registry);
        }

        /** @return the number of servers with a pool */
        private int registerNew(T source) {
            Set<String> present = new TreeSet<>();
            for (PoolStatistics each : pools.apply(source)) {
                present.add(each.server());
            }
            for (String server : present) {
                Tags tags = tags(server);
                if (known.putIfAbsent(server, tags) == null) {
                    register(source, server, tags);
                }
            }
            return present.size();
        }

        private void register(T source, String server, Tags tags) {
            Gauge.builder("mail.client.pool.connections", source, read -> sum(read, server, PoolStatistics::inUse))
                    .description("Connections to the mail server")
                    .tags(tags.and("state", "in_use"))
                    .register(registry);
            Gauge.builder("mail.client.pool.connections", source, read -> sum(read, server, PoolStatistics::idle))
                    .description("Connections to the mail server")
                    .tags(tags.and("state", "idle"))
                    .register(registry);
            Gauge.builder("mail.client.pool.waiting", source, read -> sum(read, server, PoolStatistics::waiting))
                    .description("Callers that wait for a connection")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("mail.client.pool.limit", source, read -> limit(read, server))
                    .description("The most connections now; 0: no limit")
                    .tags(tags)
                    .register(registry);
        }

        private int sum(T source, String server, ToIntFunction<PoolStatistics> number) {
            int sum = 0;
            for (PoolStatistics each : pools.apply(source)) {
                if (each.server().equals(server)) {
                    sum += number.applyAsInt(each);
                }
            }
            return sum;
        }

        private int limit(T source, String server) {
            int sum = 0;
            for (PoolStatistics each : pools.apply(source)) {
                if (each.server().equals(server)) {
                    if (each.limit() == 0) {
                        return 0; // The other pools do not limit this one.
                    }
                    sum += each.limit();
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
