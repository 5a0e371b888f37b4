package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** {@code parley.mail.trace} in applications. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TraceTest {
    private static final String LOGGER = "dev.parley.trace.smtp";

    @Test
    void theDialogIsInTheLog() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(server.port(), App.Plain.class, "parley.mail.trace=log")) {
            app.send("bob@example.org");
            List<String> lines = app.logged(LOGGER);
            assertTrue(
                    lines.stream().anyMatch(line -> line.matches("DEBUG \\w+ -> #2 MAIL FROM:<alice@example.org>")),
                    app.output());
            assertTrue(lines.stream().anyMatch(line -> line.matches("DEBUG \\w+ <- #2 250 OK .*")), app.output());
        }
    }

    @Test
    void withoutThePropertyNothingIsTraced() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(server.port(), App.Plain.class)) {
            app.send("bob@example.org");
            assertEquals(List.of(), app.logged(LOGGER));
            assertNull(
                    app.bean(JavaMailSenderImpl.class).getJavaMailProperties().get("mail.smtp.trace"));
        }
    }

    @Test
    void offInYamlIsFalse() throws Exception {
        try (App app = App.withServer(MailServer.closedPort(), App.Plain.class, "parley.mail.trace=false")) {
            assertEquals(
                    "off",
                    app.bean(JavaMailSenderImpl.class).getJavaMailProperties().get("mail.smtp.trace"));
        }
    }

    @Test
    void theLevelThatTheApplicationSetsIsKept() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(
                        server.port(),
                        App.Plain.class,
                        "parley.mail.trace=log",
                        "logging.level.dev.parley.trace=warn")) {
            app.send("bob@example.org");
            assertEquals(List.of(), app.logged(LOGGER));
        }
    }

    @Test
    void anotherLoggerIsShown() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(
                        server.port(),
                        App.Plain.class,
                        "parley.mail.trace=log",
                        "spring.mail.properties.mail.smtp.trace.logger=shop.mail")) {
            app.send("bob@example.org");
            assertEquals(List.of(), app.logged(LOGGER));
            assertFalse(app.logged("shop.mail").isEmpty(), app.output());
        }
    }

    @Test
    void aPropertyOfTheApplicationOverridesIt() throws Exception {
        for (String own : List.of("mail.smtp.trace", "mail.trace")) {
            try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                    App app = App.withServer(
                            server.port(),
                            App.Plain.class,
                            "parley.mail.trace=log",
                            "spring.mail.properties." + own + "=text")) {
                app.send("bob@example.org");
                assertEquals(List.of(), app.logged(LOGGER), own);
                assertTrue(app.output().contains("MAIL FROM:<alice@example.org>"), app.output());
            }
        }
    }

    @Test
    void debugIsSwitchedOnInTheSession() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED, MailServer.ACCEPTED);
                App app = App.withServer(server.port(), App.Plain.class)) {
            JavaMailSenderImpl sender = app.bean(JavaMailSenderImpl.class);
            sender.getJavaMailProperties().put("mail.debug", "true");
            app.send("bob@example.org");
            assertFalse(app.output().contains("MAIL FROM"), app.output());
            sender.getSession().setDebug(true);
            app.send("bob@example.org");
            assertTrue(app.output().contains("MAIL FROM"), app.output());
        }
    }

    /** A sender that the application creates. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnSender {
        @Bean
        JavaMailSenderImpl ownSender() {
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.setHost("localhost");
            sender.setProtocol("smtps");
            Properties properties = new Properties();
            properties.put("mail.smtps.trace.addresses", "hash");
            sender.setJavaMailProperties(properties);
            return sender;
        }
    }

    @Test
    void theProtocolOfTheSenderCounts() {
        try (App app = App.run(OwnSender.class, "parley.mail.trace=log,jfr")) {
            Properties properties = app.bean(JavaMailSenderImpl.class).getJavaMailProperties();
            assertEquals("log,jfr", properties.get("mail.smtps.trace"));
            assertEquals("hash", properties.get("mail.smtps.trace.addresses"));
        }
    }
}
