package dev.parley.spring;

import dev.parley.smtp.SmtpTransport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.NamedContributor;
import org.springframework.boot.actuate.mail.MailHealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Adds details to the mail health indicator of Spring Boot 3. An indicator of the application is not changed. */
@AutoConfiguration(after = ParleyMailAutoConfiguration.class)
@ConditionalOnBean(Senders.class)
@ConditionalOnClass({JavaMailSenderImpl.class, SmtpTransport.class, MailHealthIndicator.class})
public final class Boot3MailHealthAutoConfiguration {
    /** Creates the configuration; called by Spring. */
    public Boot3MailHealthAutoConfiguration() {}

    @Bean
    static BeanPostProcessor parleyMailHealthPostProcessor(
            ObjectProvider<Senders> senders, ConfigurableListableBeanFactory beans) {
        return new PostProcessor(new MailHealthDetails(senders, beans), beans);
    }

    private record PostProcessor(MailHealthDetails details, ConfigurableListableBeanFactory beans)
            implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (!BootBeans.isCreatedBy(beans, name, "MailHealthContributorAutoConfiguration")) {
                return bean;
            } else if (bean instanceof CompositeHealthContributor composite) {
                return detailed(composite);
            }
            return bean.getClass() == MailHealthIndicator.class
                    ? new Indicator((HealthIndicator) bean, details::ofOnlySender)
                    : bean;
        }

        private HealthContributor detailed(CompositeHealthContributor composite) {
            Map<String, HealthContributor> contributors = new LinkedHashMap<>();
            for (NamedContributor<HealthContributor> each : composite) {
                HealthContributor contributor = each.getContributor();
                String sender = each.getName();
                contributors.put(
                        sender,
                        contributor.getClass() == MailHealthIndicator.class
                                ? new Indicator((HealthIndicator) contributor, boot -> details.of(sender, boot))
                                : contributor);
            }
            return CompositeHealthContributor.fromMap(contributors);
        }
    }

    private record Indicator(HealthIndicator boot, UnaryOperator<Map<String, Object>> details)
            implements HealthIndicator {
        @Override
        public Health health() {
            Health health = SenderListener.checking(boot::health);
            return Health.status(health.getStatus())
                    .withDetails(details.apply(health.getDetails()))
                    .build();
        }
    }
}
