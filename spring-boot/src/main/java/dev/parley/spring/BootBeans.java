package dev.parley.spring;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** The beans that the auto-configuration of Spring Boot creates, as distinct from those of the application. */
final class BootBeans {
    private static final String SENDER_OF_PROPERTIES = "MailSenderPropertiesConfiguration";

    private BootBeans() {}

    /** Whether the bean is a mail sender whose settings are the properties {@code spring.mail.*}. */
    static boolean isConfiguredSender(ConfigurableListableBeanFactory beans, String name) {
        return isCreatedBy(beans, name, SENDER_OF_PROPERTIES);
    }

    /**
     * Whether a method of this configuration class creates the bean.
     *
     * @param configuration the name without the package, which differs between Spring Boot 3 and 4
     */
    static boolean isCreatedBy(ConfigurableListableBeanFactory beans, String name, String configuration) {
        if (!beans.containsBeanDefinition(name)) {
            return false;
        }
        BeanDefinition definition = beans.getBeanDefinition(name);
        String factory = definition.getFactoryBeanName();
        return factory != null && factory.endsWith("." + configuration);
    }
}
