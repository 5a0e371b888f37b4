package dev.parley.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.parley.observation.Operation;
import dev.parley.observation.Operation.Kind;
import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import dev.parley.smtp.Parley;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dashboard and the alert rules query metrics and labels that the module produces. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DashboardTest {
    private static final Path FOLDER = ObservabilityPageTest.root().resolve("docs/observability");
    private static final Pattern METRIC = Pattern.compile("\\bmail_client_[a-z_]+");
    private static final Pattern NAME = Pattern.compile("\\bmail[._]client[._][a-z_.]*[a-z]");
    private static final Pattern SELECTED = Pattern.compile("\\b(mail_client_[a-z_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(?:=~|!=|=)\"([^\"]*)\"");
    private static final Pattern GROUPED = Pattern.compile("by \\(([a-z_, ]*)\\) \\(.*?(mail_client_[a-z_]+)");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((mail_client_[a-z_]+), ([a-z_]+)\\)");
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{ *(?:\\$labels\\.)?([a-z_]+) *}}");
    private static final Pattern BY = Pattern.compile("by \\(([a-z_, ]*)\\)");
    private static final Pattern PROPERTY = Pattern.compile("\\bmail\\.smtp\\.[a-z.]*[a-z]");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)\\{([^}]*)}");

    /** The labels of each metric of a scrape. */
    private static Map<String, Set<String>> scraped() throws Exception {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        meters.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals("mail.client.send")
                        ? DistributionStatisticConfig.builder()
                                .percentilesHistogram(true)
                                .build()
                                .merge(config)
                        : config;
            }
        });
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        MailObservations observations = new MailObservations(registry);
        for (Kind kind : Kind.values()) {
            String command = kind == Kind.SCRIPT ? "putscript" : "";
            observations
                    .begin(new Operation(kind, command, "smtp", "mx.example.org", 25))
                    .end(new OperationResult(Outcome.ACCEPTED, "connect", "250", null));
        }
        String scrape;
        try (MailServer server = new MailServer("", MailServer.HELLO + MailServer.BYE)) {
            server.properties.remove("mail.observer");
            server.properties.put("mail.smtp.pool.size", "1");
            Session session = server.session();
            Transport transport = session.getTransport("smtp");
            transport.connect();
            new PoolMetrics(session).bindTo(meters);
            scrape = meters.scrape();
            transport.close();
            Parley.close(session);
        }
        Map<String, Set<String>> labels = new HashMap<>();
        for (MatchResult sample : SAMPLE.matcher(scrape.replaceAll("(?m)^(mail_client_pool_servers) ", "$1{} "))
                .results()
                .toList()) {
            Set<String> own = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
            MATCHER.matcher(sample.group(2)).results().forEach(label -> own.add(label.group(1)));
        }
        return labels;
    }

    private static void assertProduced(List<String> queries) throws Exception {
        Map<String, Set<String>> labels = scraped();
        Set<String> outcomes = new TreeSet<>();
        for (Outcome outcome : Outcome.values()) {
            outcomes.add(outcome.name().toLowerCase(Locale.ROOT));
        }
        for (String query : queries) {
            assertTrue(METRIC.matcher(query).find(), query);
            for (MatchResult metric : METRIC.matcher(query).results().toList()) {
                assertTrue(labels.containsKey(metric.group()), () -> metric.group() + " is not in " + labels);
            }
            for (MatchResult selected : SELECTED.matcher(query).results().toList()) {
                for (MatchResult label :
                        MATCHER.matcher(selected.group(2)).results().toList()) {
                    assertTrue(labels.get(selected.group(1)).contains(label.group(1)), query + ": " + label.group(1));
                    assertTrue(!label.group(1).equals("mail_outcome") || outcomes.contains(label.group(2)), query);
                }
            }
            for (MatchResult grouped : GROUPED.matcher(query).results().toList()) {
                for (String label : grouped.group(1).split(", *")) {
                    assertTrue(labels.get(grouped.group(2)).contains(label), query + ": " + label);
                }
            }
        }
    }

    /** A template of a legend or an annotation names a label that the result of the query has. */
    private static void assertLabels(String query, String text) throws Exception {
        Matcher by = BY.matcher(query);
        Set<String> labels = by.find() ? Set.of(by.group(1).split(", *")) : labelsOf(query);
        for (MatchResult template : TEMPLATE.matcher(text).results().toList()) {
            assertTrue(labels.contains(template.group(1)), () -> text + " of " + query);
        }
    }

    private static Set<String> labelsOf(String query) throws Exception {
        Matcher metric = METRIC.matcher(query);
        return metric.find() && !query.contains("sum(") ? scraped().get(metric.group()) : Set.of();
    }

    /** The names of timers and gauges in {@code docs/observability.md}, as Micrometer and as Prometheus have them. */
    @Test
    void thePage() throws Exception {
        Set<String> produced = scraped().keySet();
        String page = Files.readString(FOLDER.resolveSibling("observability.md"));
        List<String> names =
                NAME.matcher(page).results().map(MatchResult::group).toList();
        assertTrue(names.size() > 12, names::toString);
        for (String name : names) {
            String metric = name.replace('.', '_');
            assertTrue(
                    produced.contains(metric)
                            || produced.contains(metric + "_count")
                            || produced.contains(metric + "_seconds_count"),
                    () -> name + " is not in " + produced);
        }
    }

    @Test
    void theDashboard() throws Exception {
        JsonNode dashboard =
                new ObjectMapper().readTree(FOLDER.resolve("dashboard.json").toFile());
        List<String> queries = new ArrayList<>();
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            ids.add(panel.get("id").asInt());
            for (JsonNode target : panel.get("targets")) {
                queries.add(target.get("expr").asText());
                assertLabels(
                        target.get("expr").asText(), target.get("legendFormat").asText());
            }
        }
        for (JsonNode variable : dashboard.get("templating").get("list")) {
            if (variable.get("type").asText().equals("query")) {
                String query = variable.get("query").get("query").asText();
                Matcher values = LABEL_VALUES.matcher(query);
                assertTrue(values.matches(), query);
                assertTrue(scraped().get(values.group(1)).contains(values.group(2)), query);
                queries.add(query);
            }
        }
        assertEquals(dashboard.get("panels").size(), ids.size());
        assertTrue(queries.size() > 15, queries::toString);
        assertProduced(queries);
    }

    @Test
    void theAlerts() throws Exception {
        String properties = Files.readString(FOLDER.resolveSibling("properties.md"));
        JsonNode rules = new ObjectMapper(new YAMLFactory())
                .readTree(FOLDER.resolve("alerts.yaml").toFile())
                .get("groups")
                .get(0)
                .get("rules");
        List<String> queries = new ArrayList<>();
        for (JsonNode rule : rules) {
            assertTrue(rule.hasNonNull("alert"), rule::toString);
            assertTrue(rule.get("annotations").hasNonNull("summary"), rule::toString);
            assertTrue(
                    Set.of("warning", "critical")
                            .contains(rule.get("labels").get("severity").asText()),
                    rule::toString);
            queries.add(rule.get("expr").asText());
            for (JsonNode text : rule.get("annotations")) {
                assertLabels(rule.get("expr").asText(), text.asText());
                for (MatchResult property :
                        PROPERTY.matcher(text.asText()).results().toList()) {
                    assertTrue(properties.contains("`" + property.group() + "`"), property.group());
                }
            }
        }
        assertEquals(7, queries.size());
        assertProduced(queries);
    }
}
