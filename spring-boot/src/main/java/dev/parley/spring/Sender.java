package dev.parley.spring;

import dev.parley.trace.AddressMask;
import jakarta.mail.Session;
import java.util.Locale;
import java.util.Properties;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * A mail sender of the application and the properties that its transports read.
 *
 * @param name of the bean
 * @param configuredByBoot whether its settings are the properties {@code spring.mail.*}
 * @param properties of the Session
 * @param protocol as the names of the properties have it
 */
record Sender(
        String name,
        JavaMailSenderImpl bean,
        boolean configuredByBoot,
        Properties properties,
        String protocol,
        SenderState state) {

    static Sender of(String name, JavaMailSenderImpl bean, boolean configuredByBoot) {
        Properties properties = bean.getJavaMailProperties();
        return new Sender(name, bean, configuredByBoot, properties, protocol(bean, properties), new SenderState());
    }

    /** Whether the Session of the sender has the properties of the sender. A mock of a sender has no Session. */
    static boolean hasItsOwnSession(JavaMailSenderImpl bean) {
        try {
            Session session = bean.getSession();
            return session != null && session.getProperties() == bean.getJavaMailProperties();
        } catch (RuntimeException e) { // of a subclass in the application, whose Session is made later
            return false;
        }
    }

    private static String provider(JavaMailSenderImpl bean, Properties properties) {
        return bean.getProtocol() == null
                ? properties.getProperty("mail.transport.protocol", JavaMailSenderImpl.DEFAULT_PROTOCOL)
                : bean.getProtocol();
    }

    private static String protocol(JavaMailSenderImpl bean, Properties properties) {
        String provider = provider(bean, properties);
        return switch (provider) {
            case "parley" -> "smtp";
            case "parleys" -> "smtps";
            default -> provider;
        };
    }

    /** The protocol by which Jakarta Mail finds the provider: that of the properties, or its alias of Parley. */
    String provider() {
        return provider(bean, properties);
    }

    /** The name of a property of the protocol. */
    String property(String suffix) {
        return "mail." + protocol + "." + suffix;
    }

    /** Whether the application sets a property of the trace or the observer, for the protocol or for all protocols. */
    boolean isSet(String suffix) {
        return properties.containsKey(property(suffix)) || properties.containsKey("mail." + suffix);
    }

    /** The value of a property of the trace; null where it is not set. */
    String traceProperty(String suffix) {
        Object value = properties.get(property(suffix));
        Object set = value == null ? properties.get("mail." + suffix) : value;
        return set == null ? null : set.toString();
    }

    /** How the trace shows addresses. An invalid value hides more, not less, as in the trace. */
    AddressMask addressMask() {
        String word = traceProperty("trace.addresses");
        if (word == null) {
            return AddressMask.SHOW;
        }
        try {
            return AddressMask.valueOf(word.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return AddressMask.DOMAIN;
        }
    }

    /** Whether a bean is this sender or its proxy: both have the same properties and Session. */
    boolean isOf(JavaMailSenderImpl other) {
        return properties == other.getJavaMailProperties() && session() == other.getSession();
    }

    Session session() {
        return bean.getSession();
    }

    /** A text of Parley in the spelling of the application: {@code spring.mail.port} instead of {@code mail.smtp.port}. */
    String inItsSpelling(String text) {
        return configuredByBoot ? SpringNames.in(text) : text;
    }
}
