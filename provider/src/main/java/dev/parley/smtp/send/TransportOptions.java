package dev.parley.smtp.send;

import dev.parley.settings.MailProperties;
import jakarta.mail.Session;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The options of a transport. Each setter of Angus Mail's transport stands for a property; what it has set overrides the
 * property's value. Both count until the next connect or send.
 */
public final class TransportOptions {
    private final String protocol;
    private final Map<String, String> overrides = new ConcurrentHashMap<>();
    private final MailProperties properties;

    public TransportOptions(Session session, String protocol) {
        this.protocol = protocol;
        this.properties = new MailProperties(protocol, session.getProperties(), overrides);
    }

    public String protocol() {
        return protocol;
    }

    /** The properties as they are now. */
    public MailProperties properties() {
        return properties;
    }

    /** The value of {@code mail.<protocol>.<suffix>}; null where it is not set. */
    public String text(String suffix) {
        return properties().text(suffix).orElse(null);
    }

    public boolean flag(String suffix, boolean unset) {
        return properties().flag(suffix, unset);
    }

    /** @param value null removes the override */
    public void set(String suffix, String value) {
        if (value == null) {
            overrides.remove(suffix);
        } else {
            overrides.put(suffix, value);
        }
    }

    public void set(String suffix, boolean value) {
        set(suffix, String.valueOf(value));
    }
}
