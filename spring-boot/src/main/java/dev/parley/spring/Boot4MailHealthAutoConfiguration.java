package dev.parley.spring;

import dev.parley.smtp.SmtpTransport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Adds details to the mail health indicator of Spring Boot 4. An indicator of the application is not changed. */
@AutoConfiguration(after = ParleyMailAutoConfiguration.class)
@ConditionalOnBean(Senders.class)
@ConditionalOnClass(
        value = {JavaMailSenderImpl.class, SmtpTransport.class},
        name = Boot4MailHealthAutoConfiguration.INDICATOR)
public final class Boot4MailHealthAutoConfiguration {
    /** Its jar has no other type that is used here, and is not on the class path of the compiler. */
    static final String INDICATOR = "org.springframework.boot.mail.health.MailHealthIndicator";

    /** Creates the configuration; called by Spring. */
    public Boot4MailHealthAutoConfiguration() {}

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
            return isOfBoot(bean) ? new Indicator((HealthIndicator) bean, details::ofOnlySender) : bean;
        }

        private static boolean isOfBoot(Object bean) {
            return bean.getClass().getName().equals(INDICATOR);
        }

        private HealthContributor detailed(CompositeHealthContributor composite) {
            Map<String, HealthContributor> contributors = new LinkedHashMap<>();
            for (HealthContributors.Entry each : composite) {
                HealthContributor contributor = each.contributor();
                String sender = each.name();
                contributors.put(
                        sender,
                        isOfBoot(contributor)
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
