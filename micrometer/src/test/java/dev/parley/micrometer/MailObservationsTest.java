package dev.parley.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.observation.Operation;
import dev.parley.observation.Operation.Kind;
import dev.parley.observation.OperationObserver.RunningOperation;
import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import dev.parley.sieve.SieveStore;
import dev.parley.smtp.SmtpTransport;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MailObservationsTest {
    private static final Operation SEND = new Operation(Kind.SEND, "", "smtp", "mx.example.org", 25);

    private final Recorder recorder = new Recorder();
    private final MailObservations observations = new MailObservations(recorder.registry);

    /** @param more alternating keys and values */
    private static Map<String, String> keys(MailServer server, String... more) {
        Map<String, String> keys = new TreeMap<>(Map.of(
                "network.protocol.name", "smtp",
                "server.address", "localhost",
                "server.port", String.valueOf(server.port()),
                "error.type", "none"));
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return keys;
    }

    @Test
    void aMessageIsAccepted() throws Exception {
        try (MailServer server = new MailServer(observations, MailServer.HELLO + MailServer.SENT + MailServer.BYE)) {
            server.send(1);
            Map<String, String> expected = keys(
                    server,
                    "mail.outcome",
                    "accepted",
                    "mail.phase",
                    "end_of_data",
                    "mail.reply.class",
                    "2xx",
                    "mail.reply.code",
                    "250");
            assertEquals(
                    "mail.client.send smtp send " + expected,
                    recorder.last("mail.client.send").toString());
            expected.put("mail.phase", "connect");
            assertEquals(
                    "mail.client.connect smtp connect " + expected,
                    recorder.last("mail.client.connect").toString());
            assertNull(recorder.last("mail.client.send").error());
            assertEquals(2, recorder.ended.size());
        }
    }

    @Test
    void aRecipientIsRejected() throws Exception {
        try (MailServer server =
                new MailServer(observations, MailServer.HELLO + MailServer.REJECTED + MailServer.BYE)) {
            assertThrows(MessagingException.class, () -> server.send(1));
            Recorder.Ended send = recorder.last("mail.client.send");
            assertEquals(
                    keys(
                            server,
                            "mail.outcome",
                            "rejected",
                            "mail.phase",
                            "rcpt",
                            "mail.reply.class",
                            "5xx",
                            "mail.reply.code",
                            "550"),
                    send.keys());
            assertEquals(
                    "dev.parley.micrometer.MailOperationException: send: rejected in the phase rcpt",
                    send.error().toString());
            assertEquals(0, send.error().getStackTrace().length);
        }
    }

    @Test
    void theContentIsRejectedForNow() throws Exception {
        String later = MailServer.CONTENT + "S: 451 4.3.0 confidential\nC: RSET\nS: 250 OK\n";
        try (MailServer server = new MailServer(observations, MailServer.HELLO + later + MailServer.BYE)) {
            assertThrows(MessagingException.class, () -> server.send(1));
            Map<String, String> keys = recorder.last("mail.client.send").keys();
            assertEquals("rejected_for_now", keys.get("mail.outcome"));
            assertEquals("4xx", keys.get("mail.reply.class"));
        }
    }

    @Test
    void theConnectionIsLostAfterTheDot() throws Exception {
        try (MailServer server = new MailServer(observations, MailServer.HELLO + MailServer.CONTENT + "S! close\n")) {
            assertThrows(MessagingException.class, () -> server.send(1));
            Map<String, String> keys = recorder.last("mail.client.send").keys();
            assertEquals("uncertain", keys.get("mail.outcome"));
            assertEquals("end_of_data", keys.get("mail.phase"));
            assertEquals("none", keys.get("mail.reply.class"));
            assertFalse(keys.get("error.type").equals("none"), keys::toString);
            assertFalse(keys.containsKey("mail.reply.code"), keys::toString);
        }
    }

    @Test
    void noServerListens() throws Exception {
        Properties properties = new Properties();
        MailServer.configure(properties, observations, MailServer.closedPort());
        Session session = Session.getInstance(properties);
        assertThrows(
                MessagingException.class, () -> session.getTransport("smtp").connect());
        Map<String, String> keys = recorder.last("mail.client.connect").keys();
        assertEquals("failed", keys.get("mail.outcome"));
        assertEquals("connect", keys.get("mail.phase"));
        assertFalse(keys.get("error.type").equals("none"), keys::toString);
    }

    @Test
    void aLoginIsAChildOfItsConnect() throws Exception {
        try (MailServer server = new MailServer(observations, MailServer.LOGIN + "S: 235 OK\n" + MailServer.BYE)) {
            server.logIn();
            Recorder.Ended login = recorder.last("mail.client.login");
            assertEquals("smtp login", login.contextualName());
            assertEquals("mail.client.connect", login.parent());
            assertEquals("accepted", login.keys().get("mail.outcome"));
            assertNull(recorder.registry.getCurrentObservation());
        }
    }

    @Test
    void aLoginIsRejected() throws Exception {
        try (MailServer server =
                new MailServer(observations, MailServer.LOGIN + "S: 535 5.7.8 no confidential\n" + MailServer.BYE)) {
            assertThrows(MessagingException.class, server::logIn);
            for (String name : List.of("mail.client.login", "mail.client.connect")) {
                Map<String, String> keys = recorder.last(name).keys();
                assertEquals("rejected", keys.get("mail.outcome"));
                assertEquals("auth", keys.get("mail.phase"));
                assertEquals("5xx", keys.get("mail.reply.class"));
            }
            assertNull(recorder.registry.getCurrentObservation());
        }
    }

    /** With pipelining=eager, a send begins before the end of the one before it. */
    @Test
    void sendsOverlap() throws Exception {
        String envelope = """
                C: MAIL FROM:<alice.confidential@example.org>
                C: RCPT TO:<bob.confidential@example.org>
                C: DATA
                """;
        String replies = "S: 250 OK\nS: 250 OK\nS: 354 go\nC: [message]\n";
        String hello = "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 PIPELINING\n";
        String second = "C: RSET\n" + envelope + "S: 250 OK\nS: 250 OK\n" + replies;
        try (MailServer server =
                new MailServer(observations, hello + envelope + replies + second + "S: 250 OK\n" + MailServer.BYE)) {
            server.properties.put("mail.smtp.pipelining", "eager");
            Session session = server.session();
            Observation application = Observation.start("application", recorder.registry);
            try (Observation.Scope scope = application.openScope();
                    SmtpTransport transport = (SmtpTransport) session.getTransport("smtp")) {
                transport.connect();
                transport.sendAll(List.of(MailServer.message(session), MailServer.message(session)));
                assertEquals(application, scope.getCurrentObservation());
                assertEquals(application, recorder.registry.getCurrentObservation());
            }
            application.stop();
        }
        assertEquals(
                2,
                recorder.ended.stream()
                        .filter(each -> each.name().equals("mail.client.send") && "application".equals(each.parent()))
                        .filter(each -> each.keys().get("mail.outcome").equals("accepted"))
                        .count());
    }

    @Test
    void aScriptIsStoredAndRead(@TempDir Path folder) throws Exception {
        SSLContext tls =
                TestCertificate.make(folder.resolve("server.p12"), "localhost").context();
        try (ManageSieveServer server = new ManageSieveServer(tls, MailServer.USER, "pw-confidential").limit(5, 500)) {
            server.put("confidential", "keep;\n".getBytes(StandardCharsets.UTF_8));
            Properties properties = new Properties();
            properties.put("mail.sieve.ssl.socketFactory", tls.getSocketFactory());
            properties.put("mail.sieve.observer", observations);
            try (SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve")) {
                store.connect("localhost", server.port(), MailServer.USER, "pw-confidential");
                store.listScripts();
                assertThrows(
                        MessagingException.class,
                        () -> ((dev.parley.sieve.SieveFolder) store.getFolder("large"))
                                .putScript("# " + "x".repeat(600) + "\n"));
            }
            Map<String, String> listed = recorder.last("mail.client.connect").keys();
            assertEquals("sieve", listed.get("network.protocol.name"));
            assertEquals(
                    "mail.client.connect", recorder.last("mail.client.login").parent());
            Recorder.Ended list = recorder.ended.stream()
                    .filter(each -> "listscripts".equals(each.keys().get("mail.command")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(recorder.ended.toString()));
            assertEquals("sieve listscripts", list.contextualName());
            assertEquals("ok", list.keys().get("mail.reply.class"));
            Recorder.Ended rejected = recorder.ended.stream()
                    .filter(each -> each.name().equals("mail.client.script")
                            && each.keys().get("mail.outcome").equals("rejected"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(recorder.ended.toString()));
            assertEquals("no", rejected.keys().get("mail.reply.class"));
        }
    }

    /** The key values, names and errors of accepted, rejected, failed and uncertain operations. */
    @Test
    void nothingHasAnAddressAUserOrATextOfTheServer(@TempDir Path folder) throws Exception {
        aMessageIsAccepted();
        aRecipientIsRejected();
        theContentIsRejectedForNow();
        theConnectionIsLostAfterTheDot();
        noServerListens();
        aLoginIsRejected();
        aScriptIsStoredAndRead(folder);
        assertTrue(recorder.texts.size() > 100, () -> String.valueOf(recorder.texts.size()));
        for (String text : recorder.texts) {
            assertFalse(text.contains(MailServer.SECRET), text);
            assertFalse(text.contains("example.org"), text);
            assertFalse(text.contains("User unknown"), text);
        }
    }

    /** An exception of Parley can have addresses and replies in its message and in those of its causes. */
    @ParameterizedTest
    @EnumSource(Outcome.class)
    void theTextOfAFailureIsNotRecorded(Outcome outcome) {
        MessagingException failure =
                new MessagingException(MailServer.TO, new IOException("550 5.1.1 " + MailServer.TO));
        observations.begin(SEND).end(new OperationResult(outcome, "rcpt", "550", failure));
        Throwable error = recorder.last("mail.client.send").error();
        assertEquals(outcome == Outcome.ACCEPTED, error == null);
        if (error != null) {
            assertNull(error.getCause());
            assertEquals(0, error.getSuppressed().length);
        }
        for (String text : recorder.texts) {
            assertFalse(text.contains(MailServer.SECRET), text);
        }
    }

    /** The keys before the end are those of the timer of active operations. */
    @Test
    void anOperationHasNoOutcomeBeforeItsEnd() {
        observations.begin(SEND);
        assertEquals(
                List.of("mail.client.send {network.protocol.name=smtp, server.address=mx.example.org, server.port=25}"),
                recorder.started);
    }

    @Test
    void withoutARegistryNothingIsObserved() {
        assertNull(new MailObservations(ObservationRegistry.NOOP).begin(SEND));
        assertNull(new MailObservations(ObservationRegistry.create()).begin(SEND));
    }

    /** For example by {@code management.observations.enable.mail.client=false} of Spring Boot. */
    @Test
    void aPredicateDisablesByTheName() {
        recorder.registry.observationConfig().observationPredicate((name, context) -> !name.startsWith("mail.client"));
        assertNull(observations.begin(SEND));
        assertEquals(List.of(), recorder.started);
    }

    @Test
    void aConventionOfTheApplicationAppliesToTheKindItSupports() {
        MailObservationConvention custom = new DefaultMailObservationConvention(Kind.SEND) {
            @Override
            public String getName() {
                return "newsletter";
            }

            @Override
            public KeyValues getLowCardinalityKeyValues(MailObservationContext context) {
                return super.getLowCardinalityKeyValues(context).and("campaign", "spring");
            }
        };
        MailObservations customized = new MailObservations(recorder.registry, custom);
        customized.begin(SEND).end(result("end_of_data", "250", null));
        customized.begin(new Operation(Kind.CONNECT, "", "smtp", "", 0)).end(result("", "", null));
        assertEquals("spring", recorder.last("newsletter").keys().get("campaign"));
        assertEquals("none", recorder.last("mail.client.connect").keys().get("server.address"));
    }

    @Test
    void aConventionOfTheRegistryApplies() {
        recorder.registry.observationConfig().observationConvention(new DefaultMailObservationConvention(Kind.SEND) {
            @Override
            public String getName() {
                return "outbox";
            }
        });
        observations.begin(SEND).end(result("end_of_data", "250", null));
        assertEquals("smtp send", recorder.last("outbox").contextualName());
    }

    @ParameterizedTest
    @CsvSource({
        "250,2xx",
        "354,3xx",
        "451,4xx",
        "550,5xx",
        "'',none",
        "OK,ok",
        "NO,no",
        "BYE,bye",
        "confidential,none",
        "999,none"
    })
    void theClassOfAReply(String code, String expected) {
        observations.begin(SEND).end(result("rcpt", code, null));
        Map<String, String> keys = recorder.last("mail.client.send").keys();
        assertEquals(expected, keys.get("mail.reply.class"));
        assertEquals(!expected.equals("none"), keys.containsKey("mail.reply.code"));
    }

    @Test
    void theErrorTypeIsTheReason() {
        IOException timeOut = new SocketTimeoutException("confidential");
        assertEquals("SocketTimeoutException", errorType(new MessagingException("confidential", timeOut)));
        assertEquals("MessagingException", errorType(new MessagingException("confidential")));
        assertEquals("IllegalStateException", errorType(new IllegalStateException(timeOut)));
        assertTrue(errorType(new RuntimeException() {}).startsWith(getClass().getName()));
    }

    private String errorType(Throwable failure) {
        observations.begin(SEND).end(OperationResult.failed("rcpt", failure));
        return recorder.last("mail.client.send").keys().get("error.type");
    }

    private static OperationResult result(String phase, String code, Throwable failure) {
        return new OperationResult(Outcome.ACCEPTED, phase, code, failure);
    }

    /** Tracing requires a carrier; see {@link MailObservationContext}. */
    @Test
    void aConnectIsTheCurrentObservationUntilItsEnd() {
        Operation connect = new Operation(Kind.CONNECT, "", "smtp", "mx", 25);
        RunningOperation running = observations.begin(connect);
        Observation.ContextView current =
                recorder.registry.getCurrentObservation().getContextView();
        assertEquals("mail.client.connect", current.getName());
        assertSame(connect, ((MailObservationContext) current).getCarrier());
        running.end(result("connect", "250", null));
        assertNull(recorder.registry.getCurrentObservation());
    }

    /** A handler of the application that throws. */
    private record FailingHandler(boolean failsAtStart) implements ObservationHandler<Observation.Context> {
        @Override
        public void onStart(Observation.Context context) {
            if (failsAtStart) {
                throw new IllegalStateException("start");
            }
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            throw new IllegalStateException("scope");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anObservationWhoseHandlerFailsIsStopped(boolean failsAtStart) {
        recorder.registry.observationConfig().observationHandler(new FailingHandler(failsAtStart));
        Operation connect = new Operation(Kind.CONNECT, "", "smtp", "mx.example.org", 25);
        assertThrows(IllegalStateException.class, () -> observations.begin(connect));
        assertEquals(List.of("begin connect", "end connect"), recorder.order);
        assertNull(recorder.registry.getCurrentObservation());
    }

    @Test
    void theDocumentationNamesAllKeys() throws Exception {
        aRecipientIsRejected();
        aLoginIsRejected();
        List<String> documented = new java.util.ArrayList<>();
        for (MailObservationDocumentation.LowCardinalityKeys key :
                MailObservationDocumentation.LowCardinalityKeys.values()) {
            documented.add(key.asString());
        }
        for (MailObservationDocumentation.HighCardinalityKeys key :
                MailObservationDocumentation.HighCardinalityKeys.values()) {
            documented.add(key.asString());
        }
        for (Recorder.Ended each : recorder.ended) {
            assertTrue(documented.containsAll(each.keys().keySet()), each::toString);
        }
    }
}
