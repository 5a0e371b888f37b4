package dev.parley.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.smtp.Parley;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a monitoring system receives of accepted and failing operations. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimersTest {
    private static final String LATER = MailServer.CONTENT + "S: 451 4.3.0 confidential\nC: RSET\nS: 250 OK\n";

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MailObservations observations = observations();

    private MailObservations observations() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        return new MailObservations(registry);
    }

    private void fail(String dialog) throws Exception {
        try (MailServer server = new MailServer(observations, dialog)) {
            assertThrows(MessagingException.class, () -> server.send(1));
        }
    }

    private void operate() throws Exception {
        try (MailServer server =
                new MailServer(observations, MailServer.HELLO + MailServer.SENT + MailServer.SENT + MailServer.BYE)) {
            server.send(2);
        }
        fail(MailServer.HELLO + MailServer.REJECTED + MailServer.BYE);
        fail(MailServer.HELLO + LATER + MailServer.BYE);
        fail(MailServer.HELLO + MailServer.CONTENT + "S! close\n");
        fail("S: 554 mx confidential\n");
        try (MailServer server =
                new MailServer(observations, MailServer.LOGIN + "S: 535 5.7.8 no confidential\n" + MailServer.BYE)) {
            assertThrows(MessagingException.class, server::logIn);
        }
        try (MailServer server = new MailServer(observations, MailServer.HELLO + MailServer.BYE)) {
            server.properties.put("mail.smtp.pool.size", "1");
            Session session = server.session();
            session.getTransport("smtp").connect();
            new PoolMetrics(session).bindTo(meters);
            Parley.close(session);
        }
    }

    /** The counts of the timers, without those of the operations that have not ended. */
    private List<String> counts() {
        return meters.scrape()
                .lines()
                .filter(line -> line.matches("mail_client_(connect|login|send)_seconds_count.*"))
                .map(line -> line.replaceAll("mail_client_|_seconds_count|network_protocol_name=.*?,|mail_", ""))
                .toList();
    }

    @Test
    void eachOutcomeHasItsTimer() throws Exception {
        operate();
        String host = ",server_address=\"localhost\"";
        assertEquals(
                List.of(
                        "connect{error=\"MailOperationException\",error_type=\"none\",outcome=\"rejected\","
                                + "phase=\"auth\",reply_class=\"5xx\"" + host + "} 1",
                        "connect{error=\"MailOperationException\",error_type=\"none\",outcome=\"rejected\","
                                + "phase=\"greeting\",reply_class=\"5xx\"" + host + "} 1",
                        "connect{error=\"none\",error_type=\"none\",outcome=\"accepted\","
                                + "phase=\"connect\",reply_class=\"2xx\"" + host + "} 5",
                        "login{error=\"MailOperationException\",error_type=\"none\",outcome=\"rejected\","
                                + "phase=\"auth\",reply_class=\"5xx\"" + host + "} 1",
                        "send{error=\"MailOperationException\",error_type=\"ServerClosedException\",outcome=\"uncertain\","
                                + "phase=\"end_of_data\",reply_class=\"none\"" + host + "} 1",
                        "send{error=\"MailOperationException\",error_type=\"none\",outcome=\"rejected\","
                                + "phase=\"rcpt\",reply_class=\"5xx\"" + host + "} 1",
                        "send{error=\"MailOperationException\",error_type=\"none\",outcome=\"rejected_for_now\","
                                + "phase=\"end_of_data\",reply_class=\"4xx\"" + host + "} 1",
                        "send{error=\"none\",error_type=\"none\",outcome=\"accepted\","
                                + "phase=\"end_of_data\",reply_class=\"2xx\"" + host + "} 2"),
                counts().stream().sorted().toList());
    }

    @Test
    void noTagHasAnAddressASubjectAUserOrATextOfTheServer() throws Exception {
        operate();
        String scrape = meters.scrape();
        for (String text : List.of(MailServer.SECRET, "example.org", "User unknown", "5.7.8", "@")) {
            assertFalse(scrape.contains(text), scrape);
        }
    }
}
