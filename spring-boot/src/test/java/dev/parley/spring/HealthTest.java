package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.Parley;
import dev.parley.smtp.PoolStatistics;
import jakarta.mail.Session;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The details of the health indicator {@code mail}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HealthTest {
    @Test
    void hasTheDetailsOfBootAndOfParley() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.CONNECTED);
                App app = App.withServer(server.port(), App.Plain.class)) {
            App.Health health = app.health("mail");
            assertEquals("UP", health.status());
            assertEquals(
                    Map.of(
                            "location",
                            "localhost:" + server.port(),
                            "protocol",
                            "smtp",
                            "host",
                            "localhost",
                            "port",
                            server.port()),
                    health.details());
        }
    }

    @Test
    void showsTheLastFailureWithoutAddressAndUser() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.UNKNOWN_USER, MailServer.CONNECTED);
                App app = App.withServer(server.port(), App.Plain.class, "spring.mail.username=bob")) {
            app.sendFailing("bob@example.org");
            App.Health health = app.health("mail");
            assertEquals("UP", health.status());
            Map<?, ?> failure = assertInstanceOf(Map.class, health.details().get("lastFailure"));
            assertEquals(List.of("time", "reply", "meaning", "fix"), List.copyOf(failure.keySet()));
            assertEquals(
                    "no such mailbox: the domain exists, the name before the @ does not (RFC 3463 s3.2)",
                    failure.get("meaning"));
            assertEquals(Map.of("version", "none"), health.details().get("tls"));
            assertFalse(health.toString().contains("bob"), health.toString());
            assertFalse(health.toString().contains("example.org"), health.toString());
        }
    }

    @Test
    void aFailedCheckIsNeitherLoggedNorTheLastFailure() throws Exception {
        int port = MailServer.closedPort();
        try (App app = App.withServer(port, App.Plain.class)) {
            App.Health health = app.health("mail");
            assertEquals("DOWN", health.status());
            assertEquals("localhost:" + port, health.details().get("location"));
            assertTrue(health.details().get("error").toString().contains("meaning: "), health.toString());
            assertFalse(health.details().containsKey("lastFailure"), health.toString());
            assertEquals(List.of(), app.logged("dev.parley.mail"));
        }
    }

    @Test
    void aFailedConnectIsTheLastFailure() throws Exception {
        String blocked = "S: 554 5.7.1 joe@example.org is blocked\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = MailServer.start(blocked, MailServer.CONNECTED);
                App app = App.withServer(server.port(), App.Plain.class)) {
            app.sendFailing("bob@example.org");
            Map<?, ?> failure =
                    assertInstanceOf(Map.class, app.health("mail").details().get("lastFailure"));
            assertEquals("554 5.7.1", failure.get("reply"));
            assertFalse(failure.toString().contains("joe"), failure.toString());
        }
        try (App app = App.withServer(MailServer.closedPort(), App.Plain.class)) {
            app.sendFailing("bob@example.org");
            Map<?, ?> failure =
                    assertInstanceOf(Map.class, app.health("mail").details().get("lastFailure"));
            assertTrue(failure.get("what").toString().startsWith("Couldn't connect to host"), failure.toString());
        }
    }

    @SuppressWarnings("try") // The test looks at the pools after the end of the application.
    @Test
    void showsThePools() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.CONNECTED);
                App app = App.withServer(
                        server.port(), App.Plain.class, "spring.mail.properties.mail.smtp.pool.size=2")) {
            assertEquals(
                    List.of(Map.of(
                            "server", "localhost:" + server.port(), "inUse", 0, "idle", 1, "waiting", 0, "limit", 2)),
                    app.health("mail").details().get("pools"));
            Session session = app.bean(JavaMailSenderImpl.class).getSession();
            app.close();
            assertEquals(
                    0,
                    Parley.pools(session).stream()
                            .mapToInt(PoolStatistics::idle)
                            .sum());
        }
    }

    /** An application with two senders. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class TwoSenders {
        @Bean
        JavaMailSenderImpl first(Environment environment) {
            return sender(environment.getRequiredProperty("port", Integer.class));
        }

        @Bean
        JavaMailSenderImpl second() {
            return sender(1);
        }

        private static JavaMailSenderImpl sender(int port) {
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.setHost("localhost");
            sender.setPort(port);
            sender.getJavaMailProperties().setProperty("mail.smtp.localhost", "client.example");
            return sender;
        }
    }

    @Test
    void eachOfSeveralSendersHasItsOwn() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.CONNECTED);
                App app = App.run(TwoSenders.class, "port=" + server.port())) {
            App.Health first = app.health("mail", "first");
            assertEquals("UP", first.status());
            assertEquals(server.port(), first.details().get("port"));
            App.Health second = app.health("mail", "second");
            assertEquals("DOWN", second.status());
            assertEquals(1, second.details().get("port"));
            assertTrue(second.details().get("error").toString().contains("fix: "), second.toString());
        }
    }
}
