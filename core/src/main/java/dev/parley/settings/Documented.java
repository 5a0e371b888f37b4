package dev.parley.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Properties;
import java.util.Set;

/**
 * Redacts the values of properties. {@code documented.properties}, which a test generates from the Javadoc of the
 * settings, lists those that may be shown; any other property may hold a secret, such as a token.
 */
final class Documented {
    private static final String HIDDEN = "[not shown]";
    private static final String FILE = "documented.properties";
    private static final Properties KINDS = read();

    private Documented() {}

    /**
     * @param suffix the name after {@code mail.<protocol>.}
     * @param userMark replaces the name of a user; null: the name is shown
     */
    static String shown(String suffix, String value, String userMark) {
        return switch (KINDS.getProperty(suffix, "unknown")) {
            case "value" -> value;
            case "url" -> url(value);
            case "user" -> userMark == null ? value : userMark;
            default -> HIDDEN;
        };
    }

    /** Without user, query and fragment, which may be secret. */
    private static String url(String value) {
        try {
            URI url = new URI(value.strip());
            if (url.getHost() != null) {
                return new URI(url.getScheme(), null, url.getHost(), url.getPort(), url.getPath(), null, null)
                        .toString();
            }
        } catch (URISyntaxException e) {
            return HIDDEN;
        }
        return HIDDEN;
    }

    /** The names after {@code mail.<protocol>.} of all documented properties, of any protocol. */
    static Set<String> names() {
        return KINDS.stringPropertyNames();
    }

    private static Properties read() {
        Properties kinds = new Properties();
        try (InputStream file = Documented.class.getResourceAsStream(FILE)) {
            kinds.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar has no readable " + FILE, e);
        }
        return kinds;
    }
}
