package dev.parley.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.Parley;
import dev.parley.smtp.PoolStatistics;
import jakarta.mail.Session;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
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
    void theErrorOfACheckHasNoUser() throws Exception {
        String rejected = MailServer.LOGIN + "S: 535 5.7.8 Authentication failed for joe\n" + MailServer.BYE;
        try (ScriptedServer server = MailServer.start(rejected);
                App app = App.withServer(
                        server.port(),
                        App.Plain.class,
                        "spring.mail.username=joe",
                        "spring.mail.password=correct-horse",
                        "spring.mail.properties.mail.smtp.starttls.enable=false")) {
            String error = app.health("mail").details().get("error").toString();
            assertTrue(error.contains("RejectedLoginException: 535 5.7.8 Authentication failed for [user]\n"), error);
            assertFalse(error.contains("joe"), error);
            assertTrue(app.output().contains("Mail health check failed"), app.output());
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

    /** An application that has an indicator of its own, and another sender. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnIndicator {
        @Bean
        Object ownIndicator(JavaMailSenderImpl sender) throws ReflectiveOperationException {
            return indicator().getConstructor(JavaMailSenderImpl.class).newInstance(sender);
        }

        /** The class of Spring Boot 3 or 4. */
        static Class<?> indicator() throws ClassNotFoundException {
            try {
                return Class.forName("org.springframework.boot.actuate.mail.MailHealthIndicator");
            } catch (ClassNotFoundException e) {
                return Class.forName("org.springframework.boot.mail.health.MailHealthIndicator");
            }
        }
    }

    @Test
    void anIndicatorOfTheApplicationIsNotChanged() throws Exception {
        try (App app = App.withServer(MailServer.closedPort(), OwnIndicator.class)) {
            assertInstanceOf(OwnIndicator.indicator(), app.bean("ownIndicator", Object.class));
        }
    }

    @Test
    void showsNoUserOfAProxy() throws Exception {
        String rejected = """
                C: CONNECT localhost:25 HTTP/1.1
                C: Host: localhost:25
                C: Proxy-Authorization: Basic %s
                C:
                S: HTTP/1.1 407 Proxy Authentication Required
                S:
                """.formatted(Base64.getEncoder().encodeToString("corp-svc:correct-horse".getBytes(UTF_8)));
        try (ScriptedServer proxy = MailServer.start(rejected);
                App app = App.withServer(
                        25,
                        App.Plain.class,
                        "spring.mail.properties.mail.smtp.proxy.host=localhost",
                        "spring.mail.properties.mail.smtp.proxy.port=" + proxy.port(),
                        "spring.mail.properties.mail.smtp.proxy.user=corp-svc",
                        "spring.mail.properties.mail.smtp.proxy.password=correct-horse",
                        "management.health.mail.enabled=false")) {
            app.sendFailing("bob@example.org");
            assertTrue(app.output().contains("proxy.user (now corp-svc)"), app.output());
            Sender sender = app.bean(Senders.class).all().iterator().next();
            FailureText text = sender.state().lastFailure().orElseThrow().text();
            assertFalse(text.toString().contains("corp-svc"), text.toString());
            assertTrue(text.fix().orElseThrow().contains("[user]"), text.toString());
        }
    }

    @Test
    void eachPropertyWithAUserIsHidden() throws Exception {
        Properties kinds = new Properties();
        try (InputStream file =
                Parley.class.getClassLoader().getResourceAsStream("dev/parley/settings/documented.properties")) {
            kinds.load(file);
        }
        kinds.values().removeIf(kind -> !kind.equals("user"));
        assertEquals(kinds.keySet(), Set.copyOf(FailureText.USERS));
    }

    @Test
    void anApplicationCanExcludeTheModule() throws Exception {
        String exclude = "spring.autoconfigure.exclude=" + ParleyMailAutoConfiguration.class.getName();
        try (ScriptedServer server = MailServer.start(MailServer.CONNECTED);
                App app = App.withServer(server.port(), App.Plain.class, exclude)) {
            App.Health health = app.health("mail");
            assertEquals("UP", health.status());
            assertEquals(Set.of("location"), health.details().keySet());
        }
    }
}
