package dev.parley.spring;

import dev.parley.observation.OperationObserver;
import dev.parley.smtp.SmtpTransport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Configures each {@link JavaMailSenderImpl} of the application, whether Spring Boot or the application creates it: the trace
 * of {@code parley.mail.trace}, the log of failed messages, and the {@link OperationObserver} bean, if there is one.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.mail.MailSenderAutoConfiguration",
            "org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration"
        })
@ConditionalOnClass({JavaMailSenderImpl.class, SmtpTransport.class})
@EnableConfigurationProperties(ParleyMailProperties.class)
public final class ParleyMailAutoConfiguration {
    /** Creates the configuration; called by Spring. */
    public ParleyMailAutoConfiguration() {}

    @Bean
    static Senders parleyMailSenders() {
        return new Senders();
    }

    /** Static, and with providers: no other bean is created before the post-processors are registered. */
    @Bean
    static SenderPostProcessor parleyMailSenderPostProcessor(
            ObjectProvider<ParleyMailProperties> properties,
            ObjectProvider<Senders> senders,
            ObjectProvider<FailureLog> failureLog,
            ObjectProvider<LoggingSystem> loggingSystem,
            ObjectProvider<OperationObserver> observers,
            ConfigurableListableBeanFactory beans) {
        return new SenderPostProcessor(properties, senders, failureLog, loggingSystem, observers, beans);
    }

    @Bean
    static FailureLog parleyMailFailureLog(Environment environment) {
        return new FailureLog(environment.getProperty("spring.mail.test-connection", Boolean.class, false));
    }

    @Bean
    static ProviderCheck parleyMailProviderCheck(Senders senders) {
        return new ProviderCheck(senders);
    }
}
