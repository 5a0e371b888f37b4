package example;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

/** The settings of producers and workers; {@code outbox.properties} describes them. */
public record Settings(Properties properties) {
    /** The lane of all domains that have none of their own. */
    private static final String OTHER = "other";

    public Settings {
        if (!list(properties, "lanes").contains(OTHER)) {
            throw new IllegalArgumentException("no lane for the domains that have none of their own: add " + OTHER
                    + " to lanes=" + properties.getProperty("lanes", ""));
        }
    }

    public static Settings read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new Settings(properties);
    }

    String servers() {
        return properties.getProperty("bootstrap.servers");
    }

    List<String> lanes() {
        return list(properties, "lanes");
    }

    /** The lane of an address: its domain, if it has a lane of its own. */
    String lane(String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return lanes().contains(domain) ? domain : OTHER;
    }

    /** The delays before another attempt, the shortest first. */
    List<Duration> delays() {
        return list(properties, "delays").stream().map(Duration::parse).sorted().toList();
    }

    /** The time after which a mail is not sent again: it is a dead letter, or parked if it may have been delivered. */
    Duration lifetime() {
        return Duration.parse(properties.getProperty("lifetime"));
    }

    boolean resendsUncertain() {
        return properties.getProperty("uncertain").equals("resend");
    }

    /** The properties of the Session of a lane: {@code mail.*}, and {@code LANE.mail.*} for this lane alone. */
    Properties mail(String lane) {
        Properties mail = new Properties();
        copy("", mail);
        copy(lane + ".", mail);
        return mail;
    }

    private void copy(String prefix, Properties to) {
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(prefix + "mail.")) {
                to.setProperty(name.substring(prefix.length()), properties.getProperty(name));
            }
        }
    }

    private static List<String> list(Properties properties, String name) {
        return Stream.of(properties.getProperty(name, "").split(","))
                .map(String::strip)
                .toList();
    }
}
