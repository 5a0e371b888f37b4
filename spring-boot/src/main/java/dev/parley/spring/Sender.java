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
 * @param properties of the Session, also if it is created later
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
        Properties properties = properties(bean);
        return new Sender(name, bean, configuredByBoot, properties, protocol(bean, properties), new SenderState());
    }

    /**
     * The properties of the sender itself. A sender without a host has a Session from elsewhere, for example from JNDI. The
     * Session of another sender is not created here: the application may still change the properties that it reads.
     */
    private static Properties properties(JavaMailSenderImpl bean) {
        Properties own = bean.getJavaMailProperties();
        return bean.getHost() == null && own.isEmpty() ? bean.getSession().getProperties() : own;
    }

    private static String protocol(JavaMailSenderImpl bean, Properties properties) {
        String protocol = bean.getProtocol() == null
                ? properties.getProperty("mail.transport.protocol", JavaMailSenderImpl.DEFAULT_PROTOCOL)
                : bean.getProtocol();
        return switch (protocol) {
            case "parley" -> "smtp";
            case "parleys" -> "smtps";
            default -> protocol;
        };
    }

    /** The name of a property of the protocol. */
    String property(String suffix) {
        return "mail." + protocol + "." + suffix;
    }

    /** Whether the application sets a property of the trace, for the protocol or for all protocols. */
    boolean hasTraceProperty(String suffix) {
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

    /** A Session as its transports have it, to look at: the Session of the sender may not exist yet. */
    Session session() {
        return bean.getHost() == null && bean.getJavaMailProperties().isEmpty()
                ? bean.getSession()
                : Session.getInstance(properties);
    }

    /** A text of Parley in the spelling of the application: {@code spring.mail.port} instead of {@code mail.smtp.port}. */
    String inItsSpelling(String text) {
        return configuredByBoot ? SpringNames.in(text) : text;
    }
}
