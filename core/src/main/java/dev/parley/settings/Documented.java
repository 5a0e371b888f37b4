package dev.parley.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What may be shown of a property: its value where {@code documented.properties} has it, which a test writes from the
 * Javadoc of the settings. Any other may hold anything: a token under a name that nobody foresaw.
 */
final class Documented {
    private static final String FILE = "documented.properties";
    private static final Properties KINDS = read();

    private Documented() {}

    /**
     * @param suffix the name behind {@code mail.<protocol>.}
     * @param users what is shown of a user's name
     */
    static String redacted(String suffix, String value, UnaryOperator<String> users) {
        return switch (KINDS.getProperty(suffix, "unknown")) {
            case "value" -> value;
            case "user" -> users.apply(value);
            default -> "[not shown]";
        };
    }

    /** The names behind {@code mail.<protocol>.} of all documented properties, of any protocol. */
    static Set<String> names() {
        return KINDS.stringPropertyNames();
    }

    private static Properties read() {
        Properties kinds = new Properties();
        try (InputStream file = Documented.class.getResourceAsStream(FILE)) {
            kinds.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is broken: " + FILE, e);
        }
        return kinds;
    }
}
