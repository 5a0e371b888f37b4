package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.login.LoginRequest;
import dev.parley.net.ConnectAttempt;
import dev.parley.settings.MailProperties;
import dev.parley.trace.Trace;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Libraries that only tokens need. */
class MissingLibraryTest extends TokenTest {
    @Test
    void jacksonIsNamed() throws Exception {
        assertEquals(
                "mail.smtp.oauth2.token.url requires a library that is not on the class path: add"
                        + " com.fasterxml.jackson.core:jackson-core (2.19 or newer)",
                messageWithout("com.fasterxml.jackson."));
        assertEquals(0, server.requests().size(), "a token was requested that cannot be read");
    }

    @Test
    void theHttpClientIsNamed() throws Exception {
        assertEquals(
                "mail.smtp.oauth2.token.url requires the module java.net.http: start Java with --add-modules"
                        + " java.net.http, or add the module to the runtime image",
                messageWithout("java.net.http."));
    }

    @Test
    void withBothATokenIsRequested() throws Exception {
        assertTrue(messageWithout("nothing").startsWith("no failure"));
    }

    private String messageWithout(String missing) throws Exception {
        try (Filter loader = new Filter(missing)) {
            @SuppressWarnings("unchecked")
            Function<String, String> request = (Function<String, String>) loader.loadClass(RequestToken.class.getName())
                    .getConstructor()
                    .newInstance();
            return request.apply(server.url());
        }
    }

    /** Loaded by {@link Filter}, as all of Parley. */
    public static final class RequestToken implements Function<String, String> {
        @Override
        public String apply(String url) {
            Properties properties = new Properties();
            properties.put("mail.smtp.oauth2.token.url", url);
            properties.put("mail.smtp.oauth2.client.id", "parley-client");
            properties.put("mail.smtp.oauth2.client.secret", "s3cret-of the client+/&=");
            try {
                AccessTokens.SHARED.get(
                        OAuth2Settings.from(new MailProperties("smtp", properties)),
                        new LoginRequest("smtp", "mx.lab.test", "joe", false),
                        null,
                        new ConnectAttempt(),
                        new Trace(List.of()));
                return "no failure";
            } catch (IOException e) {
                return Trace.withoutAdvice(e.getMessage());
            }
        }
    }

    /** Has the classes of the class path, but not those of one library. */
    private static final class Filter extends URLClassLoader {
        private final String missing;

        Filter(String missing) throws MalformedURLException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
            this.missing = missing;
        }

        private static URL[] classPath() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(new URL[0]);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
