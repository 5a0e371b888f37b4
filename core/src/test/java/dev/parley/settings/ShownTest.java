package dev.parley.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What a trace shows of the settings: nothing that nobody has said to be harmless. */
class ShownTest {
    private final Properties set = new Properties();

    @Test
    void aSecretUnderAnyNameIsNotShown() {
        for (String name : new String[] {
            "proxy.password",
            "password",
            "PASSWORD",
            "passwd",
            "pass",
            "secret",
            "apikey",
            "ssl.keystorepw",
            "oauth2.token",
            "sasl.mechanisms.oauth2.oauthToken"
        }) {
            set.put("mail.smtp." + name, "LEAK");
            assertEquals(Map.of("mail.smtp." + name, "[not shown]"), shown());
            set.clear();
        }
        set.put("mail.smtp.pin", 4711);
        assertEquals(Map.of("mail.smtp.pin", "[not shown]"), shown());
    }

    @Test
    void whatIsDocumentedIs() {
        Properties defaults = new Properties();
        defaults.put("mail.smtp.starttls.required", "true");
        Properties properties = new Properties(defaults);
        properties.put("mail.smtp.port", 587);
        properties.put("mail.smtp.auth", Boolean.TRUE);
        properties.put("mail.smtp.ssl.socketFactory", new StringBuilder("LEAK"));
        properties.put("mail.smtp.sender.token", new StringBuilder("LEAK"));
        properties.put("mail.smtps.port", "465");
        properties.put("mail.port", "25");
        assertEquals(
                Map.of(
                        "mail.smtp.starttls.required", "true",
                        "mail.smtp.port", "587",
                        "mail.smtp.auth", "true",
                        "mail.smtp.ssl.socketFactory", "java.lang.StringBuilder",
                        "mail.smtp.sender.token", "java.lang.StringBuilder"),
                new MailProperties("smtp", properties).shown(null));
    }

    @Test
    void whatWasSaidInCodeIsShownLikeAProperty() {
        set.put("mail.sieve.starttls.required", "false");
        MailProperties properties =
                new MailProperties("sieve", set, Map.of("starttls.required", "true", "token", "LEAK"));
        assertEquals(
                Map.of("mail.sieve.starttls.required", "true", "mail.sieve.token", "[not shown]"),
                properties.shown(null));
    }

    @Test
    void namesOfUsersAreShownAsTheTraceShowsThem() {
        set.put("mail.smtp.user", "joe");
        set.put("mail.smtp.proxy.user", "joe");
        set.put("mail.smtp.sasl.authorizationid", "joe");
        set.put("mail.smtp.localhost", "joe.lab.test");
        assertEquals(
                Map.of(
                        "mail.smtp.user", "[user]",
                        "mail.smtp.proxy.user", "[user]",
                        "mail.smtp.sasl.authorizationid", "[user]",
                        "mail.smtp.localhost", "joe.lab.test"),
                new MailProperties("smtp", set).shown("[user]"));
    }

    /** Its query and user may be secret, and it is shown before it is checked. */
    @Test
    void aUrlIsShownWithoutWhatMayBeSecret() {
        Map<String, String> urls = Map.of(
                "https://login.lab.test/t", "https://login.lab.test/t",
                "https://login.lab.test:8443/a%20b?code=hidden", "https://login.lab.test:8443/a%20b",
                "https://user:hidden@login.lab.test/t#hidden", "https://login.lab.test/t",
                "https://login.lab.test", "https://login.lab.test",
                "hidden", "[not shown]",
                "https://hidden hidden/", "[not shown]");
        urls.forEach((url, shown) -> {
            set.put("mail.smtp.oauth2.token.url", url);
            assertEquals(Map.of("mail.smtp.oauth2.token.url", shown), shown());
        });
    }

    private Map<String, String> shown() {
        return new MailProperties("smtp", set).shown(null);
    }
}
