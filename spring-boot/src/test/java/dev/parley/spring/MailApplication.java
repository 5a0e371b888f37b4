package dev.parley.spring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfigurationImportSelector;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.type.AnnotationMetadata;

/**
 * {@link EnableAutoConfiguration} with the auto-configurations of mail and health alone: such an application starts several
 * times as fast. {@link PageTest} and {@link ObservationTest} run applications with all of them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(MailApplication.Selector.class)
@interface MailApplication {
    Class<?>[] exclude() default {};

    String[] excludeName() default {};

    /** Called by Spring. */
    final class Selector extends AutoConfigurationImportSelector {
        @Override
        protected Class<?> getAnnotationClass() {
            return MailApplication.class;
        }

        @Override
        protected List<String> getCandidateConfigurations(
                AnnotationMetadata metadata, AnnotationAttributes attributes) {
            return super.getCandidateConfigurations(metadata, attributes).stream()
                    .filter(name ->
                            name.startsWith("dev.parley.") || name.contains(".mail.") || name.contains(".health."))
                    .toList();
        }
    }
}
