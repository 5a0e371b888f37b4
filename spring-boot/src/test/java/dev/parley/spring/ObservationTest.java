package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.micrometer.DefaultMailObservationConvention;
import dev.parley.micrometer.MailObservationContext;
import dev.parley.micrometer.MailObservationConvention;
import dev.parley.micrometer.MailObservations;
import dev.parley.micrometer.PoolMetrics;
import dev.parley.observation.Operation;
import dev.parley.observation.OperationObserver;
import dev.parley.replay.ScriptedServer;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Observations and gauges of applications, with and without Micrometer. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ObservationTest {
    private static final String POOL = "spring.mail.properties.mail.smtp.pool.size=2";

    /** An application with a registry and a convention of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnRegistry {
        @Bean
        TestObservationRegistry observations() {
            return TestObservationRegistry.create();
        }

        @Bean
        MailObservationConvention withTeam() {
            return new DefaultMailObservationConvention(Operation.Kind.SEND) {
                @Override
                public KeyValues getLowCardinalityKeyValues(MailObservationContext context) {
                    return super.getLowCardinalityKeyValues(context).and("team", "orders");
                }
            };
        }
    }

    @Test
    void operationsAreObserved() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.UNKNOWN_USER);
                App app = App.withServer(server.port(), OwnRegistry.class)) {
            app.sendFailing("bob@example.org");
            TestObservationRegistry registry = app.bean(TestObservationRegistry.class);
            TestObservationRegistryAssert.assertThat(registry)
                    .hasObservationWithNameEqualTo("mail.client.connect")
                    .that()
                    .hasBeenStopped()
                    .hasLowCardinalityKeyValue("mail.outcome", "accepted");
            TestObservationRegistryAssert.assertThat(registry)
                    .hasObservationWithNameEqualTo("mail.client.send")
                    .that()
                    .hasBeenStopped()
                    .hasLowCardinalityKeyValue("server.address", "localhost")
                    .hasLowCardinalityKeyValue("mail.outcome", "rejected")
                    .hasLowCardinalityKeyValue("team", "orders");
        }
    }

    @Test
    void theRegistryOfSpringBootHasTimersAndGauges() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(server.port(), App.Plain.class, POOL)) {
            app.send("bob@example.org");
            MeterRegistry meters = app.bean(MeterRegistry.class);
            assertEquals(1, meters.get("mail.client.send").timer().count());
            assertEquals(1, meters.get("mail.client.pool.servers").gauge().value());
            assertEquals(
                    1,
                    meters.get("mail.client.pool.connections")
                            .tag("state", "idle")
                            .gauge()
                            .value());
        }
    }

    @Test
    void springBootSwitchesThemOff() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(
                        server.port(), App.Plain.class, "management.observations.enable.mail.client=false")) {
            app.send("bob@example.org");
            assertNull(app.bean(MeterRegistry.class).find("mail.client.send").timer());
        }
    }

    /** Of the jars, and of the classes that Spring Boot adds without them. */
    @Test
    void withoutMicrometerOrItsModuleItIsAsBefore() throws Exception {
        for (List<String> absent : List.of(
                List.of("dev.parley.micrometer"),
                List.of("dev.parley.micrometer", "io.micrometer"),
                List.of("io.micrometer"))) {
            try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                    App app = App.without(absent, server.port(), App.Plain.class, POOL)) {
                app.send("bob@example.org");
                assertFalse(app.has(OperationObserver.class), absent::toString);
                assertFalse(app.has(PoolMetrics.class), absent::toString);
                assertNull(observer(app), absent::toString);
            }
        }
    }

    /** Spring has a dependency on the registry of observations, but not on meters. */
    @Test
    void withoutMetersThereAreNoGauges() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.without(List.of("io.micrometer.core"), server.port(), App.Plain.class, POOL)) {
            app.send("bob@example.org");
            assertTrue(app.has(MailObservations.class));
            assertFalse(app.has(PoolMetrics.class));
        }
    }

    private static Object observer(App app) {
        return app.bean(JavaMailSenderImpl.class).getJavaMailProperties().get("mail.smtp.observer");
    }

    /** An application that has no registry: that of Spring Boot is the actuator's. */
    @Configuration(proxyBeanMethods = false)
    @Import({ParleyMailAutoConfiguration.class, ParleyMailObservationAutoConfiguration.class})
    static class NoRegistry {
        @Bean
        JavaMailSenderImpl sender() {
            return new JavaMailSenderImpl();
        }
    }

    @Test
    void withoutARegistryThereIsNoObserver() {
        try (App app = App.run(NoRegistry.class)) {
            assertFalse(app.has(MailObservations.class));
            assertNull(observer(app));
        }
    }

    /** An observer, in the context of an application or its parent. */
    @Configuration(proxyBeanMethods = false)
    static class RecordingObserver {
        final List<Operation.Kind> begun = new ArrayList<>();

        @Bean
        OperationObserver observer() {
            return operation -> {
                begun.add(operation.kind());
                return null;
            };
        }
    }

    /** An application with an observer of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnObserver extends RecordingObserver {}

    @Test
    void theObserverBeanOfTheApplicationReplacesIt() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(server.port(), OwnObserver.class)) {
            app.send("bob@example.org");
            assertEquals(List.of(Operation.Kind.CONNECT, Operation.Kind.SEND), app.bean(OwnObserver.class).begun);
            assertFalse(app.has(MailObservations.class));
        }
    }

    @Test
    void anObserverBeanOfTheParentIsNotified() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withParent(RecordingObserver.class, server.port(), App.Plain.class)) {
            app.send("bob@example.org");
            assertEquals(List.of(Operation.Kind.CONNECT, Operation.Kind.SEND), app.bean(RecordingObserver.class).begun);
        }
    }

    /** An application with two observers, of which none is primary. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class TwoObservers {
        @Bean
        OperationObserver audit() {
            return operation -> null;
        }

        @Bean
        OperationObserver metrics() {
            return operation -> null;
        }
    }

    @Test
    void thatNoneOfTwoObserversIsNotifiedIsLoggedOnce() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED, MailServer.ACCEPTED);
                App app = App.withServer(server.port(), TwoObservers.class)) {
            app.send("bob@example.org");
            app.send("bob@example.org");
            assertEquals(
                    List.of("WARN None of the OperationObserver beans audit, metrics is notified of mail operations;"
                            + " fix: annotate one of them with @Primary"),
                    app.logged("dev.parley.mail"));
        }
    }

    /** An application that sets the property of its sender. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnProperty {
        @Bean
        static BeanPostProcessor property() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (bean instanceof JavaMailSenderImpl sender) {
                        sender.getJavaMailProperties().put("mail.observer", (OperationObserver) operation -> null);
                    }
                    return bean;
                }
            };
        }
    }

    @Test
    void thePropertyOfTheApplicationIsKept() throws Exception {
        try (App app = App.withServer(MailServer.closedPort(), OwnProperty.class)) {
            assertTrue(app.has(MailObservations.class));
            assertNull(observer(app));
        }
    }

    /** An application whose handler of observations sends mail: each needs the other. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class MailingHandler {
        @Bean
        ObservationHandler<Observation.Context> handler(JavaMailSender sender) {
            return context -> false;
        }
    }

    @Test
    void aHandlerMayNeedTheSender() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(server.port(), MailingHandler.class)) {
            app.send("bob@example.org");
            assertEquals(
                    1,
                    app.bean(MeterRegistry.class)
                            .get("mail.client.send")
                            .timer()
                            .count());
        }
    }
}
