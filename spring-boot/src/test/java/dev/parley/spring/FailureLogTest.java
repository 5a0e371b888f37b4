package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.DeliveryListener;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The log of failed messages in applications that do not log the exception themselves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureLogTest {
    private static final String LOGGER = "dev.parley.mail";

    @Test
    void aMessageThatCanBeRepeatedIsAWarning() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.LOCAL_ERROR);
                App app = App.withServer(server.port(), App.Plain.class)) {
            app.sendFailing("bob@example.org");
            String log = String.join("\n", app.logged(LOGGER))
                    .replaceFirst("<\\S+>", "<id>")
                    .replaceFirst("sent: \\d+", "sent: 1")
                    .replace("localhost:" + server.port(), "localhost:2525");
            assertEquals("""
                    WARN The message <id> was not sent to its recipients: 451 Requested action aborted: local error in processing
                      reply of localhost:2525 to the end of the message
                      meaning: a temporary rejection: the same command may be accepted later (RFC 5321 s4.2.1)
                      fix: try again later
                      sent: 1 octets of the message
                      retry: safe after 30 minutes""", log);
        }
    }

    @Test
    void aPermanentRejectionIsAnError() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.UNKNOWN_USER);
                App app = App.withServer(server.port(), App.Plain.class)) {
            app.sendFailing("bob@example.org");
            List<String> lines = app.logged(LOGGER);
            assertTrue(lines.get(0).startsWith("ERROR The message <"), app.output());
            assertTrue(lines.get(1).contains("rejected RCPT TO:<bob@example.org>: 550 5.1.1"), app.output());
            assertFalse(app.output().contains("\tat "), app.output());
        }
    }

    @Test
    void aMessageThatMayHaveArrivedIsNotCalledUnsent() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.HELLO + MailServer.ENVELOPE + "S! close\n");
                App app = App.withServer(server.port(), App.Plain.class)) {
            app.sendFailing("bob@example.org");
            String first = app.logged(LOGGER).get(0).replaceFirst("<\\S+>", "<id>");
            assertTrue(first.startsWith("ERROR The delivery of the message <id> is uncertain: "), first);
        }
    }

    @Test
    void addressesAreMaskedAsInTheTrace() throws Exception {
        for (String property : List.of("mail.smtp.trace.addresses=domain", "mail.trace.addresses=nonsense")) {
            try (ScriptedServer server = MailServer.start(MailServer.UNKNOWN_USER);
                    App app = App.withServer(server.port(), App.Plain.class, "spring.mail.properties." + property)) {
                app.sendFailing("bob@example.org");
                String log = String.join("\n", app.logged(LOGGER));
                assertTrue(log.contains("rejected RCPT TO:<***@example.org>: 550 5.1.1"), log);
                assertFalse(log.contains("bob"), log);
            }
        }
    }

    @Test
    void aFailedConnectNamesThePropertyOfSpring() throws Exception {
        try (App app = App.withServer(MailServer.closedPort(), App.Plain.class)) {
            app.sendFailing("bob@example.org");
            String log = String.join("\n", app.logged(LOGGER));
            assertTrue(log.startsWith("ERROR The connection to the mail server failed: "), log);
            assertTrue(log.contains("set spring.mail.host=<your mail server> (now localhost)"), log);
            assertFalse(log.contains(" mail.smtp.host"), log);
        }
    }

    @Test
    void aFailedLoginHasNoPassword() throws Exception {
        String rejected = MailServer.LOGIN + "S: 535 5.7.8 Authentication failed for correct-horse\n" + MailServer.BYE;
        try (ScriptedServer server = MailServer.start(rejected);
                App app = App.withServer(
                        server.port(),
                        App.Plain.class,
                        "spring.mail.username=joe",
                        "spring.mail.password=correct-horse",
                        "spring.mail.properties.mail.smtp.starttls.enable=false",
                        "parley.mail.trace=log")) {
            app.sendFailing("bob@example.org");
            String log = String.join("\n", app.logged(LOGGER));
            assertTrue(log.startsWith("ERROR The login at the mail server failed: 535 5.7.8"), log);
            assertFalse(app.output().contains("correct-horse"), app.output());
        }
    }

    @Test
    void itCanBeSwitchedOff() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.LOCAL_ERROR);
                App app = App.withServer(server.port(), App.Plain.class, "parley.mail.log-failures=false")) {
            app.sendFailing("bob@example.org");
            assertEquals(List.of(), app.logged(LOGGER));
        }
    }

    /** An application with a listener of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnListener {
        static final List<String> NOTIFIED = new ArrayList<>();

        @Bean
        static BeanPostProcessor listener() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (bean instanceof JavaMailSenderImpl sender) {
                        sender.getJavaMailProperties().put("mail.smtp.delivery.listener", new Listener());
                    }
                    return bean;
                }
            };
        }

        private static final class Listener implements DeliveryListener {
            @Override
            public void onDelivery(Message message, Delivery delivery) {
                NOTIFIED.add("delivery");
            }

            @Override
            public void onDeliveryFailure(Message message, Delivery delivery, MessagingException failure) {
                NOTIFIED.add("failure");
            }

            @Override
            public void onConnectFailure(MessagingException failure) {
                NOTIFIED.add("no connection");
            }

            @Override
            public void onProgress(Message message, long octets, OptionalLong expected) {
                NOTIFIED.add("progress");
            }
        }
    }

    @Test
    void theListenerOfTheApplicationIsKept() throws Exception {
        OwnListener.NOTIFIED.clear();
        try (ScriptedServer server = MailServer.start(MailServer.LOCAL_ERROR);
                App app = App.withServer(server.port(), OwnListener.class)) {
            app.sendFailing("bob@example.org");
            app.sendFailing("bob@example.org");
            // A slow write reports its progress more than once.
            assertEquals(
                    List.of("progress", "delivery", "failure", "no connection"),
                    OwnListener.NOTIFIED.stream().distinct().toList());
            assertTrue(app.logged(LOGGER).get(0).startsWith("WARN The message"), app.output());
            assertFalse(app.output().contains("is not eligible for getting processed"), app.output());
        }
    }

    @Test
    void aListenerThatIsNoneIsReportedAsBefore() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.HELLO + MailServer.BYE);
                App app = App.withServer(
                        server.port(), App.Plain.class, "spring.mail.properties.mail.smtp.delivery.listener=x.Y")) {
            app.sendFailing("bob@example.org");
        }
    }
}
