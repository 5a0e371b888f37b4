package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.login.RefreshTokenListener;
import dev.parley.oauth2.OAuth2Settings.Account;
import dev.parley.oauth2.OAuth2Settings.Authentication;
import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The properties; contradictions are errors that name them. */
class OAuth2SettingsTest {
    private static final String URL = "token.url=https://login.lab.test/token";

    @Test
    void isConfiguredByThreeProperties() {
        assertFalse(OAuth2Settings.isConfigured(properties("scope=x", "grant=refresh_token")));
        assertTrue(OAuth2Settings.isConfigured(properties("preset=google")));
        assertTrue(OAuth2Settings.isConfigured(properties(URL)));
        assertTrue(OAuth2Settings.isConfigured(properties("client.id=x")));
    }

    @Test
    void microsoft365ForTheApplicationItself() {
        Account account = of("preset=microsoft365", "tenant=lab.test", "client.id=x", "client.secret=y")
                .account();
        assertEquals(
                "https://login.microsoftonline.com/lab.test/oauth2/v2.0/token",
                account.url().toString());
        assertEquals("https://outlook.office365.com/.default", account.scope());
        assertEquals(new Grant.ClientCredentials(), account.grant());
        assertEquals(Authentication.POST, account.client().authentication());
    }

    @Test
    void microsoft365ForAUser() {
        Account account =
                of("preset=microsoft365", "client.id=x", "refresh.token=y").account();
        assertEquals(
                "https://login.microsoftonline.com/common/oauth2/v2.0/token",
                account.url().toString());
        assertEquals("https://outlook.office.com/SMTP.Send offline_access", account.scope());
        assertEquals(new Grant.RefreshToken(Secret.of("y"), null), account.grant());
    }

    @Test
    void googleForAServiceAccount() {
        Account account = of("preset=google", "client.id=service@lab.test", "jwt.key.file=key.pem")
                .account();
        assertEquals("https://oauth2.googleapis.com/token", account.url().toString());
        assertEquals(
                new Grant.JwtBearer(
                        new SigningKey("key.pem", null, ""),
                        new Grant.JwtBearer.Claims(
                                "service@lab.test",
                                "",
                                "https://oauth2.googleapis.com/token",
                                "https://mail.google.com/")),
                account.grant());
    }

    @Test
    void aPropertyOverridesThePreset() {
        Account account = of(
                        "preset=google",
                        "client.id=x",
                        "client.secret=s",
                        "refresh.token=y",
                        "scope=a b",
                        URL,
                        "client.authentication=basic")
                .account();
        assertEquals("https://login.lab.test/token", account.url().toString());
        assertEquals("a b", account.scope());
        assertEquals(Authentication.BASIC, account.client().authentication());
    }

    @Test
    void defaultsAndTimeout() {
        OAuth2Settings settings = of(URL, "client.id=x", "client.secret=y");
        assertEquals(Duration.ofSeconds(30), settings.timeout());
        assertEquals(Authentication.BASIC, settings.account().client().authentication());
        assertEquals("", settings.account().scope());
        assertEquals(
                Duration.ofMillis(5),
                of(URL, "client.id=x", "client.secret=y", "timeout=5").timeout());
    }

    /** Otherwise another token would be used. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "client.secret=z",
                "client.id=z",
                "scope=z",
                "token.url=https://login.lab.test/other",
                "client.authentication=post"
            })
    void eachOfThemIsAnotherAccount(String other) {
        String[] usual = {URL, "client.id=x", "client.secret=y"};
        assertEquals(of(usual).account(), of(usual).account());
        assertNotEquals(
                of(usual).account(), of(usual[0], usual[1], usual[2], other).account());
    }

    @Test
    void aSecretIsNotShown() {
        OAuth2Settings settings = of(URL, "client.id=x", "client.secret=hidden secret");
        assertFalse(settings.account().toString().contains("hidden"), settings.toString());
        assertFalse(of(URL, "client.id=x", "refresh.token=hidden token")
                .account()
                .toString()
                .contains("hidden"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    client.id=x; client.secret=y | the token endpoint is unknown: set mail.smtp.oauth2.token.url or mail.smtp.oauth2.preset
                    preset=yahoo | mail.smtp.oauth2.preset=yahoo is not one of microsoft365, google
                    preset=microsoft365; client.id=x; client.secret=y | mail.smtp.oauth2.tenant is not set: set it to the tenant ID or a domain of the organization. A token for the application itself is issued by one organization
                    preset=microsoft365; tenant=common; client.id=x; client.secret=y | mail.smtp.oauth2.tenant=common: set it to the tenant ID or a domain of the organization. A token for the application itself is issued by one organization
                    preset=microsoft365; tenant=a/b; client.id=x; client.secret=y | mail.smtp.oauth2.tenant is not the identifier or a domain of an organization
                    preset=google; client.id=x; client.secret=y | mail.smtp.oauth2.preset=google does not offer the grant client_credentials for mail: set mail.smtp.oauth2.refresh.token, or mail.smtp.oauth2.jwt.key.file for a service account
                    preset=microsoft365; tenant=x; client.id=x; jwt.key.file=y | mail.smtp.oauth2.preset=microsoft365 does not offer the grant jwt_bearer for mail: set mail.smtp.oauth2.client.secret or mail.smtp.oauth2.refresh.token
                    URL; client.id=x | the grant client_credentials requires mail.smtp.oauth2.client.id and mail.smtp.oauth2.client.secret (or mail.smtp.oauth2.client.secret.file); other grants require mail.smtp.oauth2.refresh.token or mail.smtp.oauth2.jwt.key.file
                    URL; client.secret=x | mail.smtp.oauth2.client.secret is set, and mail.smtp.oauth2.client.id is not: set both
                    URL; client.id=x; client.secret=y; client.secret.file=z | mail.smtp.oauth2.client.secret and mail.smtp.oauth2.client.secret.file are both set: remove one of the two
                    URL; client.id=x; refresh.token=y; refresh.token.file=z | mail.smtp.oauth2.refresh.token and mail.smtp.oauth2.refresh.token.file are both set: remove one of the two
                    URL; client.id=x; refresh.token=y; jwt.key.file=z | mail.smtp.oauth2.refresh.token and mail.smtp.oauth2.jwt.key.file are both set: remove one of the two
                    URL; client.id=x; client.secret=y; grant=refresh_token | mail.smtp.oauth2.grant=refresh_token requires mail.smtp.oauth2.refresh.token or mail.smtp.oauth2.refresh.token.file
                    URL; client.id=x; client.secret=y; grant=jwt_bearer | mail.smtp.oauth2.grant=jwt_bearer requires mail.smtp.oauth2.jwt.key.file
                    URL; client.id=x; client.secret=y; grant=client_credentials; refresh.token=z | mail.smtp.oauth2.grant=client_credentials does not use mail.smtp.oauth2.refresh.token: remove one of the two
                    URL; client.id=x; client.secret=y; grant=password | mail.smtp.oauth2.grant=password is not one of client_credentials, refresh_token, jwt_bearer
                    URL; refresh.token=y | the grant refresh_token requires mail.smtp.oauth2.client.id
                    URL; jwt.key.file=y | the grant jwt_bearer requires mail.smtp.oauth2.jwt.issuer or mail.smtp.oauth2.client.id
                    URL; client.id=x; client.secret=y; jwt.subject=z | mail.smtp.oauth2.jwt.subject has no effect on the grant client_credentials: remove it, or set mail.smtp.oauth2.jwt.key.file
                    URL; client.id=x; client.secret=y; refresh.token.listener=z | mail.smtp.oauth2.refresh.token.listener has no effect on the grant client_credentials: remove it, or set mail.smtp.oauth2.refresh.token or mail.smtp.oauth2.refresh.token.file
                    URL; client.id=x; refresh.token=y; refresh.token.listener=java.lang.Object | mail.smtp.oauth2.refresh.token.listener=java.lang.Object cannot be used as RefreshTokenListener: java.lang.ClassCastException: class java.lang.Object
                    URL; client.id=x; client.secret=y; client.authentication=none | mail.smtp.oauth2.client.authentication=none is not one of basic, post
                    URL; client.id=x; client.secret=y; timeout=0 | mail.smtp.oauth2.timeout=0 is not a number from 1 to 2147483647
                    """)
    void aMistakeIsNamed(String settings, String message) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> of(settings.replace("URL", URL).split("; ")));
        assertEquals(
                message,
                e.getMessage()
                        .substring(0, Math.min(message.length(), e.getMessage().length())));
        assertTrue(message.length() == e.getMessage().length() || message.contains("ClassCast"), e.getMessage());
    }

    /** A secret in the wrong property. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    timeout=hidden | mail.smtp.oauth2.timeout is not a number from 1 to 2147483647
                    refresh.token.listener=1//hidden | mail.smtp.oauth2.refresh.token.listener is not a RefreshTokenListener or the name of a class
                    refresh.token.listener=hidden | mail.smtp.oauth2.refresh.token.listener is not a RefreshTokenListener or the name of a class
                    refresh.token.listener=ya29.hidden-x | mail.smtp.oauth2.refresh.token.listener is not a RefreshTokenListener or the name of a class
                    refresh.token.listener=lab.Missing | mail.smtp.oauth2.refresh.token.listener=lab.Missing cannot be used as RefreshTokenListener: there is no such class
                    """)
    void aValueThatMayBeASecretIsNotShown(String setting, String message) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> of(URL, "client.id=x", "refresh.token=y", setting));
        assertEquals(message, e.getMessage());
    }

    @Test
    void aWrongListenerIsNamed() {
        Properties properties = new Properties();
        properties.put("mail.smtp.oauth2.token.url", "https://login.lab.test/token");
        properties.put("mail.smtp.oauth2.client.id", "x");
        properties.put("mail.smtp.oauth2.refresh.token", "y");
        properties.put("mail.smtp.oauth2.refresh.token.listener", 5);
        assertEquals(
                "mail.smtp.oauth2.refresh.token.listener must hold a " + RefreshTokenListener.class.getName()
                        + ", not a java.lang.Integer",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> OAuth2Settings.from(new MailProperties("smtp", properties)))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/t",
                "http://127.255.0.1:80/t",
                "http://localhost/t",
                "http://[::1]:8080/t",
                "HTTPS://login.lab.test/t?x=y"
            })
    void theseUrlsAreAllowed(String url) {
        of("token.url=" + url, "client.id=x", "client.secret=y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.lab.test/t",
                "http://127.0.0.1.lab.test/t",
                "http://127.1/t",
                "http://localhost.lab.test/t",
                "http://0.0.0.0/t",
                "http://127.0.0.256/t",
                "http://[::ffff:127.0.0.1]/t",
                "ftp://127.0.0.1/t",
                "login.lab.test",
                "https:///t",
                "https://a b/",
                "https://user:hidden@login.lab.test/t",
                "https://login.lab.test/t#hidden"
            })
    void theseUrlsAreRefused(String url) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> of("token.url=" + url, "client.id=x", "client.secret=y"))
                .getMessage();
        assertTrue(message.startsWith("mail.smtp.oauth2.token.url"), message);
        assertFalse(message.contains("hidden"), message);
    }

    private static OAuth2Settings of(String... settings) {
        return OAuth2Settings.from(properties(settings));
    }

    private static MailProperties properties(String... settings) {
        Properties properties = new Properties();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            properties.put("mail.smtp.oauth2." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        return new MailProperties("smtp", properties);
    }
}
