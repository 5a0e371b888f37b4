package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** What an application prints that cannot use its mail server at start-up. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartupFailureTest {
    private static final String LOCALHOST = "spring.mail.host=localhost";

    @Test
    void nothingListens() throws Exception {
        int port = MailServer.closedPort();
        String output = App.failing(port, LOCALHOST);
        assertTrue(
                output.contains("The mail server cannot be used: Couldn't connect to host, port: localhost, " + port),
                output);
        assertTrue(output.contains("\nMeaning: no mail server listens on this port of this machine"), output);
        assertTrue(output.contains("Set spring.mail.host=<your mail server> (now localhost)"), output);
        assertTrue(
                output.contains("To start without the mail server, remove spring.mail.test-connection=true."), output);
        assertFalse(output.contains("\tat "), output);
        assertFalse(output.contains("dev.parley.mail"), output);
    }

    @Test
    void unknownHost() {
        String output = App.failing(25, "spring.mail.host=no-such-host.invalid");
        assertTrue(output.contains("Meaning: "), output);
        assertTrue(output.contains("spring.mail.host (now no-such-host.invalid)"), output);
    }

    @Test
    void rejectedLogin() throws Exception {
        String rejected = MailServer.LOGIN + "S: 535 5.7.8 Authentication failed\n" + MailServer.BYE;
        try (ScriptedServer server = MailServer.start(rejected)) {
            String output = App.failing(
                    server.port(),
                    LOCALHOST,
                    "spring.mail.username=joe",
                    "spring.mail.password=correct-horse",
                    "spring.mail.properties.mail.smtp.localhost=client.example",
                    "spring.mail.properties.mail.smtp.starttls.enable=false");
            assertTrue(output.contains("The mail server cannot be used: 535 5.7.8 Authentication failed"), output);
            assertTrue(output.contains("Action:"), output);
            assertFalse(output.contains("correct-horse"), output);
        }
    }

    @Test
    void starttlsIsMissing() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.HELLO + MailServer.BYE)) {
            String output = App.failing(
                    server.port(),
                    LOCALHOST,
                    "spring.mail.properties.mail.smtp.localhost=client.example",
                    "spring.mail.properties.mail.smtp.starttls.required=true");
            assertTrue(output.contains("spring.mail.properties.mail.smtp.starttls.required"), output);
        }
    }

    @Test
    void anInvalidValue() throws Exception {
        String output = App.failing(
                MailServer.closedPort(),
                LOCALHOST,
                "spring.mail.properties.mail.smtp.ssl.minprotocol=TLSv9",
                "spring.mail.properties.mail.smtp.starttls.required=true");
        assertTrue(output.contains("spring.mail.properties.mail.smtp.ssl.minprotocol"), output);
        assertTrue(output.contains("Correct the property"), output);
    }

    @Test
    void angusMailIsUsed() throws Exception {
        String angus = "spring.mail.properties.mail.smtp.class=org.eclipse.angus.mail.smtp.SMTPTransport";
        String output = App.failing(MailServer.closedPort(), LOCALHOST, angus);
        assertTrue(output.contains("Angus Mail made this connection, not Parley."), output);
        assertTrue(output.contains("remove spring.mail.properties.mail.smtp.class"), output);
        try (App app = App.withServer(25, App.Plain.class, angus)) {
            assertEquals(
                    List.of(
                            "WARN The mail sender 'mailSender' uses org.eclipse.angus.mail.smtp.SMTPTransport for smtp, not"
                                    + " Parley: its traces, failures and other settings have no effect; fix: remove"
                                    + " spring.mail.properties.mail.smtp.class"),
                    app.logged("dev.parley.mail"));
        }
    }

    @Test
    void theNamesOfParleyAreNotAngusMail() throws Exception {
        for (String protocol : List.of("parley", "parleys")) {
            try (App app = App.withServer(
                    25,
                    App.Plain.class,
                    "spring.mail.protocol=" + protocol,
                    "spring.mail.properties.mail.smtp.class=org.eclipse.angus.mail.smtp.SMTPTransport",
                    "spring.mail.properties.mail.smtps.class=org.eclipse.angus.mail.smtp.SMTPSSLTransport")) {
                assertEquals(List.of(), app.logged("dev.parley.mail"));
            }
        }
    }

    /** An application that creates its sender: the properties {@code spring.mail.*} do not change it. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnSender {
        @Bean
        JavaMailSenderImpl sender(Environment environment) {
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.getJavaMailProperties().put("mail.smtp.host", "localhost");
            sender.getJavaMailProperties().put("mail.smtp.port", environment.getRequiredProperty("port"));
            return sender;
        }
    }

    @Test
    void aSenderOfTheApplicationHasTheNamesOfJakartaMail() throws Exception {
        String output =
                App.failing(OwnSender.class, "spring.mail.test-connection=true", "port=" + MailServer.closedPort());
        assertTrue(output.contains("Set mail.smtp.host=<your mail server> (now localhost)"), output);
        assertFalse(output.contains("spring.mail.host"), output);
        assertTrue(output.contains("remove spring.mail.test-connection=true."), output);
    }

    /** An application that sends a mail at start-up. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class SendsAtStartup {
        @Bean
        ApplicationRunner send(JavaMailSender sender) {
            return arguments -> App.send(sender, "bob@example.org");
        }
    }

    @Test
    void theStackTraceOfAnotherFailureIsPrinted() throws Exception {
        String output = App.failing(SendsAtStartup.class, LOCALHOST, "spring.mail.port=" + MailServer.closedPort());
        assertFalse(output.contains("APPLICATION FAILED TO START"), output);
        assertTrue(output.contains("\tat "), output);
        assertTrue(output.contains("SendsAtStartup"), output);
    }

    @Test
    void anUnknownOutputOfTheTrace() {
        String output = App.failing(25, LOCALHOST, "parley.mail.trace=logg");
        assertTrue(output.contains("Property: parley.mail.trace"), output);
    }
}
