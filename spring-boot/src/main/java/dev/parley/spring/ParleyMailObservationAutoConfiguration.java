package dev.parley.spring;

import dev.parley.micrometer.MailObservations;
import dev.parley.micrometer.PoolMetrics;
import dev.parley.observation.OperationObserver;
import dev.parley.smtp.SmtpTransport;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Observes each {@link JavaMailSenderImpl} of the application with {@code parley-micrometer}, if that is on the class path and
 * the application has an {@link ObservationRegistry}. Another {@link OperationObserver} bean replaces it. Spring Boot binds the
 * gauges of the pools to its meter registries.
 */
@AutoConfiguration(
        after = ParleyMailAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnClass({JavaMailSenderImpl.class, SmtpTransport.class, MailObservations.class})
public final class ParleyMailObservationAutoConfiguration {
    /** Creates the configuration; called by Spring. */
    public ParleyMailObservationAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistry.class)
    static class Observations {
        @Bean
        @ConditionalOnBean(ObservationRegistry.class)
        @ConditionalOnMissingBean(OperationObserver.class)
        static MailObservations parleyMailObservations(ObservationRegistry registry) {
            return new MailObservations(registry);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Pools {
        @Bean
        @ConditionalOnBean(Senders.class)
        @ConditionalOnMissingBean
        static PoolMetrics parleyMailPoolMetrics(Senders senders) {
            return new PoolMetrics(senders::pools);
        }
    }
}
