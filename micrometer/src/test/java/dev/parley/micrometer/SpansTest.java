package dev.parley.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.observation.Operation;
import dev.parley.observation.Operation.Kind;
import dev.parley.observation.OperationResult;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.mail.MessagingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the bridge to OpenTelemetry, as an application has it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpansTest {
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    private final ObservationRegistry registry = registry();
    private final MailObservations observations = new MailObservations(registry);

    private ObservationRegistry registry() {
        Tracer otel = provider.get("test");
        OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
        OtelPropagator propagator =
                new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
        ObservationRegistry created = ObservationRegistry.create();
        created.observationConfig()
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
        return created;
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private SpanData span(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + exporter.getFinishedSpanItems()));
    }

    @Test
    void aLoginIsAChildOfTheConnect() throws Exception {
        try (MailServer server = new MailServer(observations, MailServer.LOGIN + "S: 235 OK\n" + MailServer.BYE)) {
            server.logIn();
        }
        assertEquals(span("smtp connect").getSpanId(), span("smtp login").getParentSpanId());
        assertEquals(SpanKind.CLIENT, span("smtp connect").getKind());
        assertEquals("0000000000000000", span("smtp connect").getParentSpanId());
    }

    @Test
    void aSendIsAChildOfTheSpanOfTheApplication() throws Exception {
        Observation application = Observation.start("order", registry);
        try (MailServer server = new MailServer(observations, MailServer.HELLO + MailServer.SENT + MailServer.BYE);
                Observation.Scope scope = application.openScope()) {
            server.send(1);
            assertEquals(application, scope.getCurrentObservation());
        }
        application.stop();
        SpanData send = span("smtp send");
        assertEquals(span("order").getSpanId(), send.getParentSpanId());
        assertEquals(span("order").getSpanId(), span("smtp connect").getParentSpanId());
        assertEquals(SpanKind.CLIENT, send.getKind());
        assertEquals(StatusCode.UNSET, send.getStatus().getStatusCode());
        assertEquals("250", send.getAttributes().get(AttributeKey.stringKey("mail.reply.code")));
    }

    @Test
    void spansOfFailuresHaveNoAddressUserOrTextOfTheServer() throws Exception {
        try (MailServer server =
                new MailServer(observations, MailServer.HELLO + MailServer.REJECTED + MailServer.BYE)) {
            assertThrows(MessagingException.class, () -> server.send(1));
        }
        try (MailServer server = new MailServer(observations, MailServer.HELLO + MailServer.CONTENT + "S! close\n")) {
            assertThrows(MessagingException.class, () -> server.send(1));
        }
        try (MailServer server =
                new MailServer(observations, MailServer.LOGIN + "S: 535 5.7.8 no confidential\n" + MailServer.BYE)) {
            assertThrows(MessagingException.class, server::logIn);
        }
        MessagingException failure = new MessagingException("550 5.1.1 " + MailServer.TO);
        observations
                .begin(new Operation(Kind.SEND, "", "lmtp", "mx", 24))
                .end(OperationResult.failed("data", new MessagingException(MailServer.TO, failure)));
        assertEquals(1, span("lmtp send").getEvents().size());
        SpanData send = span("smtp send");
        assertEquals(StatusCode.ERROR, send.getStatus().getStatusCode());
        assertEquals("send: rejected in the phase rcpt", send.getStatus().getDescription());
        assertEquals(1, send.getEvents().size());
        for (SpanData span : exporter.getFinishedSpanItems()) {
            StringBuilder texts = new StringBuilder(span.toString()).append(span.getStatus());
            for (EventData event : span.getEvents()) {
                texts.append(event).append(event.getAttributes());
            }
            assertFalse(texts.toString().contains(MailServer.SECRET), texts::toString);
            assertFalse(texts.toString().contains("example.org"), texts::toString);
            assertFalse(texts.toString().contains("User unknown"), texts::toString);
        }
    }
}
